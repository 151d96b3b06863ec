"""What the choices in a cycle lead to: dates, minutes, and who is reported on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.burden import Burden, Overlap
from feedbackpulse.cycles.calendar import windows_of
from feedbackpulse.cycles.domain import Cycle
from feedbackpulse.cycles.load import read_burden, read_overlaps
from feedbackpulse.cycles.outlook import ComingRound, coming_rounds, minutes_a_year
from feedbackpulse.programme.service import get_closures
from feedbackpulse.web.hr.reporting import Reporting, reporting

ROUNDS_SHOWN = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Consequences:
    """The panel beside the form."""

    rounds: tuple[ComingRound, ...]
    minutes: int
    burden: Burden
    overlaps: tuple[Overlap, ...]
    reporting: Reporting
    opens_at_once: bool
    skips_first_day: bool


def consequences(
    session: Session, *, cycle: Cycle, catalogue: Catalogue, now: datetime
) -> Consequences:
    """Return what would happen if the draft started now."""
    closures = get_closures(session)
    rounds = coming_rounds(cycle, catalogue, now=now, count=ROUNDS_SHOWN, closures=closures)
    first = next(windows_of(cycle, closures), None)
    return Consequences(
        rounds=rounds,
        minutes=minutes_a_year(cycle, catalogue, closures),
        burden=read_burden(session, catalogue=catalogue, cycle=cycle),
        overlaps=read_overlaps(session, now=now, cycle=cycle),
        reporting=reporting(session, cycle=cycle),
        opens_at_once=bool(rounds) and rounds[0].window.opens_at <= now,
        skips_first_day=not rounds or rounds[0].window != first,
    )
