"""Does a talk begin with what is sure, and say it when the choice can be chance?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.change import Change, Verdict
from feedbackpulse.insight.estimates import Level, Side
from feedbackpulse.insight.trend import Link
from feedbackpulse.web.team.course import course_of
from feedbackpulse.web.team.moments import Comparison, Moment
from feedbackpulse.web.team.subjects import Subject, choose_subjects
from feedbackpulse.web.team.topic import Topic
from feedbackpulse.web.team.words import say
from tests.insight.levels import SILENT, bounded, known


@pytest.fixture(autouse=True)
def _in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def topic(
    key: str, level: Level, *, before: Verdict | None = None, beside: Verdict | None = None
) -> Topic:
    """Return a topic with a level, and what a test said of it."""
    moment = Moment(
        round_id=RoundId(uuid4()),
        on=date(2026, 11, 2),
        label="Nov",
        name="November",
        said=say(level),
        organisation=None,
        level=level,
        organisation_level=None,
        link=Link.NONE,
        wording=frozenset(),
        shown=frozenset(),
        of_all=True,
        before=compared(before),
        beside=compared(beside),
    )
    return Topic(
        key=key,
        title=key,
        summary="",
        course=course_of([moment]),
        editions=(),
        is_asked_now=True,
    )


def compared(verdict: Verdict | None) -> Comparison | None:
    if verdict is None:
        return None
    return Comparison(change=Change(verdict=verdict), said=say(known(3.3)), since="September")


def keys(*topics: Topic) -> tuple[str | None, str | None]:
    """Return which topic goes well and which is difficult."""

    def key(subject: Subject | None) -> str | None:
        return subject.topic.key if subject else None

    found = choose_subjects(topics)
    return key(found.good), key(found.difficult)


def test_what_changed_comes_before_higher_and_lower_numbers() -> None:
    up, down = (
        topic("up", known(3.4), before=Verdict.UP),
        topic("down", known(3.6), before=Verdict.DOWN),
    )

    assert keys(topic("high", known(4.6)), up, down, topic("low", known(2.0))) == ("up", "down")


def test_what_changed_comes_before_what_differs_from_the_others() -> None:
    changed = topic("changed", known(3.4), before=Verdict.UP)
    apart = topic("apart", known(3.9), beside=Verdict.UP)

    assert keys(apart, changed)[0] == "changed"
    assert keys(apart, topic("low", known(3.0))) == ("apart", "low")


def test_without_a_test_the_ends_are_taken_and_it_is_said_that_this_can_be_chance() -> None:
    found = choose_subjects(
        [topic("b", known(3.5)), topic("c", known(3.9)), topic("a", known(3.1))]
    )

    assert found.good is not None
    assert found.difficult is not None
    assert (found.good.topic.key, found.difficult.topic.key) == ("c", "a")
    assert "can be chance" in found.good.how
    assert "can be chance" in found.difficult.how


def test_what_surely_went_down_is_not_celebrated_for_its_height() -> None:
    high = topic("high", known(4.4), before=Verdict.DOWN)
    higher = topic("higher", known(4.5), beside=Verdict.DOWN)

    assert keys(high, higher) == (None, "high")
    assert keys(high, higher, topic("plain", known(3.0))) == ("plain", "high")


def test_a_topic_alone_is_not_called_lower_than_others() -> None:
    [found] = [choose_subjects([topic("only", known(4.4))]).difficult]

    assert found is not None
    assert "only topic with a number" in found.how


def test_one_topic_is_never_both() -> None:
    assert keys(topic("only", known(3.5))) == (None, "only")
    assert keys(topic("only", known(3.5), before=Verdict.UP)) == ("only", None)


def test_a_bound_is_only_taken_for_what_it_says() -> None:
    above = topic("above", bounded(4.2, Side.HIGHER))
    below = topic("below", bounded(1.9, Side.LOWER))

    assert keys(above, below) == ("above", "below")
    assert keys(above) == (None, "above")
    assert keys(below) == (None, "below")


def test_of_topics_without_a_number_nothing_is_said() -> None:
    assert keys(*[topic(str(place), silent) for place, silent in enumerate(SILENT)]) == (None, None)
    assert keys() == (None, None)
