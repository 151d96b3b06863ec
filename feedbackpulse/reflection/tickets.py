"""Tickets: what a browser keeps of an opened seal, of use in one session and for a while.

The server keeps nothing of it, so a copy of the database never opens a sealed notebook.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from datetime import datetime
from pathlib import Path

from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.server_keys import (
    BrokenSealError,
    LostServerKeyError,
    load_key,
    newest_key,
)


def ticket_for(notebook: Notebook, *, keys: Path, bearer: str, until: datetime) -> str:
    """Return a ticket to an opened notebook for whoever comes as *bearer*, until a moment."""
    server_key = newest_key(keys)
    held = json.dumps([notebook.key.hex(), until.isoformat()]).encode()
    return f"{server_key.number}.{urlsafe_b64encode(server_key.wrap(held, place=bearer)).decode()}"


def read_ticket(ticket: str, *, keys: Path, bearer: str, now: datetime) -> bytes | None:
    """Return the key that a ticket holds, or None when it is of no use any more."""
    number, _dot, wrapped = ticket.partition(".")
    try:
        server_key = load_key(keys, number=int(number))
        held = server_key.unwrap(urlsafe_b64decode(wrapped), place=bearer)
    except (ValueError, Base64Error, BrokenSealError, LostServerKeyError):
        return None
    key, until = json.loads(held)
    return bytes.fromhex(key) if now < datetime.fromisoformat(until) else None
