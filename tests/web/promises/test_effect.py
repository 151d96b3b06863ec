"""Does a promise say that it helped only when the test of the team page does, and else why not?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Missing
from feedbackpulse.people.domain import Role
from feedbackpulse.promises.domain import Plan, Promise, PromiseId, Source, State, Words
from feedbackpulse.release.domain import Reason
from feedbackpulse.web.promises.effect import Effect, effect_of
from feedbackpulse.web.team.moments import Moment
from feedbackpulse.web.team.topic import Topic
from tests.web.team.moments import known, moment, topics

pytestmark = pytest.mark.usefixtures("in_plain_english")

FIRST, SECOND, THIRD, FOURTH = (date(2026, month, 5) for month in (1, 4, 7, 10))
ROUNDS = {day: RoundId(uuid4()) for day in (FIRST, SECOND, THIRD, FOURTH)}
PLACES = {round_id: place for place, round_id in enumerate(ROUNDS.values())}
MADE_ON = SECOND + timedelta(days=30)


class Page:
    """As much of a page about a unit as an effect needs."""

    def __init__(self, found: dict[str, Topic]) -> None:
        self.every_topic = tuple(found.values())
        self._found = found

    def topic(self, key: str) -> Topic | None:
        """Return one topic."""
        return self._found.get(key)


def at(day: date, value: float, error: float = 0.12, **more: Any) -> Moment:
    """Return a level in the round of that day."""
    return moment(known(value, error), day, round_id=ROUNDS[day], **more)


def promise(*, after: date | None = SECOND, made_on: date = MADE_ON, **more: Any) -> Promise:
    """Return a promise about a topic, made when that round was the last that was released."""
    return Promise(
        id=PromiseId(uuid4()),
        team_id=None,
        words=Words(said="Said", heard="Heard", does="Does"),
        plan=Plan(owner=None, due_on=made_on, topic="A"),
        source=Source(role=Role.LEAD, round_id=ROUNDS[after] if after else None),
        state=more.pop("state", State.UNDER_WAY),
        reason="",
        made_on=made_on,
        **({"ended_on": None} | more),
    )


def effect(made: Promise, *, today: date = FOURTH, **courses: list[Moment]) -> Effect:
    """Return what a page with these topics says of a promise."""
    page: Any = Page(topics(dict(courses)))
    return effect_of(made, page, places=PLACES, today=today)


def test_a_clear_rise_since_the_last_round_before_it_is_said() -> None:
    found = effect(promise(), A=[at(FIRST, 2.0), at(SECOND, 3.0), at(THIRD, 4.0)])

    assert found.latest is not None
    assert found.latest.verdict is Verdict.UP
    assert found.latest.sentence == "From 3.0 to 4.0 since April 2026."
    assert "The difference is 1.0." in found.latest.grounds


def test_the_next_round_says_exactly_what_the_page_of_the_team_says() -> None:
    courses: dict[str, Any] = {
        "A": [at(SECOND, 3.0, 0.2), at(THIRD, 3.6, 0.2)],
        "B": [at(SECOND, 3.0), at(THIRD, 3.1)],
    }
    page = topics(dict(courses))["A"].latest

    found = effect(promise(), **courses)

    assert found.latest is not None
    assert page.before is not None
    assert found.latest.verdict is page.before.verdict


def test_each_later_round_is_compared_with_the_time_before_the_promise() -> None:
    found = effect(promise(), A=[at(SECOND, 3.0), at(THIRD, 3.05), at(FOURTH, 4.0)], today=FOURTH)

    assert [(one.label, one.verdict) for one in found.looks] == [
        ("Oct", Verdict.UP),
        ("Jul", Verdict.STEADY),
    ]
    assert found.looks[0].sentence == "From 3.0 to 4.0 since April 2026."


def test_what_can_be_chance_is_called_that_with_what_would_have_been_seen() -> None:
    found = effect(promise(), A=[at(SECOND, 3.0, 0.25), at(THIRD, 3.4, 0.25)])

    assert found.latest is not None
    assert found.latest.verdict is Verdict.CANNOT_TELL
    assert found.latest.sentence == "From 3.0 to 3.4 since April 2026. That can be chance."
    assert any(one.startswith("We would have seen a change of") for one in found.latest.grounds)


def test_before_the_next_round_nothing_can_be_said_yet() -> None:
    found = effect(promise(), A=[at(FIRST, 3.0), at(SECOND, 3.0)])

    assert found.latest is None
    assert found.waiting.startswith("No round has asked about this since the promise.")


def test_a_round_that_opened_before_the_promise_is_no_proof_for_it() -> None:
    found = effect(promise(made_on=THIRD + timedelta(days=3)), A=[at(SECOND, 3.0), at(THIRD, 4.0)])

    assert found.latest is None


@pytest.mark.parametrize("after", [None, FIRST])
def test_without_a_round_before_it_there_is_nothing_to_compare_with(after: date | None) -> None:
    found = effect(promise(after=after), A=[at(SECOND, 3.0), at(THIRD, 4.0)])

    assert found.waiting.startswith("This was not asked here before the promise.")


def test_a_topic_that_was_never_asked_waits_for_its_first_round() -> None:
    assert effect(promise()).waiting == "No round has asked about this here yet."


def test_other_questions_are_not_compared() -> None:
    found = effect(promise(), A=[at(SECOND, 3.0), at(THIRD, 4.0, version=2)])

    assert found.latest is not None
    assert found.latest.verdict is Verdict.CANNOT_TELL
    assert "were not the same" in found.latest.sentence


def test_a_round_without_a_number_says_why() -> None:
    silent = Missing(reason=Reason.TOO_FEW_ANSWERS, fewer_than=5)
    gone = moment(silent, THIRD, round_id=ROUNDS[THIRD])

    found = effect(promise(), A=[at(SECOND, 3.0), gone])

    assert found.latest is not None
    assert found.latest.verdict is Verdict.CANNOT_TELL
    assert found.latest.sentence.startswith("There is no number: fewer than 5 answers.")


def test_long_after_it_ended_nothing_is_put_down_to_a_promise() -> None:
    made_on = date(2025, 1, 10)
    old = replace(
        promise(after=FIRST, made_on=made_on), state=State.DONE, ended_on=date(2025, 2, 1)
    )

    assert effect(old, A=[at(FIRST, 3.0), at(FOURTH, 4.0)]).latest is None
