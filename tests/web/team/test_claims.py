"""Does a page say that something changed only when a test found it, and else what it could see?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Missing
from feedbackpulse.release.domain import Reason
from feedbackpulse.web.team.claims import Claims, claims_of
from feedbackpulse.web.team.moments import Moment
from tests.web.team.moments import COUNT, known, moment, topics

pytestmark = pytest.mark.usefixtures("in_plain_english")

NOW = date(2026, 11, 2)
BEFORE = NOW - timedelta(days=91)
A_YEAR_AGO = date(2025, 11, 3)
THIS_ROUND = RoundId(uuid4())


def now(value: float, **more: object) -> Moment:
    """Return a level in the round that the page is about."""
    return moment(known(value), NOW, round_id=THIS_ROUND, **more)  # type: ignore[arg-type]  # the rest, by name


def found(**courses: list[Moment]) -> Claims:
    """Return what a page says of topics that went this way."""
    return claims_of(tuple(topics(dict(courses)).values()), COUNT)


def test_a_clear_rise_is_said_with_both_numbers_and_since_when() -> None:
    [claim] = found(A=[moment(known(3.0), BEFORE), now(4.0)]).first

    assert claim.verdict is Verdict.UP
    assert claim.sentence == "From 3.0 to 4.0 since August 2026."
    assert "The difference is 1.0." in claim.grounds
    assert any("most likely between 2.7 and 3.3 (9 of 12 people)" in one for one in claim.grounds)
    assert any(one.startswith("When nothing changes, chance gives") for one in claim.grounds)


def test_a_fall_is_said_in_the_same_way() -> None:
    [claim] = found(A=[moment(known(4.0), BEFORE), now(3.0)]).first

    assert claim.verdict is Verdict.DOWN
    assert claim.sentence == "From 4.0 to 3.0 since August 2026."


def test_a_difference_that_can_be_chance_is_not_said_and_the_page_tells_what_it_could_see() -> None:
    told = found(A=[moment(known(3.0, 0.25), BEFORE), now(3.4)])

    assert not told.first
    assert [topic.key for topic in told.untold] == ["A"]
    assert told.nothing == "We looked for change. We found none that we can be sure of."
    assert told.visible.startswith("With answers from 9 of 12 people, we see a change of about ")


def test_a_level_is_called_steady_only_when_a_change_can_be_ruled_out() -> None:
    sure = found(A=[moment(known(3.5, 0.1), BEFORE), now(3.5)])
    unsure = found(A=[moment(known(3.5, 0.3), BEFORE), now(3.5)])

    assert [one.sentence for one in sure.first] == [
        "3.5: about the same as in the round of August 2026."
    ]
    assert not unsure.first


def test_a_year_ago_speaks_when_the_time_before_says_nothing() -> None:
    slow = [moment(known(2.8), A_YEAR_AGO), moment(known(3.6, 0.25), BEFORE), now(3.8)]

    [claim] = found(A=slow).first

    assert claim.sentence == "From 2.8 to 3.8 since November 2025."


@pytest.mark.parametrize(
    "before",
    [
        moment(known(3.0), BEFORE, version=2),
        moment(known(3.0), BEFORE, of_all=False),
        moment(Missing(reason=Reason.TOO_FEW_ANSWERS), BEFORE),
    ],
    ids=["other words", "other people", "no number"],
)
def test_what_is_not_alike_is_not_compared(before: Moment) -> None:
    told = found(A=[before, now(4.5)])

    assert not told.first
    assert told.nothing.startswith("We cannot compare with an earlier round yet.")
    assert told.visible == ""


def test_the_first_time_says_that_it_is_the_first() -> None:
    assert found(A=[now(3.0)]).nothing.startswith("These topics were asked here for the first time")


def test_each_kind_comes_first_once_before_a_second_of_a_kind() -> None:
    told = found(
        A=[moment(known(2.0), BEFORE), now(4.0)],
        B=[moment(known(2.0), BEFORE), now(3.5)],
        C=[moment(known(4.0), BEFORE), now(2.0)],
        D=[moment(known(3.0, 0.05), BEFORE), now(3.0)],
    )

    assert [(one.topic.key, one.verdict) for one in told.first] == [
        ("A", Verdict.UP),
        ("C", Verdict.DOWN),
        ("D", Verdict.STEADY),
    ]
    assert [one.topic.key for one in told.more] == ["B"]


def test_only_a_tested_difference_with_the_organisation_is_said() -> None:
    asked = topics(
        {
            "A": [now(4.2, organisation=known(3.2, 0.05))],
            "B": [now(3.5, organisation=known(3.2, 0.05))],
            "C": [now(3.2, organisation=known(3.2, 0.05))],
        }
    )

    assert asked["A"].beside == "Higher than the whole organisation (3.2)."
    assert asked["A"].beside_in_short == "higher here"
    assert asked["B"].beside.endswith("The difference can be chance.")
    assert asked["B"].beside_in_short == ""
    assert asked["C"].beside == "About the same as the whole organisation (3.2)."
