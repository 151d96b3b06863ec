"""Can the rules be used without a web application or a database?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "feedbackpulse"
PURE = (
    "*/domain.py",
    "access/*.py",
    "insight/*.py",
    "charts/*.py",
    "checkpoints/*.py",
    "cycles/states.py",
    "cycles/burden.py",
)
MODULES = sorted(
    {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for pattern in PURE
        for path in PACKAGE.glob(pattern)
        if path.name != "__init__.py"
    }
)


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_without_flask_and_sqlalchemy(module: str) -> None:
    code = f"import sys; sys.modules.update(flask=None, sqlalchemy=None); import {module}"

    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)
