"""Does every round ask what its turn is, also when leadership has its week and the rhythm changes?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from feedbackpulse.checkpoints.customer import CustomerWord
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.asking import (
    blocks_of_round,
    everything_asked,
    going_on,
    is_about_leadership,
    items_of_round,
    rounds_in_pass,
    seconds_to_answer,
)
from feedbackpulse.cycles.domain import Cycle, Rhythm
from tests.cycles.cycles import make_cycle, own_question

CATALOGUE = load_catalogue()
LEADERSHIP = (7, 8, 9, 10)


def asked(cycle: Cycle, first: int, last: int) -> list[tuple[int, ...]]:
    return [blocks_of_round(cycle, number) for number in range(first, last + 1)]


def test_blocks_take_turns() -> None:
    cycle = make_cycle(blocks=(1, 2, 3), blocks_per_round=2)

    assert asked(cycle, 1, 4) == [(1, 2), (3, 1), (2, 3), (1, 2)]


def test_a_round_never_asks_a_block_twice() -> None:
    cycle = make_cycle(blocks=(4, 5), blocks_per_round=9)

    assert blocks_of_round(cycle, 1) == (4, 5)


def test_a_round_asks_blocks_then_the_anchor_then_own_questions_then_the_open_one() -> None:
    cycle = make_cycle(own_questions=(own_question(1), own_question(2, scale="open")))

    items = items_of_round(cycle, 2, CATALOGUE)

    codes = [item.code for item in items]
    first = [item.code for item in CATALOGUE.block_items(2)]
    assert codes == [*first, "G1", "OWN-1", "OWN-2", "G4"]
    assert [item.is_open for item in items[-3:]] == [False, True, True]


def test_whether_it_was_worth_the_time_comes_last_of_all_and_with_every_turn() -> None:
    cycle = make_cycle(asks_worth=True, stagger=True, own_questions=(own_question(),))

    asked = [items_of_round(cycle, 2, CATALOGUE, ahead=ahead) for ahead in range(6)]

    assert {tuple(item.code for item in items[-2:]) for items in asked} == {("G4", "G5")}
    assert everything_asked(cycle, 2, CATALOGUE)[-1].code == "G5"
    assert "G5" not in {i.code for i in everything_asked(make_cycle(), 2, CATALOGUE)}


def test_the_open_question_can_be_left_out() -> None:
    items = items_of_round(make_cycle(asks_open_question=False), 1, CATALOGUE)

    assert not [item for item in items if item.is_open]


def test_a_pulse_of_one_block_takes_one_to_two_minutes() -> None:
    items = items_of_round(make_cycle(), 1, CATALOGUE)

    assert 60 <= seconds_to_answer(items) <= 120


def test_after_six_blocks_leadership_has_its_week_in_turn() -> None:
    cycle = make_cycle(leadership_blocks=LEADERSHIP)

    year = asked(cycle, 1, 28)

    assert year[:8] == [(1,), (2,), (3,), (4,), (5,), (6,), (7,), (1,)]
    assert [year[number - 1] for number in (7, 14, 21, 28)] == [(7,), (8,), (9,), (10,)]
    assert blocks_of_round(cycle, 35) == (7,)
    assert [number for number in range(1, 15) if is_about_leadership(cycle, number)] == [7, 14]
    assert rounds_in_pass(cycle) == 7


def test_a_week_of_leadership_asks_one_block_and_what_every_round_asks() -> None:
    cycle = make_cycle(leadership_blocks=(9,), own_questions=(own_question(),))

    items = items_of_round(cycle, 7, CATALOGUE)

    assert [item.code for item in items] == [
        *(item.code for item in CATALOGUE.block_items(9)),
        "G1",
        "OWN-1",
        "G4",
    ]


def test_the_last_round_of_a_pass_asks_what_is_left_of_it() -> None:
    cycle = make_cycle(blocks=(1, 2, 3, 4, 5), blocks_per_round=2, leadership_blocks=(7, 8))

    assert asked(cycle, 1, 8) == [(1, 2), (3, 4), (5,), (7,), (1, 2), (3, 4), (5,), (8,)]
    assert rounds_in_pass(cycle) == 4


def test_leadership_alone_can_be_asked() -> None:
    cycle = make_cycle(blocks=(), leadership_blocks=(7, 8))

    assert asked(cycle, 1, 3) == [(7,), (8,), (7,)]


@pytest.mark.parametrize("leadership", [(), (7,), LEADERSHIP])
@pytest.mark.parametrize("switch", range(2, 20))
@pytest.mark.parametrize(("before", "after"), [(1, 2), (2, 1), (1, 6), (3, 2), (6, 1)])
def test_switching_cadence_does_not_break_a_series(
    leadership: tuple[int, ...], switch: int, before: int, after: int
) -> None:
    cycle = make_cycle(leadership_blocks=leadership, blocks_per_round=before)

    changed = replace(going_on(cycle, switch), blocks_per_round=after, rhythm=Rhythm.MONTHLY)

    order = [block for number in range(1, switch) for block in blocks_of_round(cycle, number)]
    order += [block for number in range(switch, 60) for block in blocks_of_round(changed, number)]
    ordinary = [block for block in order if block not in leadership]
    assert ordinary == [1 + turn % 6 for turn in range(len(ordinary))]
    weeks = [block for block in order if block in leadership]
    assert weeks == [leadership[turn % len(leadership)] for turn in range(len(weeks))]
    if leadership:
        passes = "".join("L" if block in leadership else "o" for block in order)
        assert passes.startswith("ooooooLooooooL")


def test_what_is_asked_of_a_block_is_the_same_at_any_cadence() -> None:
    often = make_cycle(blocks_per_round=1)
    seldom = replace(often, blocks_per_round=6, rhythm=Rhythm.QUARTERLY)

    single = [
        item
        for number in range(1, 7)
        for item in items_of_round(often, number, CATALOGUE)
        if item.checkpoint
    ]
    together = [item for item in items_of_round(seldom, 1, CATALOGUE) if item.checkpoint]

    assert together == single


def test_the_organisations_own_word_stands_in_the_questions() -> None:
    word = CustomerWord(
        one=LocalText(nl="bewoner", en="resident"), many=LocalText(nl="bewoners", en="residents")
    )

    items = items_of_round(make_cycle(), 2, CATALOGUE, customer=word)

    assert not [item for item in items if "customer" in item.text.en or "klant" in item.text.nl]
    assert items[0].text.en.endswith("what the resident needs.")


def test_every_row_and_column_of_the_square_is_a_permutation() -> None:
    cycle = make_cycle(stagger=True)

    square = [
        [blocks_of_round(cycle, pulse, ahead=team)[0] for pulse in range(1, 7)] for team in range(6)
    ]

    for line in (*square, *zip(*square, strict=True)):
        assert sorted(line) == [1, 2, 3, 4, 5, 6]
    assert square[0] == [1, 2, 3, 4, 5, 6]


def test_with_stagger_a_round_asks_all_blocks_of_somebody() -> None:
    cycle = make_cycle(stagger=True, leadership_blocks=(7,))

    everything = everything_asked(cycle, 3, CATALOGUE)

    groups = [items_of_round(cycle, 3, CATALOGUE, ahead=ahead) for ahead in range(6)]
    assert Counter(everything) == Counter({item: 1 for group in groups for item in group})


def test_everybody_is_asked_the_same_about_leadership() -> None:
    cycle = make_cycle(stagger=True, leadership_blocks=(7,))

    everything = everything_asked(cycle, 7, CATALOGUE)

    assert {items_of_round(cycle, 7, CATALOGUE, ahead=ahead) for ahead in range(6)} == {everything}
