"""Can anybody tell from the number of people who reflected whether one of them did?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable

import pytest
from sqlalchemy import Date

from feedbackpulse.metadata import metadata
from feedbackpulse.programme.usage import told
from feedbackpulse.release.noise import EPSILON, probability
from tests.privacy.attacks.schema import faults

PEOPLE = range(61)
NUMBERS = range(-200, 300)
"""What a count can become: further off, nothing is left of the noise."""
Told = defaultdict[int | None, float]


def chances(people: int) -> Told:
    """Return how likely each number is that HR may read, when so many reflected."""
    likely: Told = defaultdict(float)
    for number in NUMBERS:
        likely[told(max(0, number))] += probability(number - people)
    return likely


def exact(people: int) -> Told:
    """Return the same of a number that is merely rounded."""
    return defaultdict(float, {told(people): 1.0})


@pytest.mark.parametrize("people", PEOPLE)
def test_one_person_more_makes_no_number_much_more_likely(people: int) -> None:
    """An attacker knows of everybody else, and brought the count to whatever edge they like."""
    assert _most(chances, people) <= math.exp(EPSILON) * (1 + 1e-6)


def test_the_same_attack_on_a_rounded_number_finds_people() -> None:
    edges = [people for people in PEOPLE if math.isinf(_most(exact, people))]

    assert edges[:3] == [17, 22, 27]


def _most(number: Callable[[int], Told], people: int) -> float:
    """Return how much more likely a number gets by one person more or less, at most."""
    one, other = number(people), number(people + 1)
    seen = set(one) | set(other)
    return max(_ratio(one[each], other[each]) for each in seen)


def _ratio(one: float, other: float) -> float:
    return math.inf if not min(one, other) else max(one, other) / min(one, other)


def test_what_is_kept_has_a_quarter_and_a_number_and_nobody() -> None:
    usage = metadata.tables["reflection_usage"]

    assert set(usage.c.keys()) == {"quarter", "people"}
    assert not usage.foreign_keys
    assert isinstance(usage.c.quarter.type, Date)
    assert [fault for fault in faults(usage) if "person" in fault] == []
