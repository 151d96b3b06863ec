"""Somebody's growth over six reflections."""

from __future__ import annotations

from datetime import date

from feedbackpulse.charts.growth import Growth, Panel, Step
from feedbackpulse.reflection.profile import local_level
from tests.charts.gallery.words import Words

_DAYS = tuple(
    date(2024, 1, 15).replace(year=y, month=m)
    for y, m in ((2024, 1), (2024, 4), (2024, 7), (2024, 10), (2025, 1), (2025, 4))
)
_PARTS: tuple[tuple[str, tuple[int, ...], int | None, str, bool], ...] = (
    ("M4E", (4, 4, 4, 5, 4, 5), None, "strong", True),
    ("M4C", (3, 2, 3, 3, 4, 4), 2, "grew", True),
    ("M2B", (2, 2, 2, 3, 3, 4), 3, "grew", True),
    ("M4F", (3, 4, 3, 3, 3, 3), None, "same", False),
    ("M4B", (3, 3, 3, 3, 3, 3), None, "same", False),
    ("M4D", (2, 3, 2, 2, 3, 2), 4, "early", False),
)


def growth(words: Words) -> Growth:
    """Return six parts, three of them with a plan."""
    return Growth(
        panels=tuple(
            Panel(
                title=words.facet(code),
                said=words.growing[said],
                steps=_steps(ratings),
                stands_out=stands_out,
                plan=None if plan is None else _DAYS[plan].replace(day=1),
            )
            for code, ratings, plan, said, stands_out in _PARTS
        ),
        marks=words.habits,
        first_day="jan 24",
        last_day="apr 25",
        plan="plan",
    )


def _steps(ratings: tuple[int, ...]) -> tuple[Step, ...]:
    path = local_level(_DAYS, [(rating,) for rating in ratings], sum(ratings) / len(ratings))
    return tuple(
        Step(day=day, rating=rating, level=level.mean, error=1.28 * level.variance**0.5)
        for day, rating, level in zip(_DAYS, ratings, path, strict=True)
    )
