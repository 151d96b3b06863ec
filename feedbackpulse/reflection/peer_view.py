"""How invited colleagues see somebody, beside how that person sees themselves.

Pure arithmetic for one owner. What comes out holds a mean and a word for each behaviour, and
neither how many answered nor how far they were apart: with three answers, both together would
say who answered what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, variance
from typing import Final

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.reflection.domain import HIGHEST, LOWEST, Reflection, ReflectionError
from feedbackpulse.reflection.profile import RATING_VARIANCE

FEWEST_ANSWERS: Final = 3
SMALLEST_GAP: Final = 0.75
CLEAR_GAP: Final = 1.64
SMALLEST_SPREAD: Final = 0.5
"""Of three or four ratings that lie closer together, the word for a difference would say that all
said the same, and so what each of them said.
"""

Answers = Mapping[str, int | None]
"""What one colleague says, by item: a rating, or None for what they have not seen."""


class Sight(StrEnum):
    """What comes of both views of one behaviour; in the order in which it is shown."""

    HIDDEN_STRENGTH = "hidden_strength"
    SHARED = "shared"
    TO_DISCUSS = "to_discuss"
    OTHERS_ONLY = "others_only"
    NOT_VISIBLE = "not_visible"
    TOO_FEW = "too_few"


_ORDER: Final = tuple(Sight)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One behaviour: the owner's own rating, the mean of the others, and what that means."""

    item: str
    facet: str
    own: int | None
    others: float | None
    sight: Sight


def view_of(
    letters: Sequence[Answers], *, items: Iterable[Item], own: Mapping[str, int]
) -> tuple[Seen, ...]:
    """Return what colleagues see in somebody, hidden strengths first.

    *own* holds the owner's ratings by the code of the item that the asked one is the twin of.
    """
    seen = [
        _seen(item, [one[item.code] for one in letters if item.code in one], own) for item in items
    ]
    return tuple(sorted(seen, key=lambda one: _ORDER.index(one.sight)))


def own_ratings(reflections: Iterable[Reflection]) -> dict[str, int]:
    """Return somebody's last rating of each item, from finished reflections, oldest first."""
    return {
        rating.item: rating.value
        for one in reflections
        if one.is_finished
        for rating in one.ratings
        if rating.value is not None
    }


def _seen(item: Item, answers: Sequence[int | None], own: Mapping[str, int]) -> Seen:
    ratings = [answer for answer in answers if answer is not None]
    if any(not LOWEST <= rating <= HIGHEST for rating in ratings):
        raise ReflectionError(f"{item.code}: not a rating from {LOWEST} to {HIGHEST}")
    mine = own.get(item.twin_of or "")
    enough = len(ratings) >= FEWEST_ANSWERS
    return Seen(
        item=item.code,
        facet=str(item.facet),
        own=mine,
        others=round(fmean(ratings), 1) if enough else None,
        sight=_sight(mine, ratings, unseen=len(answers) - len(ratings)),
    )


def _sight(mine: int | None, ratings: Sequence[int], *, unseen: int) -> Sight:
    enough = len(ratings) >= FEWEST_ANSWERS
    clear = clear_gap(mine, ratings) if enough and mine is not None else 0.0
    if clear:
        return Sight.TO_DISCUSS if clear > 0 else Sight.HIDDEN_STRENGTH
    if len(ratings) + unseen >= FEWEST_ANSWERS and unseen > len(ratings):
        return Sight.NOT_VISIBLE
    if not enough:
        return Sight.TOO_FEW
    return Sight.OTHERS_ONLY if mine is None else Sight.SHARED


def clear_gap(mine: int, ratings: Sequence[int], *, own_variance: float = RATING_VARIANCE) -> float:
    """Return how far somebody is above the others, in steps of the scale; 0 when that is not clear.

    g = x - m, SE² = h + max(s², 0.5)/n; clear when |g| ≥ 0.75 and |g| > 1.64 SE. x is one own
    rating with variance h, m and s² the mean and the variance of n ratings by others (n ≥ 2).
    Source: the standard error of a difference of two independent means; 1.64 leaves 5 % on a side.
    """
    gap = mine - fmean(ratings)
    spread = max(variance(ratings), SMALLEST_SPREAD)
    error = (own_variance + spread / len(ratings)) ** 0.5
    return gap if abs(gap) >= SMALLEST_GAP and abs(gap) > CLEAR_GAP * error else 0.0
