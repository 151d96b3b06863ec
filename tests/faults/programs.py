"""Programs of the machine that some faults need, gotten where that can be done."""

from __future__ import annotations

import shutil

from feedbackpulse import _tools


class MissingProgramError(RuntimeError):
    """A program is not there; the message says how to get it."""


def need(name: str) -> str:
    """Return where a program is, after installing it as root on Debian. Raises MissingProgramError."""
    if shutil.which(name) is None and _tools.can_use_apt():
        _tools.apt_install(name)
    found = shutil.which(name)
    if found is None:
        raise MissingProgramError(
            f"{name} is missing; on Debian, type `sudo apt-get install -y {name}`"
        )
    return found
