"""How many took part: in steps while a round is open, exact only in what was released.

HR and leads see the same figures, a lead those of fewer units. Beside a round stands what was
known on the same working day of the round before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.charts.participation import Day
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.extensions import current_settings
from feedbackpulse.insight.estimates import Count
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Withheld
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.participation import (
    Level,
    LevelKind,
    UnitParticipation,
    is_working_day,
)
from feedbackpulse.roster.participation import (
    participation as read_participation,
)
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.team.links import wanted_round
from feedbackpulse.web.team.words import say_count, unit_name

SHOWN = {RoundState.OPEN, RoundState.CLOSED, RoundState.RELEASED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One unit: how many people it has, and what is known of how many answered, now and before."""

    unit: UnitKey
    name: str
    invited: int
    said: str
    percent: int | None
    before: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipationPage:
    """What may be known about one round."""

    round: Round
    rounds: tuple[Round, ...]
    previous: Round | None
    whole: Line | None
    lines: tuple[Line, ...]
    days: tuple[Day, ...]
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
    session: Session, *, may_see: Callable[[UnitKey], bool]
) -> ParticipationPage | None:
    """Return the round that was asked for, or the latest, with the units that somebody may see.

    None when no round has opened yet.
    """
    rounds = [found for found in cycles.list_rounds(session) if found.state in SHOWN]
    wanted = wanted_round()
    asked = _choose(rounds, wanted)
    if asked is None:
        return None if wanted is None else abort(404)
    previous = _before(asked, rounds)
    lines = _lines(session, asked, previous)
    number, total = _day_of(asked)
    return ParticipationPage(
        round=asked,
        rounds=tuple(rounds),
        previous=previous,
        whole=lines[0] if lines else None,
        lines=tuple(line for line in lines[1:] if may_see(line.unit)),
        days=_days(session, asked, previous),
        day_number=number,
        day_total=total,
    )


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


def _lines(session: Session, asked: Round, previous: Round | None) -> list[Line]:
    """Return the whole organisation and then every stamp, each beside the round before."""
    if asked.state is RoundState.RELEASED:
        before = {} if previous is None else _said(_released(session, previous))
        return _beside(_released(session, asked), before)
    counted = read_participation(session, round_id=asked.id)
    if not counted:
        return []
    then = _then(session, previous, number=_working_day(asked, counted[-1].day))
    return _beside(_so_far(counted), then)


def _said(lines: Iterable[Line]) -> dict[UnitKey, str]:
    return {line.unit: line.said for line in lines}


def _beside(lines: Iterable[Line], before: Mapping[UnitKey, str]) -> list[Line]:
    return [
        Line(
            unit=line.unit,
            name=line.name,
            invited=line.invited,
            said=line.said,
            percent=line.percent,
            before=before.get(line.unit),
        )
        for line in lines
    ]


def _then(session: Session, previous: Round | None, *, number: int) -> dict[UnitKey, str]:
    """Return what was known of each unit on a working day of the round before."""
    if previous is None:
        return {}
    return {
        each.unit: say_level(each.level)
        for each in read_participation(session, round_id=previous.id)
        if _working_day(previous, each.day) == number
    }


def _so_far(counted: Sequence[UnitParticipation]) -> list[Line]:
    latest = {each.unit: each for each in counted}
    return [
        Line(
            unit=each.unit,
            name=unit_name(each.unit, each.unit_name),
            invited=each.invited,
            said=say_level(each.level),
            percent=each.level.percent,
        )
        for each in latest.values()
    ]


def _released(session: Session, asked: Round) -> list[Line]:
    """Return the counts of a released round: of the whole, and of every leaf."""
    most: dict[UnitKey, Count] = {}
    hidden: dict[UnitKey, int] = {}
    for result in release.results(session, rounds=[asked.id]):
        if isinstance(result, Withheld):
            hidden[result.unit] = max(hidden.get(result.unit, 0), result.fewer_than or 0)
        else:
            before = most.get(result.unit)
            if before is None or result.n > before.n:
                most[result.unit] = Count(
                    n=result.n, at_least=result.n_is_minimum, invited=result.invited
                )
    units = roster.units_of_round(session, round_id=asked.id)
    return [
        _released_line(unit, most.get(unit.key), hidden.get(unit.key, 0))
        for unit in units
        if unit.is_leaf or unit.parent is None
    ]


def _released_line(unit: RoundUnit, count: Count | None, fewer_than: int) -> Line:
    if count is None:
        hidden = _("fewer than %(smallest)s", smallest=fewer_than)
        said, percent = str(hidden if fewer_than else _("too few answers")), None
    else:
        said, percent = say_count(count), round(100 * count.n / unit.invited)
    name = unit_name(unit.key, unit.name)
    return Line(unit=unit.key, name=name, invited=unit.invited, said=said, percent=percent)


def say_level(level: Level) -> str:
    """Return how many answered, as coarse as it is known."""
    if level.kind is LevelKind.PERCENT:
        return str(_("%(percent)s%% or more", percent=level.percent))
    known: Mapping[LevelKind, str] = {
        LevelKind.FEWER_THAN_FIVE: _("fewer than %(smallest)s", smallest=5),
        LevelKind.AT_LEAST_FIVE: _("5 or more"),
        LevelKind.MORE_THAN_HALF: _("more than half"),
    }
    return str(known[level.kind])


def _days(session: Session, asked: Round, previous: Round | None) -> tuple[Day, ...]:
    """Return the days of the whole organisation, each beside the same one of the round before."""
    before = {} if previous is None else _by_number(session, previous)
    return tuple(
        Day(
            label=format_date(each.day, "E d").replace(".", ""),
            percent=each.level.percent,
            shown=_short(each.level),
            before=then.percent if then else None,
            shown_before=_short(then) if then else "",
        )
        for each in _of_the_whole(session, asked)
        for then in [before.get(_working_day(asked, each.day))]
    )


def _by_number(session: Session, asked: Round) -> dict[int, Level]:
    return {_working_day(asked, each.day): each.level for each in _of_the_whole(session, asked)}


def _of_the_whole(session: Session, asked: Round) -> list[UnitParticipation]:
    counted = read_participation(session, round_id=asked.id)
    return [each for each in counted if each.unit == counted[0].unit]


def _short(level: Level) -> str:
    return f"{level.percent}%+" if level.percent is not None else say_level(level)


def _working_day(asked: Round, day: date) -> int:
    """Return how many working days of a round have begun by a day."""
    first = clock.local_day(asked.opens_at, current_settings().zone)
    days = (first + timedelta(days=number) for number in range((day - first).days + 1))
    return sum(map(is_working_day, days))


def _day_of(asked: Round) -> tuple[int, int]:
    """Return which day of the window it is, and how many there are."""
    zone = current_settings().zone
    first = clock.local_day(asked.opens_at, zone)
    last = clock.local_day(asked.closes_at, zone)
    today = clock.local_day(clock.now(), zone)
    return min((today - first).days, (last - first).days) + 1, (last - first).days + 1
