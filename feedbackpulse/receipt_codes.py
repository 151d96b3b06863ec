"""The receipt code: with it only a sender reads what was written back, and writes again. Pure.

static/js/ballot/codes.js makes and hashes the same codes in the browser.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTER_BITS: Final = 5
_COUNT: Final = 16
_CODE: Final = re.compile(rf"[{_LETTERS}]{{{_COUNT}}}")
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def mailbox_code(ballot_number: bytes, item: str) -> str:
    """Return the code for one comment of a ballot: from the same form always the same."""
    digest = sha256(b"code" + ballot_number + item.encode()).digest()
    bits = int.from_bytes(digest) >> 8 * len(digest) - _LETTER_BITS * _COUNT
    places = reversed(range(_COUNT))
    letters = "".join(_LETTERS[bits >> _LETTER_BITS * place & 31] for place in places)
    return "-".join(letters[start : start + 4] for start in range(0, _COUNT, 4))


def mailbox_of(code: str) -> bytes | None:
    """Return what a code opens, or None when it is no code. It may be typed as people type."""
    tidied = code.strip().upper().translate(_LOOKALIKES)
    return sha256(b"mailbox" + tidied.encode()).digest() if _CODE.fullmatch(tidied) else None
