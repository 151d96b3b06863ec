"""Counts of the whole organisation, blurred: how often each option, and apart per attribute. Pure.

An answer counts only where its unit shows a figure: so nothing here tells about a unit that does
not. Each count gets its own noise, drawn once; the true counts go no further than this module.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np

from feedbackpulse.ballots.domain import LOWEST
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import Cut, Option, OptionCount
from feedbackpulse.release.noise import blurred
from feedbackpulse.release.packed import UNKNOWN, Mask, Opened

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

    opened: Opened
    shown: Shown
    chance: Random

    def option_counts(self, items: Collection[str]) -> tuple[OptionCount, ...]:
        """Return how often each option was chosen for these items."""
        return tuple(
            OptionCount(item=item, option=option, count=blurred(chosen, self.chance))
            for item in items
            for option, chosen in self._chosen(item).items()
        )

    def cuts(
        self, items: Collection[str], attributes: Mapping[str, Collection[str]]
    ) -> tuple[Cut, ...]:
        """Return what people answered per value of each attribute, where enough is left of it."""
        shown = {item: self._shown(item) for item in items}
        cuts = (
            self._cut(attribute, value, item, shown[item])
            for attribute, values in attributes.items()
            for value in values
            for item in items
        )
        return tuple(cut for cut in cuts if cut.rated >= CUT_SHOWS_FROM)

    def _cut(self, attribute: str, value: str, item: str, shown: Mask) -> Cut:
        """Count who is favourable and who is not: each answer is in one of the two."""
        ratings = self.opened.of(item)[shown & self.opened.choosing(attribute, value)]
        agree = int(np.count_nonzero(ratings >= FAVOURABLE_FROM))
        others = int(np.count_nonzero(ratings >= LOWEST)) - agree
        favourable = blurred(agree, self.chance)
        return Cut(
            attribute=attribute,
            value=value,
            item=item,
            favourable=favourable,
            rated=favourable + blurred(others, self.chance),
        )

    def _chosen(self, item: str) -> Mapping[Option, int]:
        ratings = self.opened.of(item)[self._shown(item)]
        return {option: int(np.count_nonzero(ratings == _rating(option))) for option in Option}

    def _shown(self, item: str) -> Mask:
        return self.opened.within(self.shown[item])


def _rating(option: Option) -> int:
    return UNKNOWN if option is Option.DONT_KNOW else int(option.value)
