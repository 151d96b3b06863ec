"""Is what people want to learn counted for everybody together, blurred, and crossed with nothing?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from feedbackpulse.ballots.domain import Answers
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import (
    RATED_SCALE,
    AskedItem,
    CycleId,
    InvalidCycleError,
    Privacy,
    Rhythm,
    Round,
    RoundId,
    RoundState,
)
from feedbackpulse.cycles.learning import LEARNING, THEMES
from feedbackpulse.cycles.outlook import minutes_a_year
from feedbackpulse.release.contents import Contents, Ground, UnitShape, put_together
from feedbackpulse.release.cuts import CUT_SHOWS_FROM
from feedbackpulse.release.packed import OpenedBallot, pack
from tests.cycles.cycles import make_cycle
from tests.roster.organisations import team_id, unit

ITEM = AskedItem(
    code="G1",
    version=1,
    scale=RATED_SCALE,
    text=LocalText(nl="Vraag?", en="Question?"),
    reverse=False,
    checkpoint=None,
)
ROUND = Round(
    id=RoundId(uuid4()),
    cycle_id=CycleId(uuid4()),
    number=1,
    title="How we listen",
    opens_at=datetime(2026, 1, 12, 8, tzinfo=UTC),
    closes_at=datetime(2026, 1, 16, 16, tzinfo=UTC),
    state=RoundState.CLOSED,
    items=(ITEM,),
    privacy=Privacy(),
    locales=("nl", "en"),
    attributes=("hours",),
    asks_learning=True,
)
WHOLE = unit("Whole")
Chosen = dict[str, Sequence[str | None]]


def release(chosen: Chosen, *, seed: int = 1, asked: Round = ROUND) -> Contents:
    """Return the release of a round in which everybody answers, and some choose a theme."""
    units = [UnitShape(key=WHOLE, parent=None, is_leaf=False, invited=130)]
    units += [
        UnitShape(key=unit(team), parent=WHOLE, is_leaf=True, invited=max(8, len(themes)))
        for team, themes in chosen.items()
    ]
    opened = [
        OpenedBallot(unit=unit(team), answers=_answers(number, theme))
        for team, themes in chosen.items()
        for number, theme in enumerate(themes)
    ]
    chance = random.Random(seed)  # noqa: S311  (the same noise, to compare releases)
    ground = Ground(asked=asked, units=tuple(units), earlier=())
    return put_together(ground, pack(ground.columns, opened), chance=chance)


def _answers(number: int, theme: str | None) -> Answers:
    told = {"hours": "full_time"} | ({LEARNING: theme} if theme else {})
    return Answers(ratings={"G1": number % 5 + 1}, attributes=told)


def test_the_themes_are_the_checkpoints_about_employees() -> None:
    codes = {found.code for found in load_catalogue().checkpoints if found.code.startswith("M")}

    assert set(THEMES) == codes


def test_learning_is_asked_of_everybody_or_of_nobody() -> None:
    with pytest.raises(InvalidCycleError):
        make_cycle(asks_learning=True, teams=frozenset({team_id("Bakery")}))


def test_choosing_a_theme_takes_ten_seconds_of_every_round() -> None:
    silent = make_cycle(rhythm=Rhythm.BIWEEKLY)
    asking = replace(silent, asks_learning=True)
    silent_minutes, asking_minutes = (
        minutes_a_year(cycle, load_catalogue()) for cycle in (silent, asking)
    )

    assert asking_minutes - silent_minutes == pytest.approx(26 * 10 / 60, abs=1)


def test_counts_are_about_right_and_not_all_of_them_true() -> None:
    found = release({"Open": ["M3"] * 60 + ["M8"] * 40 + [None] * 20})
    counts = {one.theme: one.count for one in found.themes}

    assert counts == {"M3": pytest.approx(60, abs=20), "M8": pytest.approx(40, abs=20)}
    assert counts != {"M3": 60, "M8": 40}


@pytest.mark.parametrize(("answers", "counted"), [(99, False), (100, True)])
def test_nothing_is_counted_below_a_hundred_answers(answers: int, *, counted: bool) -> None:
    assert bool(release({"Open": ["M3"] * answers}).themes) is counted


def test_a_theme_of_few_people_has_no_number() -> None:
    found = [release({"Open": ["M3"] * 110 + ["M5"] * 2}, seed=seed) for seed in range(30)]

    assert all(one.count >= CUT_SHOWS_FROM for each in found for one in each.themes)
    assert sum(one.theme == "M5" for each in found for one in each.themes) <= 3


def test_no_theme_is_ever_beside_an_answer_or_a_group() -> None:
    found = release({"Open": ["M3"] * 120})

    assert {one.attribute for one in found.cuts} == {"hours"}
    assert {one.item for one in found.option_counts} == {"G1"}


def test_a_round_that_does_not_ask_counts_nothing() -> None:
    silent = replace(ROUND, asks_learning=False)

    assert release({"Open": ["M3"] * 120}, asked=silent).themes == ()


def test_the_fingerprint_covers_the_themes() -> None:
    found = release({"Open": ["M3"] * 120})

    assert found.sha256 != replace(found, themes=()).sha256
