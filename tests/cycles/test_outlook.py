"""Does HR see beforehand what a cycle will come to?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Rhythm
from feedbackpulse.cycles.outlook import coming_rounds, minutes_a_year
from tests.cycles.cycles import make_cycle, own_question

CATALOGUE = load_catalogue()
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def test_the_next_six_rounds_ask_the_six_blocks() -> None:
    rounds = coming_rounds(make_cycle(), CATALOGUE, now=NEW_YEAR, count=6)

    assert [found.number for found in rounds] == [1, 2, 3, 4, 5, 6]
    assert [found.blocks for found in rounds] == [(1,), (2,), (3,), (4,), (5,), (6,)]
    assert rounds[0].minutes == 2


def test_a_single_round_is_all_there_is() -> None:
    cycle = make_cycle(rhythm=Rhythm.ONCE, blocks_per_round=6)

    [only] = coming_rounds(cycle, CATALOGUE, now=NEW_YEAR, count=6)

    assert only.blocks == (1, 2, 3, 4, 5, 6)


def test_the_outlook_goes_on_after_a_planned_round() -> None:
    cycle = make_cycle()
    first, second, *_ = coming_rounds(cycle, CATALOGUE, now=NEW_YEAR, count=3)

    [next_one] = coming_rounds(
        cycle, CATALOGUE, now=NEW_YEAR, count=1, number=2, after=first.window.opens_at
    )

    assert next_one == second


def test_own_questions_alone_make_a_round() -> None:
    cycle = make_cycle(blocks=(), own_questions=(own_question(),))

    [only] = coming_rounds(cycle, CATALOGUE, now=NEW_YEAR, count=1)

    assert [item.code for item in only.items] == ["G1", "OWN-1", "G4"]


def test_asking_less_often_asks_less_of_people() -> None:
    often = make_cycle(rhythm=Rhythm.BIWEEKLY)
    seldom = replace(often, rhythm=Rhythm.QUARTERLY)

    assert minutes_a_year(seldom, CATALOGUE) < minutes_a_year(often, CATALOGUE) < 60
