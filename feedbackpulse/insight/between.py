"""How strict a test is that looks at all units of two rounds, on one question or checkpoint."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from feedbackpulse.cycles.domain import AskedItem
from feedbackpulse.insight.alike import asked_alike
from feedbackpulse.insight.change import strictness_of
from feedbackpulse.insight.estimates import Level, checkpoint_level, results_about
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import Result, Strictness


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundFigures:
    """What all units of one round published about some items."""

    items: Sequence[AskedItem]
    units: Mapping[UnitKey, Mapping[str, Result]]
    spreads: Mapping[str, float]
    """The organisation's, per item, in points."""

    def about(self, unit: UnitKey) -> tuple[Result, ...]:
        """Return what one unit published, a high number meaning good."""
        return results_about(self.items, self.units[unit])

    def level(self, unit: UnitKey) -> Level:
        """Return the level of one unit."""
        return checkpoint_level(self.about(unit), spreads=self.spreads)


def same_wording(before: Collection[AskedItem], after: Collection[AskedItem]) -> bool:
    """Say whether two rounds asked these items in the same words."""
    first, second = (frozenset((one.code, one.version) for one in each) for each in (before, after))
    return first == second


def strictness_between(before: RoundFigures, after: RoundFigures) -> Strictness:
    """Return how strict the test is of all units that both rounds asked the same."""
    return strictness_of(
        (before.level(unit), after.level(unit))
        for unit in before.units.keys() & after.units.keys()
        if asked_alike(before.about(unit), after.about(unit))
    )
