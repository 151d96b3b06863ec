"""The second key: its public half, for the rounds that need its holder to open them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import SecondKey
from feedbackpulse.cycles.tables import HolderKeyRow
from feedbackpulse.reading import once

POINT_BYTES = 65


class InvalidKeyError(ValueError):
    """These bytes are no public key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HolderKey:
    """The public half of a second key, and from when to when new rounds used it."""

    public_key: bytes
    made_on: date
    retired_on: date | None


def key_of(session: Session, *, holder: SecondKey) -> bytes | None:
    """Return the public key that new rounds of this holder are sealed with, if one was made."""
    return _keys_in_use(session).get(holder)


@once
def _keys_in_use(session: Session) -> Mapping[SecondKey, bytes]:
    """Return the key of every holder that has one: pages ask of one cycle after the other."""
    query = select(HolderKeyRow.holder, HolderKeyRow.public_key)
    rows = session.execute(query.where(HolderKeyRow.retired_on.is_(None)))
    return {SecondKey(holder): public_key for holder, public_key in rows}


def list_keys(session: Session, *, holder: SecondKey) -> tuple[HolderKey, ...]:
    """Return every key that this holder made: the one in use first, then the latest retired."""
    rows = session.scalars(select(HolderKeyRow).where(HolderKeyRow.holder == holder.value))
    found = [
        HolderKey(public_key=row.public_key, made_on=row.made_on, retired_on=row.retired_on)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda key: key.retired_on or date.max, reverse=True))


def replace_key(session: Session, *, holder: SecondKey, public_key: bytes, on: date) -> None:
    """Use a new key from now on; rounds that are open keep the one they opened with.

    *public_key* is an uncompressed P-256 point. Raises InvalidKeyError.
    """
    _refuse_no_point(public_key)
    session.execute(
        update(HolderKeyRow)
        .where(HolderKeyRow.holder == holder.value, HolderKeyRow.retired_on.is_(None))
        .values(retired_on=on)
    )
    session.add(HolderKeyRow(id=uuid4(), holder=holder.value, public_key=public_key, made_on=on))
    session.flush()


def _refuse_no_point(public_key: bytes) -> None:
    if len(public_key) != POINT_BYTES or public_key[:1] != b"\x04":
        raise InvalidKeyError("not an uncompressed point")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    except ValueError as error:
        raise InvalidKeyError("not a point of the curve") from error
