"""Counts of the whole organisation, blurred: how often each option, and apart per attribute. Pure.

An answer counts only where its unit shows a figure: so nothing here tells about a unit that does
not. Each count gets its own noise, drawn once; the true counts go no further than this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.counting import OpenedBallot
from feedbackpulse.release.domain import Cut, Option, OptionCount
from feedbackpulse.release.noise import blurred

DISTRIBUTION_FROM: Final = 100
"""The fewest answers in the whole organisation for which its options are counted."""
CUTS_FROM: Final = 50
"""The fewest answers in the whole organisation for which attributes are counted apart."""
CUT_SHOWS_FROM: Final = 10
"""What a value's own blurred count must reach; with less, noise is all there is to see."""
FAVOURABLE_FROM: Final = 4

Shown = Mapping[str, Collection[UnitKey]]
"""Per item the leaves that show a figure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Blur:
    """The ballots of a round, the leaves that show them, and where noise comes from."""

    opened: Collection[OpenedBallot]
    shown: Shown
    chance: Random

    def option_counts(self, items: Collection[str]) -> tuple[OptionCount, ...]:
        """Return how often each option was chosen for these items."""
        return tuple(
            OptionCount(item=item, option=option, count=blurred(chosen[option], self.chance))
            for item in items
            for chosen in [Counter(_option(rating) for _, rating in self._answers(item))]
            for option in Option
        )

    def cuts(
        self, items: Collection[str], attributes: Mapping[str, Collection[str]]
    ) -> tuple[Cut, ...]:
        """Return what people answered per value of each attribute, where enough is left of it."""
        cuts = (
            self._cut(attribute, value, item)
            for attribute, values in attributes.items()
            for value in values
            for item in items
        )
        return tuple(cut for cut in cuts if cut.rated >= CUT_SHOWS_FROM)

    def _cut(self, attribute: str, value: str, item: str) -> Cut:
        """Count who is favourable and who is not: each answer is in one of the two."""
        ratings = [
            rating
            for ballot, rating in self._answers(item)
            if rating is not None and ballot.answers.attributes.get(attribute) == value
        ]
        agree = sum(rating >= FAVOURABLE_FROM for rating in ratings)
        favourable = blurred(agree, self.chance)
        others = blurred(len(ratings) - agree, self.chance)
        return Cut(
            attribute=attribute,
            value=value,
            item=item,
            favourable=favourable,
            rated=favourable + others,
        )

    def _answers(self, item: str) -> Iterator[tuple[OpenedBallot, int | None]]:
        shown = self.shown[item]
        for ballot in self.opened:
            if ballot.unit in shown and item in ballot.answers.ratings:
                yield ballot, ballot.answers.ratings[item]


def _option(rating: int | None) -> Option:
    return Option.DONT_KNOW if rating is None else Option(str(rating))
