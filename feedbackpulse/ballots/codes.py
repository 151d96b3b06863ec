"""Printed codes: one ballot each, kept only as hashes, without who drew which."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.tables import CodeRow


def count_spent(session: Session, *, round_id: UUID) -> Mapping[Stamp, int]:
    """Return how many printed codes of a round were used, for each stamp that has codes."""
    query = (
        select(CodeRow.stamp, func.count())
        .where(CodeRow.round_id == round_id, CodeRow.spent)
        .group_by(CodeRow.stamp)
    )
    return {Stamp(stamp): count for stamp, count in session.execute(query)}
