"""Does a published range turn into an honest level with an honest interval?"""

from __future__ import annotations

import math

import pytest

from feedbackpulse.insight.estimates import (
    Bounded,
    Known,
    Missing,
    Precision,
    Side,
    Unclear,
    checkpoint_level,
    combined_error,
    standard_error,
    turned,
)
from feedbackpulse.release.domain import Figure, Reason
from tests.insight.figures import figure, item_level, withheld


def test_an_exact_figure_is_shown_with_its_interval() -> None:
    level = item_level(figure(3.5, n=8, invited=8))

    assert isinstance(level, Known)
    assert level.value == 3.5
    assert level.error == pytest.approx(0.85 / math.sqrt(8) * math.sqrt(0.4))
    assert (level.low, level.high) == pytest.approx((3.5 - 0.4372, 3.5 + 0.4372), abs=1e-3)


def test_the_width_of_a_range_makes_a_level_less_sure() -> None:
    exact, ranged = figure(3.5, n=60, invited=80), figure(3.3, 3.7, n=60, invited=80)

    wider = standard_error(ranged, spread=0.85) ** 2 - standard_error(exact, spread=0.85) ** 2

    assert wider == pytest.approx(0.4**2 / 12)
    assert isinstance(item_level(ranged), Known)


def test_more_answers_make_a_level_surer() -> None:
    errors = [standard_error(figure(3.5, n=n, invited=20), spread=0.85) for n in range(5, 21)]

    assert errors == sorted(errors, reverse=True)


@pytest.mark.parametrize(
    ("low", "high", "side", "shown"),
    [
        (4.0, 5.0, Side.HIGHER, 4.0),
        (1.0, 2.0, Side.LOWER, 2.0),
        (13 / 3, 5.0, Side.HIGHER, 4.3),
        (1.0, 15 / 7, Side.LOWER, 2.2),
    ],
)
def test_a_clipped_figure_keeps_one_end_rounded_to_what_is_true(
    low: float, high: float, side: Side, shown: float
) -> None:
    level = item_level(figure(low, high))

    assert isinstance(level, Bounded)
    assert (level.side, level.value) == (side, shown)


def test_a_range_over_everything_says_nothing() -> None:
    assert isinstance(item_level(figure(1.0, 5.0)), Unclear)


def test_a_level_that_is_too_uncertain_gets_no_number() -> None:
    assert isinstance(item_level(figure(3.0, n=5, invited=14)), Unclear)


@pytest.mark.parametrize(("n", "invited", "word"), [(8, 8, "rough"), (60, 80, "good")])
def test_the_precision_is_said_in_a_word(n: int, invited: int, word: str) -> None:
    level = item_level(figure(3.0, n=n, invited=invited))

    assert isinstance(level, Known)
    assert level.precision is Precision(word)


def test_the_organisations_spread_replaces_the_usual_one() -> None:
    usual, narrow = item_level(figure(3.0)), item_level(figure(3.0), spread=0.5)

    assert isinstance(usual, Known)
    assert isinstance(narrow, Known)
    assert narrow.error / usual.error == pytest.approx(0.5 / 0.85)


def test_errors_of_one_checkpoint_go_half_together() -> None:
    assert combined_error([0.3]) == pytest.approx(0.3)
    assert combined_error([0.3, 0.3], together=1) == pytest.approx(0.3)
    assert combined_error([0.3, 0.3], together=0) == pytest.approx(0.3 / math.sqrt(2))
    assert combined_error([0.3, 0.3]) == pytest.approx(0.3 * math.sqrt(0.75))


def test_every_question_of_a_checkpoint_weighs_the_same() -> None:
    results = [figure(3.0, item="A", n=9), figure(4.0, item="B", n=7)]

    level = checkpoint_level(results, spreads={})

    assert isinstance(level, Known)
    assert level.value == 3.5
    assert level.count.n == 9


def test_a_checkpoint_is_only_bounded_when_all_its_questions_are() -> None:
    above, exact = figure(4.0, 5.0, item="A"), figure(3.8, item="B")

    both = checkpoint_level([above, figure(4.2, 5.0, item="B")], spreads={})
    mixed = checkpoint_level([above, exact], spreads={})

    assert isinstance(both, Bounded)
    assert both.value == 4.1
    assert not isinstance(mixed, Bounded)


def test_half_of_the_questions_must_be_shown() -> None:
    shown, hidden = figure(3.0, item="A"), [withheld(item="B"), withheld(item="C")]

    assert isinstance(checkpoint_level([shown, hidden[0]], spreads={}), Known)
    assert isinstance(checkpoint_level([shown, *hidden], spreads={}), Missing)


def test_too_few_answers_is_said_before_other_reasons() -> None:
    results = [withheld(Reason.NOT_ASKED), withheld(), withheld(Reason.COUNTED_IN_PARENT)]

    assert checkpoint_level(results, spreads={}) == Missing(reason=Reason.TOO_FEW_ANSWERS)
    assert checkpoint_level([], spreads={}) == Missing(reason=Reason.NOT_ASKED)


def test_a_question_in_reverse_is_turned_round() -> None:
    result = turned(figure(1.0, 2.0, item="R"), reverse={"R"})
    straight = figure(1.0, 2.0, item="S")

    assert isinstance(result, Figure)
    assert (result.low, result.high) == (4.0, 5.0)
    assert turned(straight, reverse={"R"}) is straight


def test_a_low_response_is_noticed() -> None:
    few = item_level(figure(3.0, n=30, invited=80))
    unknown = item_level(figure(3.0, n=30, invited=80, at_least=True))

    assert isinstance(few, Known)
    assert few.count.is_low
    assert isinstance(unknown, Known)
    assert not unknown.count.is_low
