"""Two rounds beside each other: what changed for one unit, and for all units, when tested."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import Round
from feedbackpulse.insight.change import Change, Verdict, changes, year_before
from feedbackpulse.insight.estimates import Bounded, Known, Level
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.hr.reading import (
    Published,
    Topic,
    always_asked,
    depth_of,
    read_published,
    topics_of,
)
from feedbackpulse.web.page import number
from feedbackpulse.web.team.verdicts import say_verdict, sign
from feedbackpulse.web.team.words import Said, round_labels, say, say_list, unit_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One topic, or one unit, before and after."""

    title: str
    before: Level
    after: Level
    change: Change
    same_wording: bool
    depth: int = 0

    @property
    def said_before(self) -> Said:
        """The level in the earlier round, in words."""
        return say(self.before)

    @property
    def said_after(self) -> Said:
        """The level in the later round, in words."""
        return say(self.after)

    @property
    def verdict(self) -> str:
        """What may be said about the difference."""
        return say_verdict(self.change.verdict)

    @property
    def sign(self) -> str:
        """A triangle when a change was found."""
        return sign(self.change.verdict)

    @property
    def why(self) -> str:
        """What more there is to say: how sure it is, or why nothing can be said."""
        if self.change.verdict is Verdict.STEADY:
            return str(_("Most likely less than half a point apart."))
        return self._untold() if self.change.verdict is Verdict.CANNOT_TELL else ""

    def _untold(self) -> str:
        if not all(map(has_number, (self.before, self.after))):
            return str(_("One of the two rounds has no number."))
        if not self.same_wording or self.change.visible is None:
            return str(_("The two rounds did not ask exactly the same."))
        shown = number(math.ceil(self.change.visible * 10) / 10)
        return str(_("We can only see differences from about %(points)s on.", points=shown))

    @property
    def numbers(self) -> str:
        """Both numbers in short, or why there are none."""
        if not any(map(has_number, (self.before, self.after))):
            return self.said_after.text
        both = ((self.before, self.said_before), (self.after, self.said_after))
        return " → ".join(said.short if has_number(level) else "–" for level, said in both)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitChoice:
    """A unit that can be chosen: its key in an address, its name and its depth."""

    unit: UnitKey
    name: str
    depth: int

    @property
    def code(self) -> str:
        """The unit as an address has it."""
        return unit_code(self.unit)


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparePage:
    """Everything two rounds say together."""

    unit: UnitKey
    name: str
    before: Round
    after: Round
    labels: tuple[str, str]
    rounds: tuple[Round, ...]
    year_before: Round | None
    """The round that is about a year before the later one."""
    choices: tuple[UnitChoice, ...]
    topics: tuple[Compared, ...]
    anchor: str
    units: tuple[Compared, ...]

    @property
    def changed(self) -> tuple[Compared, ...]:
        """The topics of which a change was tested and found."""
        return tuple(one for one in self.topics if one.change.verdict in {Verdict.UP, Verdict.DOWN})

    @property
    def code(self) -> str:
        """The unit as an address has it."""
        return unit_code(self.unit)

    @property
    def finding(self) -> str:
        """What changed, when anything did."""
        found = [f"{one.title} ({one.verdict})" for one in self.changed]
        if found:
            return str(_("Changed: %(topics)s", topics=say_list(found)))
        return str(_("No topic of which we can say that it changed"))

    @property
    def sentence(self) -> str:
        """What the picture shows, for who does not see it."""
        return "; ".join(
            str(
                _(
                    "%(topic)s: %(before)s, then %(after)s, %(verdict)s",
                    topic=one.title,
                    before=one.said_before.text,
                    after=one.said_after.text,
                    verdict=one.verdict,
                )
            )
            for one in self.topics
        )


def has_number(level: Level) -> bool:
    """Say whether a level is shown as a number, or as one end of it."""
    return isinstance(level, Known | Bounded)


def unit_code(unit: UnitKey) -> str:
    """Return a unit as an address has it."""
    return f"{unit.team_id}.{unit.part.value}"


def earlier_to_compare(rounds: Sequence[Round], after: Round) -> Round | None:
    """Return the last round before one that asked about a topic of it, or simply the one before."""
    earlier, about = list(rounds[: rounds.index(after)]), _codes(after)
    alike = [found for found in earlier if about & _codes(found)]
    return next(reversed(alike or earlier), None)


def find_comparison(
    session: Session,
    *,
    rounds: Sequence[Round],
    before: Round,
    after: Round,
    unit: UnitKey,
    catalogue: Catalogue,
    locale: str,
    zone: str,
) -> ComparePage | None:
    """Return two rounds beside each other; None when the later one had no such unit."""
    published = read_published(session, rounds=[before.id, after.id])
    units = {one.key: one for one in published.units[after.id]}
    if unit not in units:
        return None
    both = [before, after]
    anchor = always_asked(both, catalogue=catalogue, locale=locale)
    writer = _Writer(published=published, before=before, after=after)
    topics = [one for one in topics_of(both, catalogue=catalogue, locale=locale) if one.before]
    shared = [anchor] if anchor and anchor.before else []
    labels = round_labels(rounds)
    return ComparePage(
        unit=unit,
        name=unit_name(unit, units[unit].name),
        before=before,
        after=after,
        labels=(labels[before.id], labels[after.id]),
        rounds=tuple(rounds),
        year_before=_year_before(rounds, after, zone),
        choices=tuple(_choices(units)),
        topics=writer.topics(unit, [*shared, *topics]),
        anchor=catalogue.anchor.text.in_(locale),
        units=writer.units(units, shared[0]) if shared else (),
    )


def _codes(asked: Round) -> frozenset[str]:
    return frozenset(item.checkpoint for item in asked.rated_items if item.checkpoint)


def _year_before(rounds: Sequence[Round], after: Round, zone: str) -> Round | None:
    moments = [(found, clock.local_day(found.opens_at, zone)) for found in rounds]
    return year_before(moments, clock.local_day(after.opens_at, zone))


def _choices(units: Mapping[UnitKey, RoundUnit]) -> Iterator[UnitChoice]:
    for unit in units.values():
        name = unit_name(unit.key, unit.name)
        yield UnitChoice(unit=unit.key, name=name, depth=depth_of(unit.key, list(units.values())))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writer:
    published: Published
    before: Round
    after: Round

    def topics(self, unit: UnitKey, topics: Sequence[Topic]) -> tuple[Compared, ...]:
        """Return the topics of one unit: one family of tests."""
        told = changes({one.code: self._pair(unit, one) for one in topics if self._may(unit, one)})
        return tuple(self._row(unit, one, told.get(one.code), title=one.title) for one in topics)

    def units(self, units: Mapping[UnitKey, RoundUnit], topic: Topic) -> tuple[Compared, ...]:
        """Return all units on one topic: another family."""
        told = changes({key: self._pair(key, topic) for key in units if self._may(key, topic)})
        return tuple(
            self._row(
                choice.unit, topic, told.get(choice.unit), title=choice.name, depth=choice.depth
            )
            for choice in _choices(units)
        )

    def _row(
        self, unit: UnitKey, topic: Topic, change: Change | None, *, title: str, depth: int = 0
    ) -> Compared:
        before, after = self._pair(unit, topic)
        return Compared(
            title=title,
            before=before,
            after=after,
            change=change or Change(verdict=Verdict.CANNOT_TELL),
            same_wording=self._may(unit, topic),
            depth=depth,
        )

    def _pair(self, unit: UnitKey, topic: Topic) -> tuple[Level, Level]:
        first, second = (self.published.level(unit, topic, r) for r in (self.before, self.after))
        return first, second

    def _may(self, unit: UnitKey, topic: Topic) -> bool:
        return self.published.may_test(unit, topic, self.before, self.after)
