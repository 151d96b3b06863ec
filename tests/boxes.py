"""Look into a ballot box, as somebody with a copy of it could."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import BallotLabel


def sealed_ballots(box: Session, *, round_id: UUID) -> list[tuple[BallotLabel, bytes]]:
    """Return every sealed ballot of a round, in the order of their meaningless keys."""
    numbers = ballots.numbers(box, round_id=round_id)
    return ballots.sealed_ballots(box, numbers=numbers)
