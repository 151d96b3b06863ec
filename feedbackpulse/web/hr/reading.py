"""What all units published about every topic, read in a few questions to the release."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.insight.alike import asked_alike
from feedbackpulse.insight.between import same_wording
from feedbackpulse.insight.estimates import Count, Level, Missing, checkpoint_level, results_about
from feedbackpulse.jobs.differences import work_out_differences
from feedbackpulse.jobs.strictness import work_out_strictness
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.differences import kept_differences
from feedbackpulse.release.domain import Differences, Figure, Reason, Result, Strictness
from feedbackpulse.release.strictness import Pair, kept_strictness
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A checkpoint, or the question that is always asked, and the rounds that asked it."""

    code: str
    title: str
    summary: str
    rounds: tuple[Round, ...]
    """Oldest first; never empty."""
    _items: Mapping[RoundId, tuple[AskedItem, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look once which questions of each round are about it: there are thousands of units."""
        object.__setattr__(self, "_items", {each.id: self._about(each) for each in self.rounds})

    @property
    def latest(self) -> Round:
        """The last round that asked it."""
        return self.rounds[-1]

    @property
    def before(self) -> Round | None:
        """The round that asked it the time before."""
        return self.rounds[-2] if len(self.rounds) > 1 else None

    def items(self, asked: Round) -> tuple[AskedItem, ...]:
        """Return the questions about it in one round."""
        return self._items.get(asked.id, ())

    def _about(self, asked: Round) -> tuple[AskedItem, ...]:
        return tuple(
            item for item in asked.rated_items if self.code == (item.checkpoint or item.code)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What units published in some rounds, and which of them there were."""

    results: Mapping[tuple[RoundId, UnitKey], Mapping[str, Result]]
    spreads: Mapping[RoundId, Mapping[str, float]]
    units: Mapping[RoundId, Mapping[UnitKey, RoundUnit]]
    teams: Mapping[RoundId, Collection[TeamId]]
    """Every team whose people were invited, also one that was no unit."""

    @property
    def content(self) -> tuple[object, ...]:
        """Return all that follows from it follows from."""
        return (self.results, self.spreads, self.units, self.teams)

    def results_of(self, unit: UnitKey, topic: Topic, asked: Round) -> tuple[Result, ...]:
        """Return what a round published for a unit about a topic, a high number meaning good."""
        return results_about(topic.items(asked), self.results.get((asked.id, unit), {}))

    def level(self, unit: UnitKey, topic: Topic, asked: Round) -> Level:
        """Return the level of a unit on a topic in one round that asked it."""
        if results := self.results_of(unit, topic, asked):
            return checkpoint_level(results, spreads=self.spreads[asked.id])
        joined = unit.team_id in self.teams[asked.id]
        return Missing(reason=Reason.COUNTED_IN_PARENT if joined else Reason.NOT_ASKED)

    def count(self, unit: UnitKey, asked: Round) -> Count | None:
        """Return how many of a unit answered: the most that any question got, if that is shown."""
        known = self.results.get((asked.id, unit), {})
        figures = [result for result in known.values() if isinstance(result, Figure)]
        if not figures:
            return None
        most = max(figures, key=lambda figure: figure.n)
        return Count(n=most.n, at_least=most.n_is_minimum, invited=most.invited)

    def may_test(self, unit: UnitKey, topic: Topic, before: Round, after: Round) -> bool:
        """Say whether two rounds asked a unit the same, so that a difference can mean something.

        Not when the wording changed, or teams took turns and only some of the unit were asked.
        """
        return same_wording(topic.items(before), topic.items(after)) and asked_alike(
            *(self.results_of(unit, topic, asked) for asked in (before, after))
        )


def depths_of(units: Iterable[RoundUnit]) -> Mapping[UnitKey, int]:
    """Return how many units of a round lie above each; parents come before children."""
    depths: dict[UnitKey, int] = {}
    for unit in units:
        depths[unit.key] = 0 if unit.parent is None else depths[unit.parent] + 1
    return depths


def topics_of(rounds: Sequence[Round], *, catalogue: Catalogue, locale: str) -> tuple[Topic, ...]:
    """Return every checkpoint that these rounds asked, in the order of the norm."""
    asked = {
        point.code: tuple(
            r for r in rounds if any(i.checkpoint == point.code for i in r.rated_items)
        )
        for point in catalogue.checkpoints
    }
    return tuple(
        Topic(
            code=point.code,
            title=point.title.in_(locale),
            summary=point.summary.in_(locale),
            rounds=asked[point.code],
        )
        for point in catalogue.checkpoints
        if asked[point.code]
    )


def always_asked(rounds: Sequence[Round], *, catalogue: Catalogue, locale: str) -> Topic | None:
    """Return the question that every round asks as a topic of its own."""
    code = catalogue.anchor.code
    asked = tuple(r for r in rounds if any(item.code == code for item in r.rated_items))
    if not asked:
        return None
    title, summary = str(_("Listening, all in all")), catalogue.anchor.text.in_(locale)
    return Topic(code=code, title=title, summary=summary, rounds=asked)


def read_published(
    session: Session,
    *,
    rounds: Collection[RoundId],
    units: Collection[UnitKey] | None = None,
    items: Collection[str] | None = None,
) -> Published:
    """Return what units published in these rounds: these or all units, about these or all items."""
    known, invited = _layout_of(session, rounds, units)  # the results need the same
    results: dict[tuple[RoundId, UnitKey], dict[str, Result]] = {}
    for result in release.results(session, rounds=rounds, units=units, items=items):
        results.setdefault((result.round_id, result.unit), {})[result.item] = result
    return Published(
        results=results,
        spreads=release.spreads(session, rounds=rounds),
        units={each: {unit.key: unit for unit in every} for each, every in known.items()},
        teams=invited,
    )


def _layout_of(
    session: Session, rounds: Collection[RoundId], units: Collection[UnitKey] | None
) -> tuple[Mapping[RoundId, Sequence[RoundUnit]], Mapping[RoundId, Collection[TeamId]]]:
    """Return the units of each round, and whose people were invited: of these units, or of all."""
    if units is None:
        invited = {each: roster.teams_of_round(session, round_id=each) for each in rounds}
        return roster.units_of_rounds(session, rounds=rounds), invited
    teams = {unit.team_id for unit in units}
    layouts = roster.layouts(session, rounds=rounds, teams=teams)
    return (
        {each: layout.units for each, layout in layouts.items()},
        {each: frozenset(layout.leaves) for each, layout in layouts.items()},
    )


def find_differences(
    session: Session, *, rounds: Collection[Round]
) -> Mapping[RoundId, Mapping[str, Differences]]:
    """Return how units differed in these rounds, on each checkpoint.

    A job works that out for each release. In the minute before it did, the page does.
    """
    kept = kept_differences(session, rounds=[asked.id for asked in rounds])
    return {
        asked.id: kept[asked.id]
        or {one.checkpoint: one for one in work_out_differences(session, asked=asked)}
        for asked in rounds
    }


def find_strictness(session: Session, *, both: Pair, item: str) -> Strictness:
    """Return how strict the test of all units of two rounds is on an item.

    A job works that out for each pair. In the minutes before it did, the page does.
    """
    kept = kept_strictness(session, both=both, item=item)
    return kept or work_out_strictness(session, both=both, item=item)
