"""Where the folders outside the package are: in a checkout and in an installed wheel.

A checkout keeps templates/, static/ and migrations/ beside the package; a wheel carries
the same folders inside it (see `package_dir` in setup.cfg).
"""

from __future__ import annotations

from pathlib import Path


class LostFilesError(Exception):
    """A folder of the program itself is not there."""


_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """Return the folder called *name*, preferring the wheel's copy. Raises LostFilesError."""
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    message = f"{name}/ is neither inside nor beside {_PACKAGE}"
    raise LostFilesError(message)


def default_instance_dir() -> Path:
    """Return instance/ beside a checkout's package, else in the folder we were started in."""
    beside = _PACKAGE.parent / "instance"
    return beside if beside.is_dir() else Path.cwd() / "instance"
