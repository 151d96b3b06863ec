"""A11: an attacker who knows the rule tries every world that fits what was published."""

from __future__ import annotations

from typing import Final

from tests.privacy.attacks.measure import Lab, Measure
from tests.release.attacker import attack, organisation
from tests.release.test_exhaustive import SHAPES

QUICK: Final = 8


def measure(lab: Lab) -> Measure:
    """Try the rule as it is."""
    return _attack(lab, margin=2)


def naive(lab: Lab) -> Measure:
    """The test of the test: a margin of one answer."""
    return _attack(lab, margin=1)


def _attack(lab: Lab, *, margin: int) -> Measure:
    shapes = SHAPES[: lab.size(QUICK, len(SHAPES))]
    found = [
        attack(organisation(outline, top=top, margin=margin, changed=changed))
        for outline, top, changed in shapes
    ]
    pinned = sum(len(one.pinned) for one in found)
    narrowed = sum(len(one.narrowed) for one in found)
    return Measure(
        figure=f"{pinned}, {narrowed}",
        holds=pinned == narrowed == 0,
        details=(f"{len(shapes)} shapes of organisations",),
    )
