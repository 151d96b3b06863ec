"""What a browser works for before it may send without a name: a sum that takes it a second. Pure.

It keeps machines from sending thousands, and asks nobody who they are. The work is for one mailbox
and one day, so that nothing about it has to be kept. static/js/ballot/work.js does it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

ZERO_BYTES: Final = 2
"""How many zero bytes the sum begins with: 65 536 tries, more or less."""
_NONCE: Final = re.compile(r"[0-9]{1,12}")


def has_worked(*, mailbox: bytes, day: str, nonce: str, today: date) -> bool:
    """Say whether this work was done for this mailbox, today or yesterday."""
    days = {today.isoformat(), (today - timedelta(days=1)).isoformat()}
    if day not in days or not _NONCE.fullmatch(nonce):
        return False
    digest = sha256(f"signal{mailbox.hex()}{day}{nonce}".encode()).digest()
    return not any(digest[:ZERO_BYTES])
