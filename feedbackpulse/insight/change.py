"""Whether a level changed between two rounds: claimed only after a test that is strict enough.

Many pairs are looked at together, so some differ by chance alone. The test counts all pairs of
one family (the checkpoints of one unit) and keeps false claims rare among them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import NormalDist
from typing import TypeVar

import scipy

from feedbackpulse.insight.estimates import REACH, Bounded, Known, Level

FALSE_AMONG_CLAIMS = 0.10
"""Of the changes that are claimed, at most this part may be chance (Benjamini-Hochberg q)."""
FAMILY = 11
"""How many pairs the test counts at least: the checkpoints about employees, all of them.

A page that shows a few pairs must not claim a change that the page with all of them denies.
"""
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


def changes(pairs: Mapping[K, tuple[Level, Level]]) -> dict[K, Change]:
    """Test the pairs (before, after) of one family together.

    z = Δ / (1.17 · √(SE₁² + SE₂²)), two-sided against the normal distribution, because the
    spread comes from the whole organisation. A change is claimed when Benjamini-Hochberg at
    q = .10 keeps it and |Δ| ≥ .25. Of a bounded level the end nearest to the other one counts,
    so a bound alone never makes a change. A family of fewer than 11 pairs is tested as one of
    11 in which the others did not change. Levels in points, 1-5.
    Source: Benjamini & Hochberg (1995), JRSS-B 57, 289-300.
    """
    tested = {key: pair for key, both in pairs.items() if (pair := _pair(*both)) is not None}
    told = _told(tested)
    nothing = Change(verdict=Verdict.CANNOT_TELL)
    return {key: told.get(key, nothing) for key in pairs}


def adjusted(chances: Sequence[float]) -> list[float]:
    """Return the chances corrected for how many there are: claim those of at most q.

    p₍ᵢ₎ · m / i, made monotone from the largest down. Source: as for :func:`changes`.
    """
    if not chances:
        return []
    return [float(p) for p in scipy.stats.false_discovery_control(chances, method="bh")]


def threshold(others: Sequence[float]) -> float:
    """Return the largest chance at which one more pair would be claimed beside these others.

    The largest k · q / m, m at least 11, for which at least k - 1 of the others lie below it.
    """
    m = max(FAMILY, len(others) + 1)
    steps = (k * FALSE_AMONG_CLAIMS / m for k in range(1, m + 1))
    return max(step for k, step in enumerate(steps) if sum(p <= step + _TINY for p in others) >= k)


def year_before(moments: Sequence[tuple[K, date]], on: date) -> K | None:
    """Return the moment nearest to one year before *on*, or None when none is near enough."""
    wanted = _a_year_earlier(on)
    distances = [(abs((day - wanted).days), key) for key, day in moments]
    distance, key = min(distances, key=lambda one: one[0], default=(A_YEAR_IS + 1, None))
    return key if distance <= A_YEAR_IS else None


def _told(tested: Mapping[K, _Pair]) -> dict[K, Change]:
    chances = {key: pair.p for key, pair in tested.items()}
    unchanged = [1.0] * (FAMILY - len(chances))
    corrected = dict(zip(chances, adjusted([*chances.values(), *unchanged]), strict=False))
    return {
        key: _change(
            pair,
            claimed=corrected[key] <= FALSE_AMONG_CLAIMS,
            others=[p for other, p in chances.items() if other != key],
        )
        for key, pair in tested.items()
    }


def _change(pair: _Pair, *, claimed: bool, others: Sequence[float]) -> Change:
    return Change(
        verdict=_verdict(pair, claimed=claimed),
        difference=pair.nearest,
        error=pair.error,
        p=pair.p,
        visible=_visible(pair.careful, others),
        at_least=pair.highest > pair.lowest,
    )


def _verdict(pair: _Pair, *, claimed: bool) -> Verdict:
    if claimed and abs(pair.nearest) >= SMALLEST_CLAIM - _TINY:
        return Verdict.UP if pair.nearest > 0 else Verdict.DOWN
    reach = STEADY_REACH * pair.careful
    if pair.lowest - reach > -STEADY_WITHIN and pair.highest + reach < STEADY_WITHIN:
        return Verdict.STEADY
    return Verdict.CANNOT_TELL


def _visible(careful: float, others: Collection[float]) -> float:
    reach = -NormalDist().inv_cdf(threshold(list(others)) / 2)
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
