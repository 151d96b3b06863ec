"""Does what is published hold the truth, whatever the organisation, and depend on nothing else?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.release.ranges import Outcome, Rule, Shape, Span, Tally, leaf_outcome

RULE = Rule(smallest_group=5, margin=2, invited=30)
WIDER = Rule(smallest_group=5, margin=3, invited=30, exact=False)


def leaf(n: int, total: int, rule: Rule = RULE) -> Outcome:
    return leaf_outcome(Tally(n=n, total=total), rule)


@pytest.mark.parametrize(
    ("n", "first", "last"), [(5, 2.8, 3.2), (8, 2.125, 3.875), (12, 1.75, 4.25), (20, 1.45, 4.55)]
)
def test_a_mean_is_exact_between_the_margins(n: int, first: float, last: float) -> None:
    exact = [1 + total / n for total in range(4 * n + 1) if leaf(n, total).span.width == 0]

    assert exact[0] == pytest.approx(first)
    assert exact[-1] == pytest.approx(last)


def test_eight_people_who_are_low_or_high_show_a_bound() -> None:
    assert (leaf(8, 3).low, leaf(8, 3).high) == (1.0, 2.0)
    assert (leaf(8, 30).low, leaf(8, 30).high) == (4.0, 5.0)


def test_with_four_answers_or_with_six_after_a_small_change_there_is_no_figure() -> None:
    assert not leaf(4, 9).is_shown
    assert leaf(5, 9).is_shown
    assert not leaf(6, 12, WIDER).is_shown
    assert leaf(7, 14, WIDER).is_shown


@pytest.mark.parametrize(("n", "classes"), [(7, 2), (8, 2), (9, 2), (10, 3), (20, 6)])
def test_after_a_small_change_all_sums_of_a_class_look_the_same(n: int, classes: int) -> None:
    spans = [leaf(n, total, WIDER).span for total in range(4 * n + 1)]

    assert len(set(spans)) == classes
    assert all(span.low <= total <= span.high for total, span in enumerate(spans))
    assert min(span.width for span in spans) >= 12


def test_a_hidden_leaf_has_the_same_range_whatever_happened_in_it() -> None:
    assert {leaf(n, total).span for n in range(5) for total in range(4 * n + 1)} == {
        Span(low=0, high=16)
    }


def test_no_more_can_be_hidden_than_were_invited() -> None:
    rule = Rule(smallest_group=5, margin=3, invited=5)

    assert leaf(2, 3, rule).hidden == 5


def parts(**tallies: tuple[int, int]) -> dict[str, Tally]:
    return {name: Tally(n=n, total=total) for name, (n, total) in tallies.items()}


def test_a_unit_above_hidden_leaves_counts_what_is_visible() -> None:
    shape = Shape(parents={"all": None, "a": "all", "b": "all"})

    outcome = shape.outcomes(parts(a=(8, 16), b=(3, 5)), {"a": RULE, "b": RULE})["all"]

    assert (outcome.visible, outcome.hidden, outcome.span) == (8, 4, Span(low=16, high=32))
    assert outcome.low == pytest.approx(1 + 16 / 12)
    assert outcome.high == pytest.approx(1 + 32 / 8)


def test_a_unit_with_only_hidden_leaves_shows_nothing_and_keeps_its_reach() -> None:
    shape = Shape(parents={"all": None, "dep": "all", "a": "dep", "b": "dep", "c": "all"})

    outcomes = shape.outcomes(parts(a=(3, 3), c=(9, 20)), dict.fromkeys("abc", RULE))

    assert not outcomes["dep"].is_shown
    assert outcomes["dep"].span == Span(low=0, high=32)
    assert outcomes["all"].is_shown


def test_a_question_nobody_rated_shows_nothing_anywhere() -> None:
    shape = Shape(parents={"all": None, "a": "all", "b": "all"})

    outcomes = shape.outcomes({}, {"a": RULE, "b": RULE})

    assert not any(outcome.is_shown for outcome in outcomes.values())


def test_a_unit_with_one_child_says_what_the_child_says() -> None:
    shape = Shape(parents={"all": None, "a": "all"})

    for total in range(33):
        outcomes = shape.outcomes(parts(a=(8, total)), {"a": RULE})

        assert outcomes["all"] == outcomes["a"]


Tree = tuple[Shape[int], dict[int, Tally], dict[int, Rule]]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Any tree of up to twenty units, with answers in its leaves."""
    size = draw(st.integers(1, 20))
    parents: dict[int, int | None] = {0: None}
    for unit in range(1, size):
        parents[unit] = draw(st.integers(0, unit - 1))
    leaves = sorted(set(parents) - set(parents.values()))
    tallies = {}
    for unit in leaves:
        n = draw(st.integers(0, 25))
        tallies[unit] = Tally(n=n, total=draw(st.integers(0, 4 * n)))
    rules = {unit: draw(st.sampled_from([RULE, WIDER])) for unit in leaves}
    return Shape(parents=parents), tallies, rules


def below(shape: Shape[int], unit: int) -> set[int]:
    found = {unit}
    for child, parent in shape.parents.items():
        if parent in found:
            found.add(child)
    return found


@settings(max_examples=300, deadline=None)
@given(tree=trees())
def test_the_true_sum_and_mean_lie_in_what_is_published(tree: Tree) -> None:
    shape, tallies, rules = tree
    for unit, outcome in shape.outcomes(tallies, rules).items():
        leaves = below(shape, unit) & set(rules)
        total = sum(tallies[leaf].total for leaf in leaves)
        n = sum(tallies[leaf].n for leaf in leaves)

        assert outcome.span.low <= total <= outcome.span.high
        assert outcome.visible <= n <= outcome.visible + outcome.hidden
        if outcome.is_shown:
            assert 1 <= outcome.low <= 1 + total / n <= outcome.high <= 5


@settings(max_examples=300, deadline=None)
@given(tree=trees())
def test_a_class_leaves_every_value_of_every_childs_range_possible(tree: Tree) -> None:
    shape, tallies, rules = tree
    outcomes = shape.outcomes(tallies, rules)
    for unit, outcome in outcomes.items():
        children = [outcomes[child] for child, parent in shape.parents.items() if parent == unit]
        if not children:
            continue
        low = sum(child.span.low for child in children)
        high = sum(child.span.high for child in children)
        for child in children:
            assert outcome.span.low <= high - child.span.width
            assert outcome.span.high >= low + child.span.width


@settings(max_examples=200, deadline=None)
@given(tree=trees(), data=st.data())
def test_nothing_depends_on_what_is_not_public(tree: Tree, data: st.DataObject) -> None:
    """Moving a sum within its published range, and with it a class, moves no boundary."""
    shape, tallies, rules = tree
    before = shape.outcomes(tallies, rules)
    moved = {}
    for unit, tally in tallies.items():
        outcome = before[unit]
        n = tally.n if outcome.is_shown else data.draw(st.integers(0, outcome.hidden))
        high = min(outcome.span.high, 4 * n)
        moved[unit] = Tally(n=n, total=data.draw(st.integers(outcome.span.low, high)))

    after = shape.outcomes(moved, rules)

    for unit in shape.parents:
        children = [child for child, parent in shape.parents.items() if parent == unit]
        assert after[unit].visible == before[unit].visible
        assert after[unit].hidden == before[unit].hidden
        if not children:
            assert after[unit] == before[unit]


@settings(max_examples=200, deadline=None)
@given(tree=trees(), data=st.data())
def test_a_higher_score_never_lowers_a_figure(tree: Tree, data: st.DataObject) -> None:
    shape, tallies, rules = tree
    raisable = [unit for unit, tally in tallies.items() if tally.total < 4 * tally.n]
    if not raisable:
        return
    unit = data.draw(st.sampled_from(raisable))
    raised = tallies | {unit: Tally(n=tallies[unit].n, total=tallies[unit].total + 1)}

    before, after = shape.outcomes(tallies, rules), shape.outcomes(raised, rules)

    assert after[unit].span.low >= before[unit].span.low
    assert after[unit].span.high >= before[unit].span.high


@settings(max_examples=50, deadline=None)
@given(tree=trees())
def test_the_same_answers_give_the_same_release(tree: Tree) -> None:
    shape, tallies, rules = tree

    shuffled = Shape(parents=dict(sorted(shape.parents.items(), reverse=True)))

    assert shape.outcomes(tallies, rules) == shuffled.outcomes(tallies, rules)
