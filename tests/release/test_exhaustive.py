"""Can anybody, knowing the release rule, learn one person's answer from what it publishes?

Exhaustive: for every organisation below, every vector of score sums of its leaves is released, and
where a leaf is hidden also every number of answers it can have. For every publication that can
come out, all worlds that lead to it are collected. Neither an outsider nor any single person who
knows their own answer, in any leaf, may rule out a sum within a leaf's own range, or find that
somebody cannot have given the lowest answer, or the highest. The scores run from 0 to 1, 2 or 4;
what is true of 0-4 sums of five people is tried on up to three leaves, larger shapes on shorter
scales. Shapes have up to three levels, leaves of five to nine answers, hidden leaves of
fewer, and leaves that are not asked at all.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedbackpulse.release.ranges import Outcome, Span
from tests.release.attacker import Organisation, World, attack, organisation

SHAPES = [
    # (outline, highest score, leaves that changed a little)
    ("(a5)", 4, ""),
    ("(a9)", 4, ""),
    ("(a5 b5)", 4, ""),
    ("(a5 b9)", 4, ""),
    ("(a7 b9)", 4, "a"),
    ("(a5 b?)", 4, ""),
    ("(a7 b?)", 4, "ab"),
    ("(a? b?)", 2, ""),
    ("(a5 b5 c5)", 4, ""),
    ("(a5 b6 c7)", 4, ""),
    ("((a5 b5) c6)", 4, ""),
    ("(a5 b6 c?)", 4, ""),
    ("((a5 b?) c6)", 4, ""),
    ("(a5 b? c?)", 2, ""),
    ("(a5 b?5)", 4, "b"),
    ("(a5 b?5 c?5 d?6)", 1, "bcd"),
    ("((a5 b6) c5)", 2, ""),
    ("((a5 b?) (c6 d5))", 1, ""),
    ("((a5 b?) (c?) d7)", 1, ""),
    ("((a5) (b5))", 4, ""),
    ("((a5 b5) (c5 d5))", 2, ""),
    ("((a5 b6) (c7 d8) e9)", 1, ""),
    ("((a5 b?) (c7 d?))", 1, "cd"),
    ("((a? b?) c5 d6)", 1, ""),
    ("(((a5 b5) c6) d5)", 1, ""),
    ("(((a5 b?) c6) (d7))", 1, "d"),
    ("(a5 b5 c5 d5 e5)", 1, ""),
    ("(a9 b9 c9 d9)", 1, "ab"),
    ("(a5 b-)", 4, ""),
    ("(a5 b5 c-)", 4, ""),
    ("(a7 b? c-)", 4, "a"),
    ("((a5 b-) c6)", 4, ""),
    ("((a- b-) c5 d6)", 4, ""),
    ("((a5 b?) (c- d5))", 2, ""),
    ("((a5 b-) (c? d-) e6)", 2, ""),
    ("(((a5 b-) c-) (d? e-) f7)", 1, ""),
    ("((a7 b-) (c? d-) (e- f-) g8)", 1, "ag"),
]


@pytest.mark.parametrize(("outline", "top", "changed"), SHAPES)
def test_nobody_is_given_away(outline: str, top: int, changed: str) -> None:
    findings = attack(organisation(outline, top=top, changed=changed))

    assert findings.narrowed == []
    assert findings.pinned == []


@pytest.mark.parametrize(
    ("outline", "top"), [("(a5)", 4), ("(a5 b7)", 4), ("((a5 b6) c7)", 2), ("(a5 b6 c7 d8)", 1)]
)
def test_the_same_search_finds_victims_when_the_margin_is_one(outline: str, top: int) -> None:
    findings = attack(organisation(outline, top=top, margin=1))

    assert len(findings.pinned) >= 2


@pytest.mark.parametrize(("outline", "top"), [("(a7)", 4), ("(a7 b8)", 2), ("((a7 b?) c9)", 1)])
def test_with_margin_three_two_may_put_their_answers_together(outline: str, top: int) -> None:
    findings = attack(organisation(outline, top=top, margin=3), insiders=2)

    assert findings.narrowed == []
    assert findings.pinned == []


@pytest.mark.parametrize("outline", ["(a5 b6 {})", "((a5 b?) c7 {})", "((a? {}) b5 c6)"])
def test_a_leaf_that_is_not_asked_changes_nothing_that_is_published(outline: str) -> None:
    without = organisation(outline.format(""), top=1)
    beside = organisation(outline.format("z-"), top=1)

    for world in without.worlds():
        assert beside.published(world) == without.published(world)


def test_with_margin_two_they_may_not() -> None:
    findings = attack(organisation("(a7 b8)", top=2), insiders=2)

    assert findings.pinned


def test_the_same_search_finds_victims_when_units_above_the_teams_are_exact() -> None:
    def clip_only_the_teams(organisation: Organisation, world: World) -> dict[str, Outcome]:
        outcomes = organisation.published(world)
        total = sum(total for _, total in world)
        return outcomes | {
            "unit0": replace(outcomes["unit0"], span=Span(low=total, high=total)),
        }

    findings = attack(organisation("(a5 b7)", top=1), clip_only_the_teams)

    assert findings.narrowed
    assert findings.pinned


@pytest.mark.parametrize(
    ("outline", "top", "changed"), [("(a5 b? c? d?)", 1, ""), ("(a7 b?5 c?5 d?6)", 1, "bcd")]
)
def test_the_same_search_finds_victims_when_the_number_of_all_answers_is_known(
    outline: str, top: int, changed: str
) -> None:
    """Six hidden answers and a sum in the upper class: then all six gave the highest answer.

    So neither the number of ballots of everybody is published, nor receipts that can be counted.
    """
    shape = organisation(outline, top=top, changed=changed)

    assert attack(shape).pinned == []
    assert attack(shape, knows_total=True).pinned
