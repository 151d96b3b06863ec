"""Moments and topics to test words with: levels as a release would give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.estimates import Count, Known, Level
from feedbackpulse.insight.trend import Link
from feedbackpulse.web.team.course import course_of
from feedbackpulse.web.team.moments import Moment, compared
from feedbackpulse.web.team.topic import Question, Topic, editions_of
from feedbackpulse.web.team.words import say

COUNT = Count(n=9, at_least=False, invited=12)


def known(value: float, error: float = 0.12) -> Known:
    """Return a level of nine people out of twelve."""
    return Known(value=value, error=error, count=COUNT)


def moment(
    level: Level,
    on: date,
    *,
    organisation: Level | None = None,
    version: int = 1,
    of_all: bool = True,
    round_id: RoundId | None = None,
) -> Moment:
    """Return a level in a round that opened on a day."""
    return Moment(
        round_id=round_id or RoundId(uuid4()),
        on=on,
        label=f"{on:%b}",
        name=f"{on:%B %Y}",
        said=say(level),
        organisation=say(organisation) if organisation else None,
        level=level,
        organisation_level=organisation,
        link=Link.NONE,
        wording=frozenset({("M4-P1", version)}),
        shown=frozenset({"M4-P1"}) if isinstance(level, Known) else frozenset(),
        of_all=of_all,
    )


def topics(courses: dict[str, Sequence[Moment]]) -> dict[str, Topic]:
    """Return topics that went this way, compared as on a page; all are asked now."""
    return {
        key: Topic(
            key=key,
            title=f"Topic {key}",
            summary="",
            course=course_of(moments),
            editions=editions_of(moments, _questions),
            is_asked_now=True,
        )
        for key, moments in compared(courses).items()
    }


def _questions(asked: Moment) -> tuple[Question, ...]:
    [(item, version)] = asked.wording
    return (Question(text=f"{item}, version {version}", said=asked.said),)
