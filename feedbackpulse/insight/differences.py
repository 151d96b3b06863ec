"""How much units differ in one round, worked out from all its figures: once, as they never change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from feedbackpulse.cycles.domain import AskedItem, Round
from feedbackpulse.insight.agreement import icc
from feedbackpulse.insight.estimates import Known, Level, checkpoint_level, results_about
from feedbackpulse.insight.shrinkage import middle_of
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import Differences, Result, Statistic, StatisticKind

Units = Mapping[UnitKey, Mapping[str, Result]]
"""What each unit published about each question."""


def differences(
    asked: Round,
    results: Iterable[Result],
    *,
    leaves: Collection[UnitKey],
    root: UnitKey,
    spreads: Mapping[str, float],
    statistics: Iterable[Statistic],
) -> tuple[Differences, ...]:
    """Return how the units of a round differ on every checkpoint it asked about.

    Leaves are laid beside leaves, and larger units beside larger ones; the whole organisation,
    *root*, stands beside nothing.
    """
    units: dict[UnitKey, dict[str, Result]] = {}
    for result in results:
        units.setdefault(result.unit, {})[result.item] = result
    within = {one.checkpoint: one.value for one in statistics if one.kind is StatisticKind.SPREAD}
    small = {unit: known for unit, known in units.items() if unit in leaves}
    large = {unit: known for unit, known in units.items() if unit not in {root, *small}}
    return tuple(
        _differences(
            checkpoint,
            _levels(small, items, spreads),
            _levels(large, items, spreads),
            spread=within.get(checkpoint),
        )
        for checkpoint, items in _asked_about(asked).items()
    )


def _differences(
    checkpoint: str, leaves: Sequence[Level], larger: Sequence[Level], *, spread: float | None
) -> Differences:
    return Differences(
        checkpoint=checkpoint,
        leaves=middle_of([level for level in leaves if isinstance(level, Known)]),
        larger=middle_of([level for level in larger if isinstance(level, Known)]),
        icc=None if spread is None else icc(leaves, spread=spread),
    )


def _asked_about(asked: Round) -> Mapping[str, Sequence[AskedItem]]:
    found: dict[str, list[AskedItem]] = {}
    for item in asked.rated_items:
        if item.checkpoint:
            found.setdefault(item.checkpoint, []).append(item)
    return found


def _levels(units: Units, items: Sequence[AskedItem], spreads: Mapping[str, float]) -> list[Level]:
    return [
        checkpoint_level(results_about(items, known), spreads=spreads) for known in units.values()
    ]
