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
    "wording/*.py",
)
MODULES = sorted(
    {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for pattern in PURE
        for path in PACKAGE.glob(pattern)
        if path.name != "__init__.py"
    }
)


TRY = """
import os, sys, traceback
import numpy  # takes longest to load, and is none of ours: loaded once for all forks
sys.modules.update(flask=None, sqlalchemy=None)
for module in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        try:
            __import__(module)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        print(module)
"""


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Return the modules that can be imported so, each in a process that has no other of ours."""
    command = [sys.executable, "-c", TRY, *MODULES]
    done = subprocess.run(
        command, check=True, cwd=PACKAGE.parent, stdout=subprocess.PIPE, text=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_without_flask_and_sqlalchemy(module: str, imported: set[str]) -> None:
    assert module in imported


def test_no_page_waits_for_what_draws() -> None:
    """It takes half a second to load, and most processes that have pages never draw."""
    code = "import sys, feedbackpulse.app; sys.exit('matplotlib' in sys.modules)"

    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)
