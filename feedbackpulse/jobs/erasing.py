"""Erase all that somebody wrote for themselves, wherever a copy of it lies."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.leaving import erase_everything
from feedbackpulse.signals.shown import take_back_all


def erase_all_of(session: Session, *, owner: PersonId, today: date) -> None:
    """Destroy somebody's notebook, and what they showed their team out of it."""
    take_back_all(session, receiver=owner)
    erase_everything(session, owner=owner, today=today)
