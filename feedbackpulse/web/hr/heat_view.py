"""Levels of units side by side, topic by topic: drawn to the middle, and never ranked.

A level of a small unit is mostly chance, so beside others it is drawn towards their mean. Where
even then units cannot be told apart, they are not laid side by side at all.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.insight.agreement import Comparability, comparable
from feedbackpulse.insight.estimates import Known, Level, Missing, Unclear
from feedbackpulse.insight.shrinkage import drawn
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import Differences, Middle
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.roster.units import layout_around
from feedbackpulse.web.hr.reading import (
    Published,
    Topic,
    find_differences,
    read_published,
    topics_of,
)
from feedbackpulse.web.team.words import (
    Said,
    round_labels,
    say,
    say_count,
    say_list,
    unit_name,
)
from feedbackpulse.web.worked_out import MOST, Given, content_of


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatCell:
    """One unit on one topic; no level where units cannot be told apart."""

    level: Level | None
    said: Said | None
    is_coloured: bool
    """Not where a level says something beside the unit's own earlier ones alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatLine:
    """One unit on all topics."""

    unit: UnitKey
    name: str
    count: str
    """How many of its people answered the chosen round."""
    cells: tuple[HeatCell, ...]
    may_open: bool
    """Whether it has a figure of its own anywhere in the table."""
    has_below: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatColumn:
    """One topic, when it was asked, and what its levels may be used for."""

    topic: Topic
    label: str
    use: Comparability | None
    """None while too few units or answers are there to know."""

    @property
    def is_coloured(self) -> bool:
        """Say whether units may be compared here."""
        return self.use in {None, Comparability.COMPARE}


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatPage:
    """The units right below one unit, on every topic that was asked so far."""

    top: HeatLine
    round: Round
    rounds: tuple[Round, ...]
    columns: tuple[HeatColumn, ...]
    lines: tuple[HeatLine, ...]
    above: UnitKey | None
    is_whole_organisation: bool

    @property
    def alone(self) -> tuple[str, ...]:
        """The topics on which a unit can be followed, and not be compared."""
        return self._used_for(Comparability.OWN_TREND)

    @property
    def alike(self) -> tuple[str, ...]:
        """The topics on which units cannot be told apart."""
        return self._used_for(Comparability.NONE)

    def _used_for(self, use: Comparability) -> tuple[str, ...]:
        return tuple(one.topic.title for one in self.columns if one.use is use)

    @property
    def sentence(self) -> str:
        """What the picture shows, for who does not see it."""
        return str(
            ngettext(
                "Levels of %(units)s on %(num)s topic. The table has the same numbers.",
                "Levels of %(units)s on %(num)s topics. The table has the same numbers.",
                len(self.columns),
                units=say_list(line.name for line in self.lines),
            )
        )

    @property
    def has_unclear(self) -> bool:
        """Say whether some level is too uncertain for a number."""
        return any(isinstance(cell.level, Unclear) for line in self.lines for cell in line.cells)

    @property
    def is_unsure(self) -> bool:
        """Say whether it is not known whether units differ."""
        return any(column.use is None for column in self.columns)


def find_heat(
    session: Session,
    *,
    rounds: Sequence[Round],
    top: UnitKey,
    catalogue: Catalogue,
    locale: str,
) -> HeatPage | None:
    """Return the table of the units below one unit after the last of these rounds.

    None when that round had no such unit, or nothing below it.
    """
    units = layout_around(session, round_id=rounds[-1].id, unit=top).units
    wanted = {unit.key for unit in units if top in {unit.key, unit.parent}}
    topics = topics_of(rounds, catalogue=catalogue, locale=locale)
    found = _side_by_side(session, rounds, topics, units=units, wanted=wanted)
    return _below(Given(content=found.content, value=found), top)


@lru_cache(maxsize=MOST)
def _below(found: Given[SideBySide], top: UnitKey) -> HeatPage | None:
    return found.value.below(top)


def find_heats(
    session: Session, *, rounds: Sequence[Round], catalogue: Catalogue, locale: str
) -> tuple[HeatPage, ...]:
    """Return such a table for every unit that has others below it."""
    units = roster.units_of_round(session, round_id=rounds[-1].id)
    topics = topics_of(rounds, catalogue=catalogue, locale=locale)
    found = _side_by_side(session, rounds, topics, units=units)
    families = _families(units)
    tables = (
        replace(found, units=families[unit.key]).below(unit.key)
        for unit in units
        if not unit.is_leaf
    )
    return tuple(table for table in tables if table)


def _families(units: Iterable[RoundUnit]) -> Mapping[UnitKey, tuple[RoundUnit, ...]]:
    """Return every unit with those right below it: parents come before children."""
    families: dict[UnitKey, list[RoundUnit]] = {}
    for unit in units:
        families[unit.key] = [unit]
        if unit.parent is not None:
            families[unit.parent].append(unit)
    return {key: tuple(family) for key, family in families.items()}


def _side_by_side(
    session: Session,
    rounds: Sequence[Round],
    topics: Sequence[Topic],
    *,
    units: Sequence[RoundUnit],
    wanted: Collection[UnitKey] | None = None,
) -> SideBySide:
    read = {asked.id: asked for asked in (rounds[-1], *(topic.latest for topic in topics))}
    latest = {topic.latest.id: topic.latest for topic in topics}
    return SideBySide(
        rounds=tuple(rounds),
        topics=tuple(topics),
        units=tuple(units),
        published=read_published(session, rounds=list(read), units=wanted),
        differences=find_differences(session, rounds=list(latest.values())),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class SideBySide:
    """What was published, on its way into a table."""

    rounds: tuple[Round, ...]
    topics: tuple[Topic, ...]
    units: tuple[RoundUnit, ...]
    """Of the last round, those that stand in the table."""
    published: Published
    differences: Mapping[RoundId, Mapping[str, Differences]]

    @property
    def content(self) -> Hashable:
        """All that its tables follow from."""
        return content_of(self.rounds, self.units, self.differences, *self.published.content)

    def below(self, key: UnitKey) -> HeatPage | None:
        """Return the units right below one unit, if it has any."""
        units = {unit.key: unit for unit in self.units}
        below = [unit for unit in units.values() if unit.parent == key]
        if key not in units or not below or not self.topics:
            return None
        columns = tuple(self._columns())
        return HeatPage(
            top=self._line(units[key], columns, beside=False),
            round=self.rounds[-1],
            rounds=self.rounds,
            columns=columns,
            lines=tuple(self._line(unit, columns, beside=True) for unit in below),
            above=units[key].parent,
            is_whole_organisation=units[key].parent is None,
        )

    def _columns(self) -> Iterator[HeatColumn]:
        labels = round_labels(self.rounds)
        for topic in self.topics:
            found = self._differences(topic).icc
            yield HeatColumn(
                topic=topic, label=labels[topic.latest.id], use=comparable(found) if found else None
            )

    def _differences(self, topic: Topic) -> Differences:
        return self.differences[topic.latest.id][topic.code]

    def _line(self, unit: RoundUnit, columns: Sequence[HeatColumn], *, beside: bool) -> HeatLine:
        own = {one.code: self.published.level(unit.key, one, one.latest) for one in self.topics}
        return HeatLine(
            unit=unit.key,
            name=unit_name(unit.key, unit.name),
            count=self._count(unit.key),
            cells=tuple(
                self._beside(unit, one, own[one.topic.code])
                if beside
                else _cell(own[one.topic.code], use=None)
                for one in columns
            ),
            may_open=not all(isinstance(level, Missing) for level in own.values()),
            has_below=not unit.is_leaf,
        )

    def _beside(self, unit: RoundUnit, column: HeatColumn, own: Level) -> HeatCell:
        """Return a level drawn to the middle: a leaf among leaves, a larger unit likewise."""
        middle = self._middle(unit, column.topic)
        if middle is None or not isinstance(own, Known):
            return _cell(own, use=column.use)
        one = drawn(own, middle)
        level = Known(value=one.value, error=one.error, count=own.count)
        return _cell(own, beside=level, use=column.use)

    def _middle(self, unit: RoundUnit, topic: Topic) -> Middle | None:
        """Return what a unit is drawn to, by what it was in the round that asked the topic."""
        then = self.published.units[topic.latest.id].get(unit.key)
        if then is None or then.parent is None:
            return None
        found = self._differences(topic)
        return found.leaves if then.is_leaf else found.larger

    def _count(self, unit: UnitKey) -> str:
        count = self.published.count(unit, self.rounds[-1])
        return say_count(count) if count else str(_("not shown"))


def _cell(own: Level, *, use: Comparability | None, beside: Known | None = None) -> HeatCell:
    """Return a level as it may stand beside others; one that stands alone is not drawn."""
    if use is Comparability.NONE and not isinstance(own, Missing):
        return HeatCell(level=None, said=None, is_coloured=False)
    is_coloured = use is not Comparability.OWN_TREND
    level = beside if beside and is_coloured else own
    return HeatCell(level=level, said=say(level), is_coloured=is_coloured)
