"""Change: one person now beside the same person earlier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import Final

from feedbackpulse.reflection.domain import Reflection, ReflectionId, ReflectionKind
from feedbackpulse.reflection.profile import (
    RATING_VARIANCE,
    FacetProfile,
    facet_profiles,
    rated_ones,
)

SMALLEST_CHANGE: Final = 0.5
CLEAR_CHANGE: Final = 1.64
FEWEST_FOR_CHANGE: Final = 3


class Direction(StrEnum):
    """How a facet changed, in the words of the catalogue."""

    GREW = "grew"
    STABLE = "stable"
    LOWER = "lower"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One facet now, beside what it was after an earlier reflection.

    `step` is how far the ratings themselves moved, and `index` the same in standard errors;
    None while there are too few of them.
    """

    facet: str
    direction: Direction
    difference: float
    step: float | None = None
    index: float | None = None


def changes_since(
    reflections: Sequence[Reflection], *, earlier: ReflectionId
) -> tuple[Change, ...]:
    """Return how each facet that was rated lately changed since an earlier reflection."""
    rated = rated_ones(reflections)
    since = next((place for place, one in enumerate(rated) if one.id == earlier), None)
    if since is None or since == len(rated) - 1:
        return ()
    lately = _rated_lately(rated)
    return tuple(
        _change(facet, [one.scores().get(facet.facet, ()) for one in rated], since)
        for facet in facet_profiles(rated)
        if facet.facet in lately
    )


def _rated_lately(rated: Sequence[Reflection]) -> set[str]:
    """Return the facets of the last large reflection, and of the small ones since."""
    large = [place for place, one in enumerate(rated) if one.kind is ReflectionKind.LARGE]
    return {facet for one in rated[max(large, default=0) :] for facet in one.scores()}


def _change(facet: FacetProfile, scores: Sequence[tuple[int, ...]], since: int) -> Change:
    difference = facet.level.mean - facet.path[since].mean
    places = [place for place, seen in enumerate(scores) if seen]
    now = [place for place in places if place > since][-2:]
    around = sorted(
        (place for place in places if place not in now), key=lambda place: abs(place - since)
    )[:2]
    if len(places) < FEWEST_FOR_CHANGE or not around or not now:
        return Change(facet=facet.facet, direction=Direction.TOO_EARLY, difference=difference)
    recent = [score for place in now for score in scores[place]]
    before = [score for place in around for score in scores[place]]
    step = fmean(recent) - fmean(before)
    index = reliable_change(step, recent=len(recent), before=len(before))
    return Change(
        facet=facet.facet,
        direction=_direction(difference, step, index),
        difference=difference,
        step=step,
        index=index,
    )


def _direction(difference: float, step: float, index: float) -> Direction:
    """Claim a change only when the level moved and the ratings themselves say so too."""
    clear = abs(index) >= CLEAR_CHANGE and step * difference > 0
    if abs(difference) < SMALLEST_CHANGE or not clear:
        return Direction.STABLE
    return Direction.GREW if difference > 0 else Direction.LOWER


def reliable_change(
    step: float, *, recent: int, before: int, variance: float = RATING_VARIANCE
) -> float:
    """Return a step between means of so many ratings, in its standard errors.

    Δ / √(v / n₁ + v / n₂), v the variance of one rating around somebody's level.
    Source: Jacobson & Truax (1991), J. Consulting and Clinical Psychology 59, 12-19.
    """
    return step / math.sqrt(variance / recent + variance / before)
