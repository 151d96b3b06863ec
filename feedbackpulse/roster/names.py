"""In which rounds somebody's name stands just now: for that person alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.tables import ResultsOpenedRow
from feedbackpulse.roster.tables import RosterRow


@dataclass(frozen=True, kw_only=True, slots=True)
class WithName:
    """The titles of the rounds in which somebody's name stands."""

    asked: tuple[tuple[str, bool], ...]
    """Open rounds, soonest to close first, each with whether this person took part."""
    opened: tuple[str, ...]
    """Rounds of which it is noted that this lead opened the results."""


def rounds_with_name_of(session: Session, *, person_id: PersonId) -> WithName:
    """Return in which rounds somebody's name stands: in one statement."""
    asked = (
        select(
            RoundRow.id,
            RoundRow.title,
            RoundRow.closes_at,
            RosterRow.claim.is_not(None).label("sent"),
        )
        .join(RosterRow, RosterRow.round_id == RoundRow.id)
        .where(RosterRow.person_id == person_id, RoundRow.state == RoundState.OPEN.value)
    )
    opened = (
        select(
            RoundRow.id, RoundRow.title, null().cast(RoundRow.closes_at.type), literal(value=False)
        )
        .join(ResultsOpenedRow, ResultsOpenedRow.round_id == RoundRow.id)
        .where(ResultsOpenedRow.lead == person_id)
    )
    rows = session.execute(union_all(asked, opened).order_by("closes_at", "id")).all()
    return WithName(
        asked=tuple((one.title, bool(one.sent)) for one in rows if one.closes_at),
        opened=tuple(one.title for one in rows if not one.closes_at),
    )
