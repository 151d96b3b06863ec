"""Somebody's profile against their own mean."""

from __future__ import annotations

from statistics import NormalDist, fmean

from feedbackpulse.charts.profile_picture import Dot, Mark, ProfilePicture
from feedbackpulse.reflection.profile import CERTAINTY, MARGIN
from tests.charts.gallery.words import Words

_PARTS = (
    ("M4A", 3.9, 3.6, 0.30),
    ("M4B", 3.2, None, 0.30),
    ("M4C", 3.6, 3.0, 0.30),
    ("M4D", 2.3, 2.2, 0.30),
    ("M4E", 4.3, 4.2, 0.28),
    ("M4F", 3.1, 3.2, 0.30),
    ("M1A", 4.0, 3.9, 0.30),
    ("M2B", 2.6, 2.0, 0.30),
    ("M6B", 3.7, None, 0.30),
    ("M8B", 3.0, 3.1, 0.35),
)
_OWN_MEAN = fmean(level for _, level, _, _ in _PARTS)


def profile(words: Words) -> ProfilePicture:
    """Return ten parts, the highest first."""
    ordered = sorted(_PARTS, key=lambda part: -part[1])
    return ProfilePicture(
        dots=tuple(_dot(words, *part) for part in ordered),
        own_mean=_OWN_MEAN,
        margin=MARGIN,
        mean_said=f"{words.own_mean} {words.number(_OWN_MEAN)}",
        marks=words.habits,
    )


def _dot(words: Words, code: str, level: float, before: float | None, error: float) -> Dot:
    mark = _mark((level - _OWN_MEAN), error)
    return Dot(
        title=words.facet(code),
        level=level,
        low=level - 1.28 * error,
        high=level + 1.28 * error,
        before=before,
        mark=mark,
        said=words.stand_out[mark],
    )


def _mark(difference: float, error: float) -> Mark:
    if NormalDist().cdf((abs(difference) - MARGIN) / error) < CERTAINTY:
        return Mark.NONE
    return Mark.STRENGTH if difference > 0 else Mark.GROWTH
