"""The door: one secret address for everybody, so that only who works here sends without a name.

It is the same for all, and says nothing about who uses it. Who makes a new one closes the old.
"""

from __future__ import annotations

import secrets
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new
from feedbackpulse.signals.tables import DoorRow

_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that look alike in print: people type it from a poster."""
_LENGTH: Final = 12
_ONLY: Final = 1


def known_door(session: Session) -> str | None:
    """Return what stands in the address, if there is one already."""
    found = session.get(DoorRow, _ONLY)
    return None if found is None else found.token


def find_door(session: Session) -> str:
    """Return what stands in the address; it is made when there is none yet."""
    found = session.get(DoorRow, _ONLY)
    if found is None:
        insert_if_new(session, DoorRow, {"id": _ONLY, "token": _new_token()})
        found = session.get_one(DoorRow, _ONLY)
    return found.token


def is_door(session: Session, *, token: str) -> bool:
    """Say whether this is the door that is open now."""
    found = session.get(DoorRow, _ONLY)
    return found is not None and secrets.compare_digest(found.token.encode(), token.encode())


def renew_door(session: Session) -> str:
    """Close the door that was known, and return a new one."""
    session.execute(delete(DoorRow))
    return find_door(session)


def _new_token() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
