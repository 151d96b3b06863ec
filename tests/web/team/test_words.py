"""Is every level said in words that are true, in the reader's language?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask

from feedbackpulse.cycles.domain import CycleId, Privacy, Round, RoundId, RoundState
from feedbackpulse.insight.estimates import Bounded, Count, Known, Missing, Side, Unclear
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.release.domain import Reason
from feedbackpulse.web.team.words import round_labels, say, say_list, say_people, unit_name

COUNT = Count(n=9, at_least=False, invited=11)
MORE = Count(n=21, at_least=True, invited=30)


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def test_a_known_level_has_a_number_an_interval_and_a_word() -> None:
    said = say(Known(value=3.44, error=0.1, count=COUNT))

    assert (said.text, said.short) == ("3.4", "3.4")
    assert said.interval == "between 3.2 and 3.7"
    assert said.precision == "good picture"
    assert (said.count, said.brief_count) == ("9 of 11", "9 of 11")


def test_a_less_sure_level_is_called_rough() -> None:
    assert say(Known(value=3.4, error=0.2, count=COUNT)).precision == ("rough picture")


def test_a_bounded_level_has_no_interval_and_no_precision() -> None:
    high = say(Bounded(value=4.0, side=Side.HIGHER, error=0.2, count=COUNT))
    low = say(Bounded(value=2.0, side=Side.LOWER, error=0.2, count=COUNT))

    assert (high.text, high.short) == ("4.0 or higher", "4.0↑")
    assert (low.text, low.short) == ("2.0 or lower", "2.0↓")
    assert high.interval == high.precision == low.interval == ""


def test_an_unclear_level_has_no_number() -> None:
    said = say(Unclear(count=COUNT))

    assert said.text == "too uncertain"
    assert said.shade is None
    assert not any(sign.isdigit() for sign in said.text + said.interval + said.precision)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Missing(reason=Reason.TOO_FEW_ANSWERS, fewer_than=8), "fewer than 8 answers"),
        (Missing(reason=Reason.TOO_FEW_ANSWERS), "too few answers"),
        (Missing(reason=Reason.COUNTED_IN_PARENT), "counted together"),
        (Missing(reason=Reason.NOT_ASKED), "not asked"),
    ],
)
def test_a_missing_level_says_why_and_never_how_many(level: Missing, words: str) -> None:
    said = say(level)

    assert said.text == words
    assert (said.count, said.brief_count) == ("", "–")


def test_a_count_above_hidden_teams_is_a_minimum() -> None:
    said = say(Known(value=3.4, error=0.1, count=MORE))

    assert said.count == "21 or more of 30"
    assert said.brief_count == "21+ of 30"
    assert say_people(MORE) == "21 or more of 30 people answered"


@pytest.mark.parametrize(("value", "shade"), [(2.74, 1), (2.76, 2), (3.3, 3), (3.5, 4), (4.3, 6)])
def test_equal_numbers_get_equal_colours(value: float, shade: int) -> None:
    known = Known(value=value, error=0.1, count=COUNT)

    assert say(known).shade == shade
    rounded = replace(known, value=round(value, 1))
    assert say(rounded).shade == shade


def test_parts_of_a_team_have_names_of_their_own() -> None:
    team_id = TeamId(uuid4())
    names = [unit_name(UnitKey(team_id=team_id, part=part), "Care") for part in Part]

    assert names == ["Care", "Care: directly in this team", "Care: small teams together"]


def test_an_enumeration_reads_like_one() -> None:
    assert say_list([]) == ""
    assert say_list(["May"]) == "May"
    assert say_list(["May", "June", "July"]) == "May, June and July"


def opened(*moments: tuple[int, int, int]) -> list[Round]:
    """Return rounds that opened on these days."""
    return [
        Round(
            id=RoundId(uuid4()),
            cycle_id=CycleId(uuid4()),
            number=number,
            title="How do we listen?",
            opens_at=datetime(*moment, 9, tzinfo=UTC),
            closes_at=datetime(*moment, 17, tzinfo=UTC),
            state=RoundState.RELEASED,
            items=(),
            privacy=Privacy(),
            locales=("en",),
        )
        for number, moment in enumerate(moments, start=1)
    ]


def test_rounds_are_called_by_their_month_and_the_year_when_it_changes() -> None:
    labels = round_labels(opened((2026, 11, 2), (2026, 12, 7), (2027, 1, 4), (2027, 2, 1)))

    assert list(labels.values()) == ["Nov ’26", "Dec", "Jan ’27", "Feb"]


def test_two_rounds_in_a_month_are_called_by_their_day() -> None:
    labels = round_labels(opened((2026, 11, 2), (2026, 11, 16)))

    assert list(labels.values()) == ["2 Nov ’26", "16 Nov"]
