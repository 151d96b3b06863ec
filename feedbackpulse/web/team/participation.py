"""How many took part: in steps while a round is open, exact only in what was released.

HR and leads see the same figures, a lead those of fewer units. Beside a round stands what was
known on the same working day of the round before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from flask import abort
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.charts.participation import Day
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.extensions import current_settings
from feedbackpulse.people.domain import TeamId
from feedbackpulse.roster.participation import counted_units
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.portion import Portion, portion_of
from feedbackpulse.web.team.links import wanted_round
from feedbackpulse.web.team.participation_days import days_of
from feedbackpulse.web.team.participation_lines import Line, lines_of
from feedbackpulse.web.team.words import name_of

SHOWN = {RoundState.OPEN, RoundState.CLOSED, RoundState.RELEASED}


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipationPage:
    """What may be known about one round."""

    round: Round
    rounds: tuple[Round, ...]
    previous: Round | None
    whole: Line | None
    lines: tuple[Line, ...]
    portion: Portion[RoundUnit]
    """Which units the lines are about, of all that somebody may see."""
    day_number: int
    day_total: int

    @property
    def is_released(self) -> bool:
        """Say whether the exact counts are out."""
        return self.round.state is RoundState.RELEASED

    @property
    def is_compared(self) -> bool:
        """Say whether anything of the round before stands beside it."""
        return any(line.before for line in self.lines)


def find_participation(
    session: Session, *, teams: AbstractSet[TeamId] | None = None
) -> ParticipationPage | None:
    """Return the round that was asked for, or the latest, with all units, or those of some teams.

    None when no round has opened yet.
    """
    rounds = [found for found in cycles.list_rounds(session) if found.state in SHOWN]
    wanted = wanted_round()
    asked = _choose(rounds, wanted)
    if asked is None:
        return None if wanted is None else abort(404)
    previous = _before(asked, rounds)
    units = counted_units(session, round_id=asked.id)
    seen = [unit for unit in units[1:] if teams is None or unit.key.team_id in teams]
    portion = portion_of(seen, name=name_of)
    about = [*units[:1], *portion.lines]
    lines = lines_of(session, about, asked=asked, previous=previous)
    number, total = _day_of(asked)
    return ParticipationPage(
        round=asked,
        rounds=tuple(rounds),
        previous=previous,
        whole=lines[0] if lines else None,
        lines=tuple(lines[1:]),
        portion=portion,
        day_number=number,
        day_total=total,
    )


def find_days(session: Session) -> tuple[Day, ...]:
    """Return the days of the round that was asked for, or the latest; none when nothing opened."""
    rounds = [found for found in cycles.list_rounds(session) if found.state in SHOWN]
    asked = _choose(rounds, wanted_round())
    return () if asked is None else days_of(session, asked=asked, previous=_before(asked, rounds))


def _choose(rounds: Sequence[Round], wanted: RoundId | None) -> Round | None:
    """Return the round that was asked for, else an open one, else the latest."""
    if wanted is not None:
        return next((found for found in rounds if found.id == wanted), None)
    still_open = [found for found in rounds if found.state is RoundState.OPEN]
    latest = still_open or list(rounds)
    return latest[-1] if latest else None


def _before(asked: Round, rounds: Iterable[Round]) -> Round | None:
    """Return the released round of the same cycle that came before."""
    earlier = [
        found
        for found in rounds
        if found.cycle_id == asked.cycle_id
        and found.number < asked.number
        and found.state is RoundState.RELEASED
    ]
    return max(earlier, key=lambda found: found.number, default=None)


def _day_of(asked: Round) -> tuple[int, int]:
    """Return which day of the window it is, and how many there are."""
    zone = current_settings().zone
    first = clock.local_day(asked.opens_at, zone)
    last = clock.local_day(asked.closes_at, zone)
    today = clock.local_day(clock.now(), zone)
    return min((today - first).days, (last - first).days) + 1, (last - first).days + 1
