"""The ballot box: it opens, takes sealed ballots, closes, is emptied and is burnt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import BallotLabel, Stamp, receipt_of, sealed_size
from feedbackpulse.ballots.stamping import verify
from feedbackpulse.ballots.tables import BallotRow, CodeRow, StampKeyRow, UrnRow
from feedbackpulse.database import ballot_transaction, insert_if_new
from feedbackpulse.traces import scramble

NUMBER_BYTES = 32
# All that a ballot is held against, asked at once; nobody closes the urn meanwhile. Made once:
# putting it together takes as long as answering it.
_URN_AND_KEY: Final = (
    select(UrnRow.open, UrnRow.room, UrnRow.outer, StampKeyRow.public_key)
    .join(StampKeyRow, StampKeyRow.round_id == UrnRow.round_id)
    .where(UrnRow.round_id == bindparam("round_id"), StampKeyRow.stamp == bindparam("stamp"))
    .with_for_update(read=True, of=UrnRow)
)


def number_hash(ballot_number: bytes) -> bytes:
    """Return under which key a ballot of this number lies in the box."""
    if len(ballot_number) != NUMBER_BYTES:
        message = f"a ballot number has {NUMBER_BYTES} bytes"
        raise ValueError(message)
    return sha256(b"box" + ballot_number).digest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """The ballot is in the box; its receipt is in the list after closing."""

    receipt: str


class Turned(Enum):
    """Why a stamped ballot was not taken."""

    CLOSED = "closed"
    SPENT = "spent"
    REFUSED = "refused"
    MALFORMED = "malformed"


def open_urn(
    session: Session, *, round_id: UUID, room: int, outer: bool, keys: Mapping[Stamp, bytes]
) -> None:
    """Let the box take ballots of a round under these stamps; a closed urn stays closed.

    *room* is the size of the text in each ballot in bytes; *outer* says that a second key seals
    them; *keys* has the public key of every stamp.
    """
    urn = {"round_id": round_id, "open": True, "room": room, "outer": outer}
    insert_if_new(session, UrnRow, urn)
    own = UrnRow.round_id == round_id
    if not session.scalar(select(UrnRow.open).where(own).with_for_update()):
        return
    session.execute(update(UrnRow).where(own).values(urn))
    session.execute(delete(StampKeyRow).where(StampKeyRow.round_id == round_id))
    session.add_all(
        StampKeyRow(round_id=round_id, stamp=stamp, public_key=key, peeled=False)
        for stamp, key in keys.items()
    )
    session.flush()


def close_urn(session: Session, *, round_id: UUID) -> None:
    """Take no more ballots of a round, from the moment this is committed."""
    session.execute(update(UrnRow).where(UrnRow.round_id == round_id).values(open=False))


def cast(session: Session, *, label: BallotLabel, sealed: bytes) -> bool:
    """Put a ballot in the box; say whether it is in there.

    Casting the same number again changes nothing. A closed urn refuses what it does not hold.
    """
    if has_ballot(session, number_hash=label.number_hash):
        return True
    urn = select(UrnRow.open).where(UrnRow.round_id == label.round_id)
    if not session.scalar(urn.with_for_update(read=True)):
        return False
    session.add(
        BallotRow(
            number_hash=label.number_hash,
            round_id=label.round_id,
            stamp=label.stamp,
            sealed=sealed,
        )
    )
    session.flush()
    return True


def cast_stamped(
    session: Session,
    *,
    round_id: UUID,
    stamp: Stamp,
    message: bytes,
    signature: bytes,
    sealed: bytes,
) -> Taken | Turned:
    """Put a ballot with a stamp in the box, for whoever brings it.

    The *message* is 32 random bytes and the ballot number (RFC 9474, section 4.1). The same
    ballot again gets the same receipt.
    """
    asked = {"round_id": round_id, "stamp": stamp}
    found = session.execute(_URN_AND_KEY, asked).one_or_none()
    if found is None:
        return Turned.CLOSED
    if len(message) != 2 * NUMBER_BYTES or len(sealed) != sealed_size(
        found.room, outer=found.outer
    ):
        return Turned.MALFORMED
    if not verify(found.public_key, message, signature):
        return Turned.REFUSED
    number = number_hash(message[NUMBER_BYTES:])
    label = BallotLabel(round_id=round_id, stamp=stamp, number_hash=number)
    return _put_in(session, label, sealed, is_open=found.open)


def _put_in(
    session: Session, label: BallotLabel, sealed: bytes, *, is_open: bool
) -> Taken | Turned:
    """Put a ballot in an open urn, once; whoever brings the same again hears that it is there."""
    values = {
        "number_hash": label.number_hash,
        "round_id": label.round_id,
        "stamp": label.stamp,
        "sealed": sealed,
    }
    if is_open and insert_if_new(session, BallotRow, values):
        return Taken(receipt=receipt_of(label.number_hash))
    columns = (BallotRow.round_id, BallotRow.stamp, BallotRow.sealed)
    query = select(*columns).where(BallotRow.number_hash == label.number_hash)
    earlier = session.execute(query).one_or_none()
    if earlier is None:
        return Turned.CLOSED
    if tuple(earlier) != (label.round_id, label.stamp, sealed):
        return Turned.SPENT
    return Taken(receipt=receipt_of(label.number_hash))


def has_ballot(session: Session, *, number_hash: bytes) -> bool:
    """Say whether a ballot of this number is in the box."""
    query = select(BallotRow.stamp).where(BallotRow.number_hash == number_hash)
    return session.scalar(query) is not None


def count_ballots(session: Session, *, round_id: UUID) -> Mapping[Stamp, int]:
    """Return how many ballots of a round each stamp has."""
    query = (
        select(BallotRow.stamp, func.count())
        .where(BallotRow.round_id == round_id)
        .group_by(BallotRow.stamp)
    )
    return {Stamp(stamp): count for stamp, count in session.execute(query)}


def numbers(session: Session, *, round_id: UUID) -> list[bytes]:
    """Return under which keys the ballots of a round lie in the box."""
    return list(
        session.scalars(select(BallotRow.number_hash).where(BallotRow.round_id == round_id))
    )


def sealed_ballots(
    session: Session, *, numbers: Collection[bytes]
) -> list[tuple[BallotLabel, bytes]]:
    """Return the sealed ballots under these keys, in the order of their meaningless keys."""
    # Without the round: a database would rather look through all of its ballots each time.
    query = select(*BallotRow.__table__.columns).where(BallotRow.number_hash.in_(numbers))
    rows = session.execute(query.order_by(BallotRow.number_hash))
    return [
        (
            BallotLabel(round_id=row.round_id, stamp=Stamp(row.stamp), number_hash=row.number_hash),
            row.sealed,
        )
        for row in rows
    ]


def receipts(session: Session, *, round_id: UUID) -> tuple[str, ...]:
    """Return the receipts of all ballots of a round, in their own order."""
    numbers = session.scalars(select(BallotRow.number_hash).where(BallotRow.round_id == round_id))
    return tuple(sorted(receipt_of(number) for number in numbers))


def burn_ballots(session: Session, *, round_id: UUID) -> None:
    """Delete all ballots of a round, its codes, the keys of its stamps, and its urn."""
    for table in (CodeRow, BallotRow, StampKeyRow, UrnRow):
        session.execute(delete(table).where(table.round_id == round_id))


def scrub(session: Session) -> None:
    """Write the box anew, in a random order. Outside any transaction: it has one of its own.

    What was deleted is nowhere in it any more, nor the order in which ballots came.
    """
    # A code is spent before its ballot is cast.
    scramble(session, CodeRow, BallotRow, writing=ballot_transaction)
