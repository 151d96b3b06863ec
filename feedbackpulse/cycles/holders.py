"""The second key: its public half, for the rounds that need its holder to open them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import SecondKey
from feedbackpulse.cycles.tables import HolderKeyRow

POINT_BYTES = 65


class InvalidKeyError(ValueError):
    """These bytes are no public key."""


def key_of(session: Session, *, holder: SecondKey) -> bytes | None:
    """Return the public key that new rounds of this holder are sealed with, if one was made."""
    query = select(HolderKeyRow.public_key).where(
        HolderKeyRow.holder == holder.value, HolderKeyRow.retired_on.is_(None)
    )
    return session.scalars(query).first()


def replace_key(session: Session, *, holder: SecondKey, public_key: bytes, on: date) -> None:
    """Use a new key from now on; rounds that are open keep the one they opened with.

    *public_key* is an uncompressed P-256 point. Raises InvalidKeyError.
    """
    if len(public_key) != POINT_BYTES or public_key[:1] != b"\x04":
        raise InvalidKeyError("not an uncompressed point")
    session.execute(
        update(HolderKeyRow)
        .where(HolderKeyRow.holder == holder.value, HolderKeyRow.retired_on.is_(None))
        .values(retired_on=on)
    )
    session.add(HolderKeyRow(id=uuid4(), holder=holder.value, public_key=public_key, made_on=on))
    session.flush()
