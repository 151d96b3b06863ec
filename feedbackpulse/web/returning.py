"""Where somebody goes back to: a page of ours, never another site."""

from __future__ import annotations

import re
from typing import Final

# One slash and then anything printable but a second slash or a backslash, which browsers
# read as the start of another host.
_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def local_path(target: str | None) -> str:
    """Return the target when it is a path on this site, else the start page."""
    return target if target and _LOCAL.fullmatch(target) else "/"
