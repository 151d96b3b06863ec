"""Every fault there is: one module for each, found by the number in its name."""

from __future__ import annotations

import re
from importlib import import_module  # noqa: TID251  (of tests; no contract is about them)
from pathlib import Path

from tests.faults.fault import Fault

HERE = Path(__file__).parent


def all_faults() -> tuple[Fault, ...]:
    """Return the faults in the order of their numbers; a module may have several."""
    names = sorted(path.stem for path in HERE.glob("f[0-9][0-9]*_*.py"))
    modules = [import_module(f"tests.faults.{name}") for name in names]
    found = [fault for module in modules for fault in module.FAULTS]
    return tuple(sorted(found, key=lambda one: _number(one.id)))


def _number(mark: str) -> tuple[int, str]:
    number = re.sub(r"\D", "", mark)
    return int(number), mark
