"""Lines in the log of the programme about cycles and their rounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.clock import local_day
from feedbackpulse.cycles.domain import Cycle, Round
from feedbackpulse.cycles.tables import CycleRow
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record


def log_cycle(
    session: Session,
    cycle: Cycle,
    kind: Kind,
    *,
    now: datetime,
    role: Role | None = None,
    number: int | None = None,
    details: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add a line about a cycle, or about the round of it with this number."""
    change = Change(
        on=local_day(now, cycle.zone),
        kind=kind,
        title=cycle.title,
        cycle_id=cycle.id,
        round_number=number,
        details=details or {},
        reason=reason,
        role=role,
    )
    record(session, change)


def log_round(
    session: Session,
    *,
    asked: Round,
    kind: Kind,
    now: datetime,
    role: Role | None = Role.HR,
    details: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add a line about one round."""
    zone = session.scalars(select(CycleRow.zone).where(CycleRow.id == asked.cycle_id)).one()
    change = Change(
        on=local_day(now, zone),
        kind=kind,
        title=asked.title,
        cycle_id=asked.cycle_id,
        round_number=asked.number,
        details=details or {},
        reason=reason,
        role=role,
    )
    record(session, change)
