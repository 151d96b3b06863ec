"""People who reflect, made up by a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.domain import Rating, Reflection, ReflectionId, ReflectionKind

SOMEBODY = PersonId(UUID(int=1))
FIRST_DAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)


def reflection(
    number: int,
    ratings: Mapping[str, int | Sequence[int] | None],
    *,
    finished: bool = True,
    kind: ReflectionKind = ReflectionKind.LARGE,
) -> Reflection:
    """Return the owner's reflection in that quarter, with ratings by facet."""
    day = FIRST_DAY + timedelta(days=91 * (number - 1))
    return Reflection(
        id=ReflectionId(UUID(int=number)),
        owner=SOMEBODY,
        number=number,
        started_on=day,
        finished_on=day if finished else None,
        kind=kind,
        checkpoints=("M4",),
        ratings=tuple(
            Rating(item=f"{facet}-R{place}", item_version=1, facet=facet, value=value)
            for facet, given in ratings.items()
            for place, value in enumerate(given if isinstance(given, Sequence) else [given], 1)
        ),
    )


def history(truths: Sequence[float], *, times: int, chance: random.Random) -> list[Reflection]:
    """Return reflections of somebody who truly stands at these levels.

    A rating misses the truth with a standard deviation of 0.5, of which choosing a whole
    step already causes the square root of a twelfth.
    """
    noise = (0.25 - 1 / 12) ** 0.5

    def rate(truth: float) -> int:
        return min(5, max(1, round(chance.gauss(truth, noise))))

    return [
        reflection(number, {f"F{place:02}": rate(truth) for place, truth in enumerate(truths)})
        for number in range(1, times + 1)
    ]


def truth_of(facet: str, truths: Sequence[float]) -> float:
    """Return where the person truly stands on a facet that `history` made."""
    return truths[int(facet[1:])]
