"""Make results of the rows of figures: a figure, or that it is withheld and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld
from feedbackpulse.release.ranges import TOP, Outcome, Span
from feedbackpulse.release.tables import FigureRow
from feedbackpulse.roster.service import RoundUnit

Figures = Mapping[tuple[RoundId, UnitKey, str], Row[Any] | FigureRow]
"""A row of figures as it lies in the table: an object for each would take most of the time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one released round."""

    asked: Round
    units: Collection[RoundUnit]
    every: Collection[RoundUnit]
    """All units of the round, where not everybody was asked the same; else none."""
    wanted_items: Collection[str] | None
    figures: Figures

    def results(self) -> Iterator[Result]:
        """Yield what every unit says about every item."""
        items = self._items()
        for unit in self.units:
            for item in items:
                yield self._result(unit, item)

    def _items(self) -> list[str]:
        asked = [item.code for item in self.asked.rated_items]
        if self.wanted_items is None:
            return asked
        wanted = [item for item in asked if item in self.wanted_items]
        return wanted + [item for item in self.wanted_items if item not in asked]

    def _result(self, unit: RoundUnit, item: str) -> Result:
        row = self.figures.get((self.asked.id, unit.key, item))
        if row is None or not row.visible:
            return self._withheld(unit, item, row)
        outcome = Outcome(
            span=Span(low=row.low_sum, high=row.high_sum),
            visible=row.visible,
            hidden=row.hidden,
            top=TOP,
        )
        invited = self._invited(unit, item)
        return Figure(
            unit=unit.key,
            unit_name=unit.name,
            round_id=self.asked.id,
            item=item,
            item_version=row.item_version,
            n=row.visible,
            n_is_minimum=row.hidden > 0,
            invited=invited,
            low=outcome.low,
            high=outcome.high,
            membership_changed=row.membership_changed,
            only_some_asked=invited < unit.invited,
        )

    def _invited(self, unit: RoundUnit, item: str) -> int:
        """Return how many people of a unit were asked an item."""
        if unit.is_leaf or unit.asked is None:
            return unit.invited
        parents = {one.key: one.parent for one in self.every}
        return sum(
            leaf.invited
            for leaf in self.every
            if leaf.is_leaf and leaf.asks(item) and _is_below(leaf.key, unit.key, parents)
        )

    def _withheld(self, unit: RoundUnit, item: str, row: Row[Any] | FigureRow | None) -> Withheld:
        if item not in {one.code for one in self.asked.rated_items} or not unit.asks(item):
            reason = Reason.NOT_ASKED
        else:
            reason = Reason.TOO_FEW_ANSWERS if unit.is_reported else Reason.COUNTED_IN_PARENT
        return Withheld(
            unit=unit.key,
            unit_name=unit.name,
            round_id=self.asked.id,
            item=item,
            reason=reason,
            fewer_than=row.hidden + 1 if row is not None and unit.is_leaf else None,
        )


def _is_below(unit: UnitKey, top: UnitKey, parents: Mapping[UnitKey, UnitKey | None]) -> bool:
    above = parents[unit]
    while above not in {None, top}:
        above = parents[above]
    return above == top
