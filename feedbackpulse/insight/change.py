"""Whether a level changed between two rounds: claimed only after a test that is strict enough.

Many pairs are looked at together, so some differ by chance alone. The test counts all pairs of
one family (the checkpoints of one unit) and keeps false claims rare among them.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import NormalDist
from typing import TypeVar

from feedbackpulse.insight.estimates import REACH, Bounded, Known, Level
from feedbackpulse.insight.strictness import is_claimed, reachable, strictness
from feedbackpulse.release.domain import Strictness

CAUTION = REACH / 1.96
"""How much wider than one standard error the test counts, for the reason that intervals do.

A team may be a quarter more divided than is known. Without this, four in a hundred of its
checkpoints that did not change would be called changed; with it, one or two.
"""
SMALLEST_CLAIM = 0.25
"""A smaller difference is not worth a word, however sure it is."""
STEADY_WITHIN = 0.5
"""A level is steady when a larger change can be ruled out."""
STEADY_REACH = 1.645
"""Standard errors to either side of a difference in which it lies 90 times in 100."""
A_YEAR_IS = 46
"""How many days a round may be from one year before: half a quarter."""
_TINY = 1e-9
K = TypeVar("K", bound=Hashable)


class Verdict(StrEnum):
    """What may be said about two levels."""

    UP = "up"
    DOWN = "down"
    STEADY = "steady"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What a test says of two levels; only the verdict is there when nothing can be tested."""

    verdict: Verdict
    difference: float | None = None
    """After minus before, in points; with a bound, as small as it can be."""
    error: float | None = None
    """The standard error of the difference, in points."""
    p: float | None = None
    """How often chance alone gives a difference this large, without looking at other pairs."""
    visible: float | None = None
    """The smallest difference, in points, that would have been claimed of this pair."""
    at_least: bool = False
    """One of the levels is only bounded: the difference can be larger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pair:
    """How far apart two levels can be, at least and at most, and the error of that."""

    nearest: float
    lowest: float
    highest: float
    error: float

    @property
    def careful(self) -> float:
        return CAUTION * self.error

    @property
    def p(self) -> float:
        return 2 * NormalDist().cdf(-abs(self.nearest) / self.careful)


def changes(
    pairs: Mapping[K, tuple[Level, Level]], *, beside: Strictness | None = None
) -> dict[K, Change]:
    """Test the pairs (before, after) of one family together, or some of the family of *beside*.

    z = Δ / (1.17 · √(SE₁² + SE₂²)), two-sided against the normal distribution, because the
    spread comes from the whole organisation. A change is claimed when Benjamini-Hochberg at
    q = .10 keeps it and |Δ| ≥ .25. Of a bounded level the end nearest to the other one counts,
    so a bound alone never makes a change. A family of fewer than 11 pairs is tested as one of
    11 in which the others did not change. Levels in points, 1-5.
    Source: Benjamini & Hochberg (1995), JRSS-B 57, 289-300.
    """
    tested = {key: pair for key, both in pairs.items() if (pair := _pair(*both)) is not None}
    strict = beside or strictness([pair.p for pair in tested.values()])
    nothing = Change(verdict=Verdict.CANNOT_TELL)
    return {key: _change(tested[key], strict) if key in tested else nothing for key in pairs}


def strictness_of(pairs: Iterable[tuple[Level, Level]]) -> Strictness:
    """Return how strict the test of a family of pairs (before, after) is."""
    return strictness([pair.p for both in pairs if (pair := _pair(*both)) is not None])


def year_before(moments: Sequence[tuple[K, date]], on: date) -> K | None:
    """Return the moment nearest to one year before *on*, or None when none is near enough."""
    wanted = _a_year_earlier(on)
    distances = [(abs((day - wanted).days), key) for key, day in moments]
    distance, key = min(distances, key=lambda one: one[0], default=(A_YEAR_IS + 1, None))
    return key if distance <= A_YEAR_IS else None


def _change(pair: _Pair, strict: Strictness) -> Change:
    return Change(
        verdict=_verdict(pair, claimed=is_claimed(pair.p, strict)),
        difference=pair.nearest,
        error=pair.error,
        p=pair.p,
        visible=_visible(pair.careful, reachable(pair.p, strict)),
        at_least=pair.highest > pair.lowest,
    )


def _verdict(pair: _Pair, *, claimed: bool) -> Verdict:
    if claimed and abs(pair.nearest) >= SMALLEST_CLAIM - _TINY:
        return Verdict.UP if pair.nearest > 0 else Verdict.DOWN
    reach = STEADY_REACH * pair.careful
    if pair.lowest - reach > -STEADY_WITHIN and pair.highest + reach < STEADY_WITHIN:
        return Verdict.STEADY
    return Verdict.CANNOT_TELL


def _visible(careful: float, chance: float) -> float:
    reach = -NormalDist().inv_cdf(chance / 2)
    return max(SMALLEST_CLAIM, reach * careful)


def _pair(before: Level, after: Level) -> _Pair | None:
    if not isinstance(before, Known | Bounded) or not isinstance(after, Known | Bounded):
        return None
    error = math.hypot(before.error, after.error)
    (low, high), (new_low, new_high) = _ends(before), _ends(after)
    lowest, highest = new_low - high, new_high - low
    nearest = min(max(0.0, lowest), highest)
    return _Pair(nearest=nearest, lowest=lowest, highest=highest, error=error) if error else None


def _ends(level: Known | Bounded) -> tuple[float, float]:
    return (level.value, level.value) if isinstance(level, Known) else level.ends


def _a_year_earlier(on: date) -> date:
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)
