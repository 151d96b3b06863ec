"""What people type, without what nobody can read and a database may not keep."""

from __future__ import annotations

from typing import Final

_KEPT: Final = "\n\u200d"
"""New lines, and what joins several signs to one picture."""


def plain(text: str | None) -> str:
    """Return a text without spaces around it; a browser sends two characters for a new line."""
    lines = (text or "").replace("\r\n", "\n")
    return "".join(map(_readable, lines)).strip()


def _readable(sign: str) -> str:
    if sign.isprintable() or sign in _KEPT:
        return sign
    return " " if sign.isspace() else ""
