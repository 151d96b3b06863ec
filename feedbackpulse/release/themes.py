"""How many people would like to learn more about each theme: everybody together, blurred. Pure.

Whose choice counts follows from what the figures show, and so does whether there are enough of them;
what was chosen decides nothing. Each count has noise of its own, drawn once, and is crossed with
nothing: no team, no answer, no group.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import numpy as np

from feedbackpulse.cycles.learning import LEARNING, THEMES
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.cuts import CUT_SHOWS_FROM
from feedbackpulse.release.domain import ThemeCount
from feedbackpulse.release.noise import blurred
from feedbackpulse.release.packed import Opened


def themes_wanted(
    opened: Opened, *, answered: Mapping[UnitKey, int], chance: Random
) -> tuple[ThemeCount, ...]:
    """Return the themes that enough people chose, from units that show how many *answered*.

    A theme of fewer people has no number: with so few, noise is all there is to see.
    """
    counted = opened.within({unit for unit, people in answered.items() if people})
    chosen = {theme: opened.choosing(LEARNING, theme) & counted for theme in THEMES}
    counts = (
        ThemeCount(theme=theme, count=blurred(int(np.count_nonzero(who)), chance))
        for theme, who in chosen.items()
    )
    return tuple(one for one in counts if one.count >= CUT_SHOWS_FROM)
