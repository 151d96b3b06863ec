"""How strict a test is that looks at many pairs at once: what each pair needs beside the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import scipy

from feedbackpulse.release.domain import Strictness

FALSE_AMONG_CLAIMS = 0.10
"""Of the changes that are claimed, at most this part may be chance (Benjamini-Hochberg q)."""
FAMILY = 11
"""How many pairs the test counts at least: the checkpoints about employees, all of them.

A page that shows a few pairs must not claim a change that the page with all of them denies.
"""
_TINY = 1e-9
_LIMIT = FALSE_AMONG_CLAIMS + _TINY


def strictness(chances: Sequence[float]) -> Strictness:
    """Return what a family asks of each of its pairs, from how often chance alone gives each.

    A family of fewer than 11 is one of 11 in which the others did not change.
    Source: Benjamini & Hochberg (1995), JRSS-B 57, 289-300.
    """
    corrected = adjusted([*chances, *[1.0] * (FAMILY - len(chances))])
    kept = [p for p, one in zip(chances, corrected, strict=False) if one <= _LIMIT]
    return Strictness(claimed=max(kept, default=0.0), steps=_steps(chances, claims=len(kept)))


def adjusted(chances: Sequence[float]) -> list[float]:
    """Return the chances corrected for how many there are: claim those of at most q.

    p₍ᵢ₎ · m / i, made monotone from the largest down. Source: as for :func:`strictness`.
    """
    if not chances:
        return []
    return [float(p) for p in scipy.stats.false_discovery_control(chances, method="bh")]


def is_claimed(chance: float, strict: Strictness) -> bool:
    """Say whether a pair of this chance is claimed: also where the last digit is another machine's."""
    return chance <= strict.claimed + _TINY


def reachable(chance: float, strict: Strictness) -> float:
    """Return the largest chance at which a pair of this chance would be claimed beside the others.

    The largest k · q / m, m at least 11, for which at least k - 1 of the others lie below it.
    """
    below = bisect_left(strict.steps, chance)
    return strict.steps[max(0, below - 1)]


def _steps(chances: Sequence[float], *, claims: int) -> tuple[float, ...]:
    """Return the k · q / m of all claims, if any, and those above that k - 1 lie below."""
    m, ordered = max(FAMILY, len(chances)), sorted(chances)
    above = [k for k in range(claims + 1, m + 1) if bisect_right(ordered, k * _LIMIT / m) >= k - 1]
    return tuple(k * FALSE_AMONG_CLAIMS / m for k in ([claims] if claims else []) + above)
