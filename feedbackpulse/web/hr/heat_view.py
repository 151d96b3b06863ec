"""Levels of units side by side, topic by topic: drawn to the middle, and never ranked.

A level of a small unit is mostly chance, so beside others it is drawn towards their mean. Where
even then units cannot be told apart, they are not laid side by side at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.insight.agreement import Comparability, comparable, icc
from feedbackpulse.insight.estimates import Known, Level, Missing, Unclear
from feedbackpulse.insight.shrinkage import shrink
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Statistic, StatisticKind
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.hr.reading import Published, Topic, read_published, topics_of
from feedbackpulse.web.team.words import (
    Said,
    round_labels,
    say,
    say_count,
    say_list,
    unit_name,
)


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
    topics = topics_of(rounds, catalogue=catalogue, locale=locale)
    wanted = {rounds[-1].id} | {topic.latest.id for topic in topics}
    return SideBySide(
        rounds=tuple(rounds),
        topics=topics,
        published=read_published(session, rounds=wanted),
        spreads=spreads_of(release.statistics(session, rounds=wanted)),
    ).below(top)


Spreads = Mapping[tuple[RoundId, str], float]
"""The standard deviation within units of a topic, where a round released it."""


def spreads_of(found: Mapping[RoundId, Sequence[Statistic]]) -> Spreads:
    """Return the spreads among these statistics."""
    return {
        (round_id, one.checkpoint): one.value
        for round_id, statistics in found.items()
        for one in statistics
        if one.kind is StatisticKind.SPREAD
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class SideBySide:
    """What was published, on its way into a table."""

    rounds: tuple[Round, ...]
    topics: tuple[Topic, ...]
    published: Published
    spreads: Spreads

    def below(self, key: UnitKey) -> HeatPage | None:
        """Return the units right below one unit, if it has any."""
        units = {unit.key: unit for unit in self.published.units[self.rounds[-1].id]}
        below = [unit for unit in units.values() if unit.parent == key]
        if key not in units or not below or not self.topics:
            return None
        columns = tuple(self._columns())
        beside = {column.topic.code: self._beside(column.topic) for column in columns}
        top = units[key]
        return HeatPage(
            top=self._line(top, columns, {}, units),
            round=self.rounds[-1],
            rounds=self.rounds,
            columns=columns,
            lines=tuple(self._line(unit, columns, beside, units) for unit in below),
            above=top.parent,
            is_whole_organisation=top.parent is None,
        )

    def _columns(self) -> Iterator[HeatColumn]:
        labels = round_labels(self.rounds)
        for topic in self.topics:
            yield HeatColumn(
                topic=topic, label=labels[topic.latest.id], use=self._use(topic, topic.latest)
            )

    def _use(self, topic: Topic, asked: Round) -> Comparability | None:
        spread = self.spreads.get((asked.id, topic.code))
        if spread is None:
            return None
        levels = [self.published.level(unit, topic, asked) for unit in self.published.leaves(asked)]
        found = icc(levels, spread=spread)
        return None if found is None else comparable(found)

    def _beside(self, topic: Topic) -> Mapping[UnitKey, Known]:
        """Return the levels drawn to their mean: leaves among leaves, larger units likewise."""
        units = self.published.units[topic.latest.id]
        leaves = [unit.key for unit in units if unit.is_leaf]
        larger = [unit.key for unit in units if not unit.is_leaf and unit.parent is not None]
        return {**self._drawn(leaves, topic), **self._drawn(larger, topic)}

    def _drawn(self, units: Sequence[UnitKey], topic: Topic) -> dict[UnitKey, Known]:
        levels = {unit: self.published.level(unit, topic, topic.latest) for unit in units}
        known = {unit: level for unit, level in levels.items() if isinstance(level, Known)}
        drawn = shrink(known)
        if drawn is None:
            return {}
        return {
            unit: Known(value=one.value, error=one.error, count=known[unit].count)
            for unit, one in drawn.units.items()
        }

    def _line(
        self,
        unit: RoundUnit,
        columns: Sequence[HeatColumn],
        beside: Mapping[str, Mapping[UnitKey, Known]],
        units: Mapping[UnitKey, RoundUnit],
    ) -> HeatLine:
        own = {one.code: self.published.level(unit.key, one, one.latest) for one in self.topics}
        return HeatLine(
            unit=unit.key,
            name=unit_name(unit.key, unit.name),
            count=self._count(unit.key),
            cells=tuple(
                _cell(
                    own[one.topic.code],
                    drawn=beside.get(one.topic.code, {}).get(unit.key),
                    use=one.use if beside else None,
                )
                for one in columns
            ),
            may_open=not all(isinstance(level, Missing) for level in own.values()),
            has_below=any(one.parent == unit.key for one in units.values()),
        )

    def _count(self, unit: UnitKey) -> str:
        count = self.published.count(unit, self.rounds[-1])
        return say_count(count) if count else str(_("not shown"))


def _cell(own: Level, *, drawn: Known | None, use: Comparability | None) -> HeatCell:
    """Return a level as it may stand beside others; one that stands alone is not drawn."""
    if use is Comparability.NONE and not isinstance(own, Missing):
        return HeatCell(level=None, said=None, is_coloured=False)
    is_coloured = use is not Comparability.OWN_TREND
    level = drawn if drawn and is_coloured else own
    return HeatCell(level=level, said=say(level), is_coloured=is_coloured)
