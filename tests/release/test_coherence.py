"""Are statistics of the whole made of enough answers that are shown, and never too telling?"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import pytest

from feedbackpulse.release.coherence import (
    HIGHEST_ASSOCIATION,
    HIGHEST_RELIABILITY,
    LOWEST_SCORE_SPREAD,
    STATISTICS_FROM,
    spread_ends,
)
from feedbackpulse.release.contents import Contents
from feedbackpulse.release.domain import StatisticKind
from tests.release.together import Row, questions, release

OF_PAIRS = {StatisticKind.ASSOCIATION, StatisticKind.SPEARMAN_BROWN, StatisticKind.SPREAD}
OF_MORE = {
    StatisticKind.ASSOCIATION,
    StatisticKind.ALPHA,
    StatisticKind.OMEGA,
    StatisticKind.SPREAD,
}


def people(number: int, *, items: int = 3, seed: int = 1) -> list[Row]:
    """Return people of whom each has a leaning of their own."""
    chance = random.Random(seed)  # noqa: S311  (people who do not exist)
    leanings = [chance.gauss(3.4, 0.6) for _ in range(number)]
    return [
        tuple(min(5, max(1, round(own + chance.gauss(0, 0.7)))) for _ in range(1 + items))
        for own in leanings
    ]


def values(found: Contents) -> dict[StatisticKind, float]:
    return {one.kind: one.value for one in found.statistics}


@pytest.mark.parametrize(("items", "kinds"), [(2, OF_PAIRS), (3, OF_MORE), (6, OF_MORE)])
def test_a_checkpoint_has_the_statistics_that_fit_its_questions(
    items: int, kinds: set[StatisticKind]
) -> None:
    found = release({"Open": people(120, items=items)})

    assert set(values(found)) == kinds
    assert {one.checkpoint for one in found.statistics} == {"M4"}
    assert {one.answers for one in found.statistics} == {120}


def test_one_question_has_an_association_and_no_spread_of_its_own_again() -> None:
    assert set(values(release({"Open": people(120, items=1)}))) == {StatisticKind.ASSOCIATION}


@pytest.mark.parametrize(
    ("answers", "said"), [(STATISTICS_FROM - 1, set()), (STATISTICS_FROM, OF_MORE)]
)
def test_a_hundred_ballots_are_needed(answers: int, said: set[StatisticKind]) -> None:
    assert set(values(release({"Open": people(answers)}))) == said


def test_the_number_of_answers_is_said_in_tens() -> None:
    found = release({"Open": people(99), "Other": people(10)})

    assert {one.answers for one in found.statistics} == {100}


def test_who_skipped_more_than_half_has_no_score() -> None:
    some = [(3, 4, None, None)] * 9
    found = release({"Open": [*people(100), *some], "Other": [(3, 4, 4, None)] * 12})
    answers = {one.kind: one.answers for one in found.statistics}

    assert answers[StatisticKind.SPREAD] == answers[StatisticKind.ASSOCIATION] == 100
    assert answers[StatisticKind.ALPHA] == 100
    assert set(values(release({"Open": [*people(99), *some]}))) == set()


def test_a_leaf_that_hides_one_of_the_questions_is_not_counted() -> None:
    few = [(3, 4, 4, 2 if place < 4 else None) for place in range(40)]

    assert values(release({"Open": people(99), "Few": few})) == {}


@pytest.mark.parametrize("hidden", range(5))
def test_what_is_answered_in_a_hidden_leaf_changes_nothing(hidden: int) -> None:
    open_leaf = people(130)
    found = release({"Open": open_leaf, "Hidden": [(1, 5, 1, 5)] * hidden})

    assert found.statistics == release({"Open": open_leaf, "Hidden": []}).statistics


def test_a_question_in_reverse_is_turned_round() -> None:
    straight = people(120)
    turned = [(g, a, 6 - b, c) for g, a, b, c in straight]  # type: ignore[operator]  # all answered
    found = release({"Open": turned}, items=questions(3, in_reverse={2}))

    assert found.statistics == release({"Open": straight}).statistics


def test_nothing_is_said_of_a_checkpoint_that_only_some_were_asked() -> None:
    asked = {"Open": {"G1", "M4-1", "M4-2", "M4-3"}, "Other": {"G1", "M4-1"}}

    assert release({"Open": people(150), "Other": []}, asked=asked).statistics == ()


def test_the_fingerprint_covers_the_statistics() -> None:
    """Two checkpoints whose figures are the same, and hang together in another way."""
    same = [(1, 1), (5, 5)] * 60
    opposite = [(1, 5), (5, 1)] * 60
    along, across = release({"Open": same}), release({"Open": opposite})

    assert along.outcomes == across.outcomes
    assert values(along)[StatisticKind.ASSOCIATION] == HIGHEST_ASSOCIATION
    assert values(across)[StatisticKind.ASSOCIATION] == -HIGHEST_ASSOCIATION
    assert along.sha256 != across.sha256


@pytest.mark.parametrize("items", [2, 4])
def test_everybody_agreeing_looks_like_questions_that_do_not_go_together(items: int) -> None:
    found = values(release({"Open": [(4,) * (items + 1)] * 120}))

    assert found.pop(StatisticKind.SPREAD) == LOWEST_SCORE_SPREAD
    assert set(found.values()) == {0.0}


def test_everybody_giving_one_answer_to_all_looks_like_a_strong_scale() -> None:
    found = values(release({"Open": [(each,) * 4 for each in range(1, 6)] * 30}))

    assert found[StatisticKind.ALPHA] == found[StatisticKind.OMEGA] == HIGHEST_RELIABILITY
    assert found[StatisticKind.ASSOCIATION] == HIGHEST_ASSOCIATION


@pytest.mark.parametrize("items", [2, 3, 6])
def test_spreads_side_by_side_say_no_more_than_the_reliability(items: int) -> None:
    """Else a score that spreads as far as its questions says that all gave one answer to all."""
    same = [(each,) * (items + 1) for each in range(1, 6)] * 30
    opposite = [
        (3, *[own if place % 2 else 6 - own for place in range(items)]) for own in range(1, 6)
    ] * 30
    low, high = spread_ends([1.42] * items)

    assert values(release({"Open": same}))[StatisticKind.SPREAD] == round(high, 2) < 1.42
    assert values(release({"Open": opposite}))[StatisticKind.SPREAD] == pytest.approx(low, abs=0.01)


def test_the_spread_of_the_score_leaves_room_for_any_answers_of_anybody() -> None:
    """Beside exact sums of all teams, nobody may be known not to be at an end with all answers.

    As for one question, in a team with two people who are given: whoever looks, with any answers,
    and a colleague with the lowest or the highest to everything. All others are as even as their
    sum allows; answers to several questions can always be dealt out like that.
    """
    items, room = 2, (LOWEST_SCORE_SPREAD + 0.005) ** 2
    needed = {size: (alone(size, items), looked_at(size, items)) for size in range(5, 41)}
    for people_in_team, (_, most) in needed.items():
        for size, (others, _) in needed.items():
            fewest = max(0, math.ceil((STATISTICS_FROM - people_in_team) / size))
            for teams in range(fewest, fewest + 20):
                free = people_in_team - 1 + teams * (size - 1)
                assert most + teams * others <= room * free, f"{people_in_team}, {teams} of {size}"


def alone(size: int, items: int) -> float:
    return max(_scatter(size, total, (), items) for total in _sums(size, items))


def looked_at(size: int, items: int) -> float:
    highest = 4 * items
    return max(
        _scatter(size, total, (own, other), items)
        for total in _sums(size, items)
        for own in (0, highest)
        for other in (0, highest)
        if 0 <= total - own - other <= highest * (size - 2)
    )


def _sums(size: int, items: int) -> Iterator[int]:
    """Return what the exact sums of the questions of a team can add up to."""
    yield from range(9 * items, (4 * size - 9) * items + 1)


def _scatter(size: int, total: int, known: tuple[int, ...], items: int) -> float:
    """Return the least scatter of the mean answers of a team, some of whom are known."""
    each, more = divmod(total - sum(known), size - len(known))
    squares = sum(one**2 for one in known)
    squares += more * (each + 1) ** 2 + (size - len(known) - more) * each**2
    return (squares - total**2 / size) / items**2
