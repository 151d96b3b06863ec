"""Take the outer seals off a closed round: the holder of the second key does it, stamp by stamp.

What comes back is in another order and under new numbers, so that nothing in the box says any
more which ballot came when.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import Stamp, sealed_size
from feedbackpulse.ballots.tables import BallotRow, StampKeyRow, UrnRow


class PeelingRefusedError(ValueError):
    """What came back cannot be the ballots that were given out."""


def stamps_to_peel(session: Session, *, round_id: UUID) -> tuple[Stamp, ...]:
    """Return the stamps of a round whose ballots still have an outer seal; none without one."""
    urn = session.get(UrnRow, round_id)
    if urn is None or not urn.outer:
        return ()
    query = (
        select(StampKeyRow.stamp)
        .where(StampKeyRow.round_id == round_id, StampKeyRow.peeled.is_(False))
        .order_by(StampKeyRow.stamp)
    )
    return tuple(Stamp(stamp) for stamp in session.scalars(query))


def ballots_to_peel(session: Session, *, round_id: UUID, stamp: Stamp) -> tuple[bytes, ...]:
    """Return the ballots of one stamp as they are sealed, in the order of meaningless numbers."""
    query = (
        select(BallotRow.sealed)
        .where(BallotRow.round_id == round_id, BallotRow.stamp == stamp)
        .order_by(BallotRow.number_hash)
    )
    return tuple(session.scalars(query))


def put_back(session: Session, *, round_id: UUID, stamp: Stamp, peeled: Sequence[bytes]) -> None:
    """Replace the ballots of one stamp by what its key holder made of them.

    Raises PeelingRefusedError when the urn is still open, when these were put back before, or
    when they are not as many, as large and as different as those that were given out.
    """
    urn = session.get(UrnRow, round_id, with_for_update=True)
    key = session.get(StampKeyRow, (round_id, stamp), with_for_update=True)
    if urn is None or urn.open or key is None or key.peeled or not urn.outer:
        raise PeelingRefusedError("there is nothing to peel")
    given_out = len(ballots_to_peel(session, round_id=round_id, stamp=stamp))
    size = sealed_size(urn.room, outer=False)
    if len(peeled) != given_out or len(set(peeled)) != given_out:
        raise PeelingRefusedError(f"{given_out} different ballots should come back")
    if any(len(ballot) != size for ballot in peeled):
        raise PeelingRefusedError("a ballot has the wrong size")
    session.execute(
        delete(BallotRow).where(BallotRow.round_id == round_id, BallotRow.stamp == stamp)
    )
    numbers = sorted(secrets.token_bytes(32) for _ in peeled)
    session.add_all(
        BallotRow(number_hash=number, round_id=round_id, stamp=stamp, sealed=ballot)
        for number, ballot in zip(numbers, peeled, strict=True)
    )
    key.peeled = True
    session.flush()
