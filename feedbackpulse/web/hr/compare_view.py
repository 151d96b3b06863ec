"""Two rounds beside each other: what changed for one unit, and for all units, when tested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import Round
from feedbackpulse.insight.change import Change, Verdict, changes, year_before
from feedbackpulse.insight.estimates import Level
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import Strictness
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.hr.compare_page import Compared, ComparePage, UnitChoice
from feedbackpulse.web.hr.reading import (
    Published,
    Topic,
    always_asked,
    depths_of,
    find_strictness,
    read_published,
    topics_of,
)
from feedbackpulse.web.team.words import name_of, round_labels, say
from feedbackpulse.web.worked_out import MOST, Given, content_of


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
    both = (before, after)
    units = roster.units_of_round(session, round_id=after.id)
    chosen = next((one for one in units if one.key == unit), None)
    if chosen is None:
        return None
    anchor = always_asked(both, catalogue=catalogue, locale=locale)
    shared = anchor if anchor and anchor.before else None
    topics = [one for one in topics_of(both, catalogue=catalogue, locale=locale) if one.before]
    labels = round_labels(rounds)
    beside = _Beside.read(session, both, units=[unit])
    return ComparePage(
        unit=unit,
        name=name_of(chosen),
        before=before,
        after=after,
        labels=(labels[before.id], labels[after.id]),
        rounds=tuple(rounds),
        year_before=_year_before(tuple(rounds), after, zone),
        units=units,
        depths=depths_of(units),
        topics=_topics(beside.given, unit, (*([shared] if shared else []), *topics)),
        anchor=shared,
    )


def find_units(
    session: Session, page: ComparePage, *, told_of: Iterable[RoundUnit]
) -> tuple[Compared, ...]:
    """Return some units on the question that is always asked, tested as one family with all."""
    if page.anchor is None:
        return ()
    both, chosen = (page.before, page.after), tuple(map(page.choice, told_of))
    beside = _Beside.read(
        session, both, units=[one.unit for one in chosen], items=[page.anchor.code]
    )
    strict = find_strictness(session, both=both, item=page.anchor.code)
    return _units(beside.given, page.anchor, chosen, strict)


@lru_cache(maxsize=MOST)
def _units(
    given: Given[_Beside], topic: Topic, told_of: tuple[UnitChoice, ...], strict: Strictness
) -> tuple[Compared, ...]:
    beside = given.value
    pairs = {
        one.unit: beside.pair(one.unit, topic)
        for one in told_of
        if beside.may_test(one.unit, topic)
    }
    told = changes(pairs, beside=strict)
    return tuple(
        replace(
            beside.row(one.unit, topic, told.get(one.unit), title=one.name),
            depth=one.depth,
            code=one.code,
        )
        for one in told_of
    )


@lru_cache(maxsize=MOST)
def _topics(
    given: Given[_Beside], unit: UnitKey, topics: tuple[Topic, ...]
) -> tuple[Compared, ...]:
    """Return the topics of one unit: one family of tests."""
    beside = given.value
    told = changes(
        {one.code: beside.pair(unit, one) for one in topics if beside.may_test(unit, one)}
    )
    return tuple(beside.row(unit, one, told.get(one.code), title=one.title) for one in topics)


def _codes(asked: Round) -> frozenset[str]:
    return frozenset(item.checkpoint for item in asked.rated_items if item.checkpoint)


@lru_cache(maxsize=MOST)
def _year_before(rounds: tuple[Round, ...], after: Round, zone: str) -> Round | None:
    moments = [(found, clock.local_day(found.opens_at, zone)) for found in rounds]
    return year_before(moments, clock.local_day(after.opens_at, zone))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Beside:
    """What two rounds published, the earlier one first."""

    published: Published
    both: tuple[Round, Round]

    @classmethod
    def read(
        cls,
        session: Session,
        both: tuple[Round, Round],
        *,
        units: Collection[UnitKey],
        items: Collection[str] | None = None,
    ) -> _Beside:
        ids = [asked.id for asked in both]
        published = read_published(session, rounds=ids, units=units, items=items)
        return cls(published=published, both=both)

    @property
    def given(self) -> Given[_Beside]:
        """Return it as what follows from it is remembered by: its content."""
        return Given(content=content_of(self.both, *self.published.content), value=self)

    def pair(self, unit: UnitKey, topic: Topic) -> tuple[Level, Level]:
        before, after = (self.published.level(unit, topic, asked) for asked in self.both)
        return before, after

    def may_test(self, unit: UnitKey, topic: Topic) -> bool:
        return self.published.may_test(unit, topic, *self.both)

    def row(self, unit: UnitKey, topic: Topic, change: Change | None, *, title: str) -> Compared:
        before, after = self.pair(unit, topic)
        return Compared(
            title=title,
            before=before,
            after=after,
            said_before=say(before),
            said_after=say(after),
            change=change or Change(verdict=Verdict.CANNOT_TELL),
            same_wording=self.may_test(unit, topic),
        )
