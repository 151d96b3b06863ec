"""What people brought in that waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from feedbackpulse.consultations.domain import Consultation, ProposalState
from feedbackpulse.consultations.service import consultation_of
from feedbackpulse.consultations.tables import ConsultationRow, ProposalRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Undecided:
    """Consultations that closed, the last to close first, and how many proposals are open."""

    consultations: tuple[Consultation, ...]
    proposals: int


def undecided(session: Session, *, on: date) -> Undecided:
    """Return what waits on a day: in one statement."""
    rows = session.execute(_undecided(on)).all()
    return Undecided(
        consultations=tuple(consultation_of(row) for _count, row in rows if row is not None),
        proposals=rows[0].proposals,
    )


def _undecided(on: date) -> Select[*tuple[Any, ...]]:
    is_open = ProposalRow.state == ProposalState.OPEN.value
    counted = select(func.count().label("proposals")).where(ProposalRow.proposed_on < on, is_open)
    found = counted.subquery()
    closed = and_(ConsultationRow.closes_on < on, ConsultationRow.decided_on.is_(None))
    return (
        select(found.c.proposals, ConsultationRow)
        .outerjoin(ConsultationRow, closed)
        .order_by(ConsultationRow.closes_on.desc(), ConsultationRow.id)
    )
