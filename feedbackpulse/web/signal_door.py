"""Where one brings something up without a name: the same path for everybody."""

from __future__ import annotations

from flask import url_for

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.signals.door import find_door, known_door


def door_path(*, is_kiosk: bool = False) -> str:
    """Return the path of the form, on a device of one's own or on a shared tablet."""
    endpoint = "ballot.kiosk_signal" if is_kiosk else "ballot.signal"
    return url_for(endpoint, door=open_door())


def open_door() -> str:
    """Return what stands in the address, the same for everybody; it is made when there is none."""
    known = known_door(db.session())
    if known is not None:
        return known
    with transaction(db.session()) as session:
        return find_door(session)
