"""The ballot box: it opens, takes sealed ballots, closes, is emptied and is burnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import BallotLabel, Stamp, receipt_of, sealed_size
from feedbackpulse.ballots.stamping import verify
from feedbackpulse.ballots.tables import BallotRow, CodeRow, StampKeyRow, UrnRow
from feedbackpulse.database import ballot_transaction, insert_if_new
from feedbackpulse.traces import scramble

NUMBER_BYTES = 32


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
    urn = session.get(UrnRow, round_id, with_for_update={"read": True})
    key = session.get(StampKeyRow, (round_id, stamp))
    if urn is None or key is None:
        return Turned.CLOSED
    if len(message) != 2 * NUMBER_BYTES or len(sealed) != sealed_size(urn.room, outer=urn.outer):
        return Turned.MALFORMED
    if not verify(key.public_key, message, signature):
        return Turned.REFUSED
    number = number_hash(message[NUMBER_BYTES:])
    return _put_in(session, BallotLabel(round_id=round_id, stamp=stamp, number_hash=number), sealed)


def _put_in(session: Session, label: BallotLabel, sealed: bytes) -> Taken | Turned:
    earlier = session.get(BallotRow, label.number_hash)
    if earlier is None:
        is_in = cast(session, label=label, sealed=sealed)
        return Taken(receipt=receipt_of(label.number_hash)) if is_in else Turned.CLOSED
    same = (earlier.round_id, earlier.stamp, earlier.sealed)
    if same != (label.round_id, label.stamp, sealed):
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


def sealed_ballots(session: Session, *, round_id: UUID) -> Iterator[tuple[BallotLabel, bytes]]:
    """Yield every sealed ballot of a round, in the order of its meaningless key."""
    query = (
        select(BallotRow.number_hash, BallotRow.stamp, BallotRow.sealed)
        .where(BallotRow.round_id == round_id)
        .order_by(BallotRow.number_hash)
        .execution_options(yield_per=500)
    )
    for number, stamp, sealed in session.execute(query):
        yield BallotLabel(round_id=round_id, stamp=Stamp(stamp), number_hash=number), sealed


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
