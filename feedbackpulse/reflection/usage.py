"""How many people used reflection: a count, from the month in which each last finished one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.reflection.tables import NotebookRow


def count_people(session: Session, *, first: date, before: date) -> int:
    """Return how many people last finished a reflection within these months.

    Nobody may read the number as it is: `jobs.usage` blurs it, once.
    """
    query = select(func.count()).where(NotebookRow.used_on >= first, NotebookRow.used_on < before)
    return session.scalar(query) or 0
