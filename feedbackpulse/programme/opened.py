"""Which leads opened the results of a round: kept for two weeks, and then only how many did."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.listener import Opened
from feedbackpulse.programme.tables import OpenedCountRow, ResultsOpenedRow

COUNTED_AFTER: Final = timedelta(days=14)
"""So long after a round closed; whoever opens it later changes no number."""


def note_opened(session: Session, *, round_id: UUID, lead: PersonId) -> None:
    """Note that a lead opened the results of a round, unless it is noted or was counted."""
    if not is_counted(session, round_id=round_id):
        insert_if_new(session, ResultsOpenedRow, {"round_id": round_id, "lead": lead})


def is_noted(session: Session, *, round_id: UUID, lead: PersonId) -> bool:
    """Say whether it is noted that a lead opened the results of a round."""
    return session.get(ResultsOpenedRow, (round_id, lead)) is not None


def rounds_noted(session: Session) -> frozenset[UUID]:
    """Return the rounds of which anything is noted."""
    return frozenset(session.scalars(select(ResultsOpenedRow.round_id).distinct()))


def is_counted(session: Session, *, round_id: UUID) -> bool:
    """Say whether it was counted how many leads opened the results of a round."""
    return session.get(OpenedCountRow, round_id) is not None


def count_opened(session: Session, *, round_id: UUID, leads: Collection[PersonId]) -> bool:
    """Keep how many of the leads opened the results, and no longer who; say if this call did."""
    opened = set(
        session.scalars(select(ResultsOpenedRow.lead).where(ResultsOpenedRow.round_id == round_id))
    )
    session.execute(delete(ResultsOpenedRow).where(ResultsOpenedRow.round_id == round_id))
    return insert_if_new(
        session,
        OpenedCountRow,
        {"round_id": round_id, "leads": len(leads), "opened": len(opened.intersection(leads))},
    )


def every_opened(session: Session) -> Mapping[UUID, Opened]:
    """Return for each round that was counted how many of the leads opened its results."""
    rows = session.scalars(select(OpenedCountRow).order_by(OpenedCountRow.round_id))
    return {row.round_id: Opened(leads=row.leads, opened=row.opened) for row in rows}
