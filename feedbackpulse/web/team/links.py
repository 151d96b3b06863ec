"""Where the pages and pictures about units are, for each of the audiences that see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import abort, request, url_for
from sqlalchemy.orm import Session

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.options import options_height
from feedbackpulse.charts.topics import topics_height
from feedbackpulse.charts.trend import TREND_HEIGHT
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import Part, TeamId, TeamTree, UnitKey
from feedbackpulse.release.domain import PublishedComment
from feedbackpulse.roster import service as roster
from feedbackpulse.web.pictures import Picture
from feedbackpulse.web.team.course import Course
from feedbackpulse.web.team.topic import Topic
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.web.team.words import unit_name

UNIT = "/<uuid:team_id>/<any(whole,direct,rest):part>"
"""The address of a unit, after the audience's own beginning."""
TOPIC = "/topics/<topic>"
"""The end of the address of one topic of a unit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """The addresses of one audience."""

    page: str
    picture: str
    write_back: str | None = None
    """Where this audience answers a comment, if it may."""
    question: str | None = None
    """Where this audience reads one topic in full."""
    guide: str | None = None
    """Where this audience finds help to talk about the page, if it leads that talk."""
    report: str | None = None
    """Where this audience takes the page along as a file."""

    def file(self, page: TeamPage, ending: str) -> str:
        """Return the address of a page as a file, after the same round."""
        return url_for(
            self.report or "",
            team_id=page.unit.team_id,
            part=page.unit.part.value,
            ending=ending,
            round=page.round.id,
        )

    def unit(self, unit: UnitKey) -> str:
        """Return the address of a unit's page."""
        return url_for(self.page, team_id=unit.team_id, part=unit.part.value)

    def answering(self, page: TeamPage, comment: PublishedComment) -> str | None:
        """Return where somebody writes back about a comment, when its writer can read that."""
        if self.write_back is None or not comment.may_be_answered:
            return None
        unit = page.unit
        return url_for(
            self.write_back,
            team_id=unit.team_id,
            part=unit.part.value,
            comment_id=UUID(bytes=comment.id),
        )

    def topic(self, page: TeamPage, topic: Topic) -> str | None:
        """Return the address of the page of one topic, after the same round."""
        if self.question is None:
            return None
        unit = page.unit
        return url_for(
            self.question,
            team_id=unit.team_id,
            part=unit.part.value,
            topic=topic.key,
            round=page.round.id,
        )

    def guiding(self, page: TeamPage) -> str | None:
        """Return where the help to talk about a page is, after the same round."""
        if self.guide is None:
            return None
        unit = page.unit
        return url_for(self.guide, team_id=unit.team_id, part=unit.part.value, round=page.round.id)

    def drawn(self, page: TeamPage, name: str, topic: Topic | None = None) -> Picture:
        """Return one of the pictures on a page; of one topic, where that is named."""

        def address(shade: str, width: str) -> str:
            return url_for(
                self.picture,
                team_id=page.unit.team_id,
                part=page.unit.part.value,
                picture=name,
                shade=shade,
                width=width,
                round=page.round.id,
                topic=topic.key if topic else None,
            )

        def height(width: str) -> int:
            if name == "trend":
                return TREND_HEIGHT
            if name == "options" and page.whole:
                titles = [bar.title for bar in page.whole.bars()]
                return options_height(titles, width=Width(width))
            return topics_height(len(page.asked_now), width=Width(width))

        return Picture(address=address, height=height)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitLink:
    """Another unit that the reader may open, or only know of."""

    name: str
    unit: UnitKey


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """The units around one unit in a round, and the teams that are counted together in it."""

    above: UnitLink | None
    below: tuple[UnitLink, ...]
    together: tuple[str, ...]
    counted_in: UnitLink | None


def neighbours(
    session: Session, page: TeamPage, *, tree: TeamTree, may_read: Callable[[UnitKey], bool]
) -> Neighbours:
    """Return the units around a page's unit that the reader may open."""
    units = roster.units_of_round(session, round_id=page.round.id)
    leaves = roster.leaves_of_teams(session, rounds=[page.round.id])[page.round.id]
    here = [team.name for _, team in tree.ordered() if leaves.get(team.id) == page.unit]
    links = {
        found.key: UnitLink(name=unit_name(found.key, found.name), unit=found.key)
        for found in units
        if may_read(found.key)
    }
    parent = next((found.parent for found in units if found.key == page.unit), None)
    below = [found.key for found in units if found.parent == page.unit]
    return Neighbours(
        above=links.get(parent) if parent else None,
        below=tuple(links[key] for key in below if key in links),
        together=tuple(here) if len(here) > 1 or page.unit.part is Part.REST else (),
        counted_in=links.get(page.counted_in) if page.counted_in else None,
    )


def unit_of(team_id: UUID, part: str) -> UnitKey:
    """Return the unit in an address."""
    return UnitKey(team_id=TeamId(team_id), part=Part(part))


def wanted_course(page: TeamPage) -> Course:
    """Return how the topic that the address names went; without one, what is always asked."""
    key = request.args.get("topic")
    topic = page.topic(key) if key else page.overall
    return topic.course if topic else abort(404)


def topic_at(page: TeamPage, key: str) -> Topic:
    """Return a topic of a page, or say that it is not there."""
    return page.topic(key) or abort(404)


def wanted_round() -> RoundId | None:
    """Return the round that the address asks for, if it asks for one."""
    wanted = request.args.get("round")
    if not wanted:
        return None
    try:
        return RoundId(UUID(wanted))
    except ValueError:
        abort(404)
