"""A12: what a mere threshold of five is worth. It must be much less than people think.

The usual dashboard: exact numbers of favourable answers for every unit and every filter, as long
as five people answered. An attacker with the chart of the organisation solves for every person.
This attack has to succeed: only then does it mean something that it finds nobody in our releases.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from feedbackpulse.release.ranges import Shape
from tests.privacy.attacks import companies
from tests.privacy.attacks.companies import RATES, SMALLEST, Company
from tests.privacy.attacks.measure import Lab, Measure

ATTRIBUTES: Final = {"gender": 3, "tenure": 4, "site": 3, "age": 4}
LEAST: Final = 0.5
MOST: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who answered, as the attacker knows them; and whether they were favourable."""

    leaf: str
    attributes: Mapping[str, int]
    favourable: int


Count = tuple[list[int], int, int]
"""Some people, by their number, and how many of them were favourable: at least and at most."""
Publish = Callable[[Company, Sequence[Person]], Iterator[Count]]


def measure(lab: Lab) -> Measure:
    """Solve what a threshold of five lets through."""
    return _share_found(lab, _with_threshold)


def naive(lab: Lab) -> Measure:
    """Solve what our rule publishes: nobody is found, so that this must not hold."""
    return _share_found(lab, _with_ranges)


def _share_found(lab: Lab, publish: Publish) -> Measure:
    chance = random.Random()  # noqa: S311  (companies that do not exist)
    shares, all_found, all_people = [], 0, 0
    for rate in RATES:
        found = people = 0
        for _ in range(lab.size(1, 3)):
            made = companies.company(chance, most=MOST)
            everybody = _people(made, chance, rate)
            found += _found(everybody, list(publish(made, everybody)))
            people += len(everybody)
        shares.append(found / people)
        all_found, all_people = all_found + found, all_people + people
    figure = f"{100 * min(shares):.0f}–{100 * max(shares):.0f} %"
    return Measure(figure=figure, holds=all_found > LEAST * all_people)


def _people(made: Company, chance: random.Random, rate: float) -> list[Person]:
    given = companies.answers(made, chance, rate=rate, top=1)
    return [
        Person(
            leaf=leaf,
            attributes={name: chance.randrange(kinds) for name, kinds in ATTRIBUTES.items()},
            favourable=score,
        )
        for leaf, scores in given.items()
        for score in scores
    ]


def _with_threshold(made: Company, people: Sequence[Person]) -> Iterator[Count]:
    for unit in made.parents:
        inside = [number for number, one in enumerate(people) if _is_in(made, one, unit)]
        groups = [inside] + [
            [number for number in inside if people[number].attributes[name] == value]
            for name, kinds in ATTRIBUTES.items()
            for value in range(kinds)
        ]
        for group in groups:
            if len(group) >= SMALLEST:
                count = sum(people[number].favourable for number in group)
                yield group, count, count


def _with_ranges(made: Company, people: Sequence[Person]) -> Iterator[Count]:
    scores: dict[str, list[int]] = {leaf: [] for leaf in made.invited}
    for one in people:
        scores[one.leaf].append(one.favourable)
    rules = made.rules(margin=2, top=1)
    outcomes = Shape(parents=made.parents).outcomes(companies.tallies(scores), rules)
    for unit, outcome in outcomes.items():
        inside = [number for number, one in enumerate(people) if _is_in(made, one, unit)]
        yield inside, outcome.span.low, outcome.span.high


def _is_in(made: Company, one: Person, unit: str) -> bool:
    key: str | None = one.leaf
    while key is not None and key != unit:
        key = made.parents[key]
    return key == unit


def _found(people: Sequence[Person], counts: Sequence[Count]) -> int:
    """Return of how many people the answer is certain: the other one fits nothing published."""
    rows = [row for row, (group, _, _) in enumerate(counts) for _ in group]
    columns = [number for group, _, _ in counts for number in group]
    shape = (len(counts), len(people))
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    low = np.array([low for _, low, _ in counts], dtype=float)
    high = np.array([high for _, _, high in counts], dtype=float)
    return sum(_is_certain(number, one, matrix, low, high) for number, one in enumerate(people))


def _is_certain(
    number: int,
    one: Person,
    matrix: csr_matrix,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> bool:
    aim = np.zeros(matrix.shape[1])
    aim[number] = 1 if one.favourable else -1
    exact = bool((low == high).all())
    limits = (
        {"A_eq": matrix, "b_eq": low}
        if exact
        else {"A_ub": _stacked(matrix), "b_ub": np.concatenate([high, -low])}
    )
    solved = linprog(aim, **limits, bounds=(0, 1), method="highs")
    assert solved.status == 0
    furthest = abs(solved.fun)
    return bool(furthest > 1 - 1e-6 if one.favourable else furthest < 1e-6)


def _stacked(matrix: csr_matrix) -> csr_matrix:
    return csr_matrix(vstack([matrix, -matrix]))
