"""What all units published about every topic, read in a few questions to the release."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.insight.estimates import Count, Level, Missing, checkpoint_level, turned
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure, Reason, Result
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
        return tuple(
            item for item in asked.rated_items if self.code == (item.checkpoint or item.code)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What units published in some rounds, and which of them there were."""

    results: Mapping[tuple[RoundId, UnitKey], Mapping[str, Result]]
    spreads: Mapping[RoundId, Mapping[str, float]]
    units: Mapping[RoundId, Sequence[RoundUnit]]
    teams: Mapping[RoundId, Collection[TeamId]]
    """Every team whose people were invited, also one that was no unit."""

    def leaves(self, asked: Round) -> tuple[UnitKey, ...]:
        """Return the units in which people are counted, none twice."""
        return tuple(unit.key for unit in self.units[asked.id] if unit.is_leaf)

    def results_of(self, unit: UnitKey, topic: Topic, asked: Round) -> tuple[Result, ...]:
        """Return what a round published for a unit about a topic, a high number meaning good."""
        known = self.results.get((asked.id, unit), {})
        return tuple(
            turned(known[item.code], reverse={item.code} if item.reverse else ())
            for item in topic.items(asked)
            if item.code in known
        )

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
        if _wording(topic.items(before)) != _wording(topic.items(after)):
            return False
        both = [self.results_of(unit, topic, asked) for asked in (before, after)]
        figures = [[one for one in each if isinstance(one, Figure)] for each in both]
        old, new = ({(one.item, one.item_version) for one in each} for each in figures)
        return old == new and not any(one.only_some_asked for each in figures for one in each)


def depth_of(unit: UnitKey, units: Sequence[RoundUnit]) -> int:
    """Return how many units of a round lie above a unit."""
    parents = {one.key: one.parent for one in units}
    depth, above = 0, parents[unit]
    while above is not None:
        depth, above = depth + 1, parents[above]
    return depth


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
    session: Session, *, rounds: Collection[RoundId], units: Collection[UnitKey] | None = None
) -> Published:
    """Return what these units published in these rounds, or what all did."""
    results: dict[tuple[RoundId, UnitKey], dict[str, Result]] = {}
    for result in release.results(session, rounds=rounds, units=units):
        results.setdefault((result.round_id, result.unit), {})[result.item] = result
    return Published(
        results=results,
        spreads=release.spreads(session, rounds=rounds),
        units=roster.units_of_rounds(session, rounds=rounds),
        teams={
            round_id: found.keys()
            for round_id, found in roster.leaves_of_teams(session, rounds=rounds).items()
        },
    )


def _wording(items: Sequence[AskedItem]) -> frozenset[tuple[str, int]]:
    return frozenset((item.code, item.version) for item in items)
