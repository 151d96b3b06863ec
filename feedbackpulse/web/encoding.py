"""Bytes in a form: base64url without padding, as browsers and we write it (RFC 4648, section 5)."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from typing import Final

_LETTERS: Final = re.compile(r"[A-Za-z0-9_-]*")


def decoded(text: str) -> bytes | None:
    """Return the bytes that a text stands for, or None when it stands for none."""
    if not _LETTERS.fullmatch(text) or len(text) % 4 == 1:
        return None
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
