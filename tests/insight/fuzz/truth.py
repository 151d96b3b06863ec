"""What figures say of every unit and topic, worked out beside the pages, from the release alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import ANCHOR
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.insight.estimates import Bounded, Known, Level, Missing, checkpoint_level, turned
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release import service as release

Place = tuple[RoundId, str]
"""A round, and a topic that it asked about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """The levels of units, per round and topic."""

    rounds: tuple[Round, ...]
    levels: Mapping[UnitKey, Mapping[Place, Level]]
    questions: Mapping[UnitKey, tuple[Level, ...]]
    """The levels of single questions."""

    def number(self, unit: UnitKey, place: Place) -> str:
        """Return the number that is shown, with a point; nothing where there is none."""
        return said(self.levels[unit].get(place))

    def numbers(self, *units: UnitKey) -> set[str]:
        """Return all numbers that may be read of units: levels and the ends of their intervals."""
        found: set[str] = set()
        for unit in units:
            for level in (*self.levels[unit].values(), *self.questions[unit]):
                found.add(said(level))
                if isinstance(level, Known):
                    found |= {one_digit(level.low), one_digit(level.high)}
        return found - {""}

    def counts(self, *units: UnitKey) -> set[tuple[int, int]]:
        """Return how many of how many answered, wherever that is shown."""
        return {
            (level.count.n, level.count.invited)
            for unit in units
            for level in (*self.levels[unit].values(), *self.questions[unit])
            if not isinstance(level, Missing)
        }

    def rows(self, unit: UnitKey) -> Counter[tuple[str, str, str, str]]:
        """Return what the figures say of a unit, in the form of the rows of a file."""
        days = {asked.id: asked.opens_at.date().isoformat() for asked in self.rounds}
        return Counter(
            (days[place[0]], said(level), str(level.count.n), str(level.count.invited))
            for place, level in self.levels[unit].items()
            if not isinstance(level, Missing)
        )

    def is_silent(self, unit: UnitKey) -> bool:
        """Say whether no round has anything of a unit."""
        return all(isinstance(level, Missing) for level in self.levels[unit].values())


def read_truth(session: Session, rounds: Sequence[RoundId], units: Sequence[UnitKey]) -> Truth:
    """Work out the levels of these units."""
    found = cycles.get_rounds(session, round_ids=rounds)
    spreads = release.spreads(session, rounds=rounds)
    levels: dict[UnitKey, dict[Place, Level]] = {unit: {} for unit in units}
    questions: dict[UnitKey, list[Level]] = {unit: [] for unit in units}
    for asked in found:
        reverse = {item.code for item in asked.rated_items if item.reverse}
        results = {
            (result.unit, result.item): turned(result, reverse=reverse)
            for result in release.results(
                session,
                rounds=[asked.id],
                units=units,
                items=[item.code for item in asked.rated_items],
            )
        }
        for unit in units:
            for topic, items in topics_of(asked).items():
                own = [results[unit, item] for item in items if (unit, item) in results]
                if own:
                    together = checkpoint_level(own, spreads=spreads[asked.id])
                    levels[unit][asked.id, topic] = together
                questions[unit] += [
                    checkpoint_level([one], spreads=spreads[asked.id]) for one in own
                ]
    return Truth(
        rounds=tuple(found),
        levels=levels,
        questions={unit: tuple(found) for unit, found in questions.items()},
    )


def topics_of(asked: Round) -> dict[str, list[str]]:
    """Return the items of each topic of a round: a checkpoint, or the anchor."""
    found: dict[str, list[str]] = {}
    for item in asked.rated_items:
        topic = item.checkpoint or (ANCHOR if item.code == ANCHOR else "")
        if topic:
            found.setdefault(topic, []).append(item.code)
    return found


def said(level: Level | None) -> str:
    """Return the number of a level, with a point; nothing where there is none."""
    return one_digit(level.value) if isinstance(level, Known | Bounded) else ""


def one_digit(value: float) -> str:
    """Return a number as people read it."""
    return str(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_EVEN))
