"""One level in one round, and what may be said of it beside another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.change import Change, Verdict, changes, year_before
from feedbackpulse.insight.estimates import Level
from feedbackpulse.insight.trend import Link
from feedbackpulse.web.team.words import Said, say_grounds


class Basis(StrEnum):
    """What a level is compared with."""

    BEFORE = "before"
    YEAR = "year"
    ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What a test says of a level beside another, and what that other was."""

    change: Change
    said: Said
    """The other level."""
    since: str
    """When the other level was measured, in words; the same round for the organisation's."""

    @property
    def verdict(self) -> Verdict:
        """What may be said of the two."""
        return self.change.verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A level in one round, beside the organisation's."""

    round_id: RoundId
    on: date
    label: str
    name: str
    """The round in a sentence, after “since”."""
    said: Said
    organisation: Said | None
    level: Level
    organisation_level: Level | None
    link: Link
    wording: frozenset[tuple[str, int]]
    """The questions as they were asked: another wording is another series."""
    shown: frozenset[str]
    """Which of them have a figure."""
    of_all: bool
    """Everybody in the unit was asked; where teams took turns, two rounds are not alike."""
    before: Comparison | None = None
    year: Comparison | None = None
    beside: Comparison | None = None

    @property
    def grounds(self) -> tuple[str, ...]:
        """How we know the level, a sentence each."""
        return say_grounds(self.level)

    def is_like(self, other: Moment) -> bool:
        """Say whether two rounds asked the same people the same, and can show the same."""
        same = self.wording == other.wording and self.shown == other.shown
        return same and self.of_all and other.of_all


Key = str
"""What a topic is called in an address."""
Courses = Mapping[Key, Sequence[Moment]]
"""The moments of every topic of a unit, oldest first."""
_Pair = tuple[RoundId, Key, Basis]


def compared(courses: Courses) -> dict[Key, tuple[Moment, ...]]:
    """Return the moments with what may be said of each beside another.

    All topics of one round are one family of tests, with the time before and the year before
    together: more to compare makes every claim harder. Beside the organisation is the other.
    """
    others = {
        (moment.round_id, key, basis): (moment, other)
        for key, moments in courses.items()
        for place, moment in enumerate(moments)
        for basis, other in _earlier(moments[:place], moment).items()
    }
    times = _tested({pair: (other.level, moment.level) for pair, (moment, other) in others.items()})
    beside = _tested(
        {
            (moment.round_id, key, Basis.ORGANISATION): (moment.organisation_level, moment.level)
            for key, moments in courses.items()
            for moment in moments
            if moment.organisation_level is not None and moment.of_all
        }
    )

    def with_words(key: Key, moment: Moment) -> Moment:
        def told(basis: Basis) -> Comparison | None:
            pair = (moment.round_id, key, basis)
            if pair not in times:
                return None
            other = others[pair][1]
            return Comparison(change=times[pair], said=other.said, since=other.name)

        same = beside.get((moment.round_id, key, Basis.ORGANISATION))
        return replace(
            moment,
            before=told(Basis.BEFORE),
            year=told(Basis.YEAR),
            beside=(
                Comparison(change=same, said=moment.organisation, since=moment.name)
                if same and moment.organisation
                else None
            ),
        )

    return {
        key: tuple(with_words(key, moment) for moment in moments)
        for key, moments in courses.items()
    }


def since(courses: Courses, key: Key, *, before: Moment, moment: Moment) -> Change:
    """Test a moment of a topic against one further back, as the page of its round does.

    It is one more pair in the family of that round. Where it is one of those that the page
    compares as it is, the page's own verdict comes out.
    """
    family = {
        (other_key, other.round_id): (other.level, one.level)
        for other_key, moments in courses.items()
        for place, one in enumerate(moments)
        if one.round_id == moment.round_id
        for other in _earlier(moments[:place], one).values()
    }
    pair = (key, before.round_id)
    return changes(family | {pair: (before.level, moment.level)})[pair]


def _earlier(before: Sequence[Moment], moment: Moment) -> dict[Basis, Moment]:
    """Return the time before and the time a year before, when they asked the same."""
    found: dict[Basis, Moment] = {}
    if before:
        found[Basis.BEFORE] = before[-1]
    at = year_before([(place, one.on) for place, one in enumerate(before)], moment.on)
    if at is not None and before[at] is not before[-1]:
        found[Basis.YEAR] = before[at]
    return {basis: other for basis, other in found.items() if moment.is_like(other)}


def _tested(pairs: Mapping[_Pair, tuple[Level, Level]]) -> dict[_Pair, Change]:
    """Test every round's pairs as one family."""
    told: dict[_Pair, Change] = {}
    for round_id in {pair[0] for pair in pairs}:
        told |= changes({pair: both for pair, both in pairs.items() if pair[0] == round_id})
    return told
