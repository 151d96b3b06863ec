"""The ballot box: it opens, takes sealed ballots, closes, is emptied and is burnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import BallotLabel, Stamp
from feedbackpulse.ballots.tables import BallotRow, UrnRow

NUMBER_BYTES = 32


def number_hash(ballot_number: bytes) -> bytes:
    """Return under which key a ballot of this number lies in the box."""
    if len(ballot_number) != NUMBER_BYTES:
        message = f"a ballot number has {NUMBER_BYTES} bytes"
        raise ValueError(message)
    return sha256(b"box" + ballot_number).digest()


def open_urn(session: Session, *, round_id: UUID) -> None:
    """Let the box take ballots of a round; a round that was closed stays closed."""
    if session.get(UrnRow, round_id, with_for_update=True) is None:
        session.add(UrnRow(round_id=round_id, open=True))
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


def burn_ballots(session: Session, *, round_id: UUID) -> None:
    """Delete all ballots of a round, and its urn."""
    session.execute(delete(BallotRow).where(BallotRow.round_id == round_id))
    session.execute(delete(UrnRow).where(UrnRow.round_id == round_id))


def scrub(session: Session) -> None:
    """Rewrite the box's file by its meaningless key. SQLite only.

    What was deleted is nowhere in it any more, nor the order in which ballots came.
    """
    engine: Any = session.get_bind()
    assert isinstance(engine, Engine)
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM")
    finally:
        connection.close()
