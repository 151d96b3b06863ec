"""A consultation that waits for its decision, and a proposal that everybody can read."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from feedbackpulse.consultations.domain import ConsultationId, ProposalId
from feedbackpulse.consultations.proposals import propose
from feedbackpulse.consultations.service import open_consultation

DAY = timedelta(days=1)


def add_consultation(session: Session, *, on: date) -> ConsultationId:
    """Add a question whose last day was yesterday; return what the address calls it."""
    asked = open_consultation(
        session, title="How often?", question="Too often?", closes_on=on - DAY, on=on - 20 * DAY
    )
    return asked.id


def add_proposal(session: Session, *, on: date) -> ProposalId:
    """Add a question that somebody proposed yesterday; return what the address calls it."""
    return propose(session, body="Do we finish on time?", why="", on=on - DAY)
