"""How many of each unit took part, in words, each beside the round before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.insight.estimates import Count
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.roster.participation import (
    UnitParticipation,
    counted_units,
    last_counted,
    participation,
)
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.team.answered import how_many
from feedbackpulse.web.team.participation_days import day_numbered, say_level, working_day
from feedbackpulse.web.team.words import say_count, unit_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One unit: how many people it has, and what is known of how many answered, now and before."""

    unit: UnitKey
    name: str
    invited: int
    said: str
    percent: int | None
    before: str | None = None


def lines_of(
    session: Session, units: Sequence[RoundUnit], *, asked: Round, previous: Round | None
) -> list[Line]:
    """Return a line for each of these units; none before the first count of an open round."""
    keys = frozenset(unit.key for unit in units)
    if asked.state is RoundState.RELEASED:
        before = {} if previous is None else _said(_released(session, previous, units))
        return _beside(_released(session, asked, units), before)
    day = last_counted(session, round_id=asked.id)
    if day is None:
        return []
    then = _then(session, previous, keys, number=working_day(asked, day))
    counted = participation(session, round_id=asked.id, units=keys, day=day)
    return _beside(_so_far(counted), then)


def _said(lines: Iterable[Line]) -> dict[UnitKey, str]:
    return {line.unit: line.said for line in lines}


def _beside(lines: Iterable[Line], before: Mapping[UnitKey, str]) -> list[Line]:
    return [replace(line, before=before.get(line.unit)) for line in lines]


def _then(
    session: Session, previous: Round | None, units: AbstractSet[UnitKey], *, number: int
) -> dict[UnitKey, str]:
    """Return what was known of each unit on a working day of the round before."""
    if previous is None:
        return {}
    day = day_numbered(previous, number)
    known = participation(session, round_id=previous.id, units=units, day=day)
    return {each.unit: say_level(each.level) for each in known}


def _so_far(counted: Iterable[UnitParticipation]) -> Iterator[Line]:
    for each in counted:
        yield Line(
            unit=each.unit,
            name=unit_name(each.unit, each.unit_name),
            invited=each.invited,
            said=say_level(each.level),
            percent=each.level.percent,
        )


def _released(session: Session, asked: Round, units: Sequence[RoundUnit]) -> list[Line]:
    """Return the counts of a released round: of those of these units that it had."""
    keys = frozenset(unit.key for unit in units)
    known = how_many(session, rounds=[asked.id], units=keys)[asked.id]
    return [
        _released_line(unit, known.counts.get(unit.key), known.fewer_than.get(unit.key, 0))
        for unit in counted_units(session, round_id=asked.id, units=keys)
    ]


def _released_line(unit: RoundUnit, count: Count | None, fewer_than: int) -> Line:
    if count is None:
        hidden = _("fewer than %(smallest)s", smallest=fewer_than)
        said, percent = str(hidden if fewer_than else _("too few answers")), None
    else:
        said, percent = say_count(count), round(100 * count.n / unit.invited)
    name = unit_name(unit.key, unit.name)
    return Line(unit=unit.key, name=name, invited=unit.invited, said=said, percent=percent)
