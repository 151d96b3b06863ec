"""Where the pages and pictures about units are, for each of the audiences that see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, request, url_for
from sqlalchemy.orm import Session

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.options import options_height
from feedbackpulse.charts.topics import topics_height
from feedbackpulse.charts.trend import TREND_HEIGHT
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import Part, Team, TeamId, TeamTree, UnitKey
from feedbackpulse.promises.domain import Origin
from feedbackpulse.release.domain import PublishedComment
from feedbackpulse.roster.units import Layout, layout_around
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
    cover: str | None = None
    """Where this audience makes a name in a comment unreadable, if it may."""
    question: str | None = None
    """Where this audience reads one topic in full."""
    guide: str | None = None
    """Where this audience finds help to talk about the page, if it leads that talk."""
    report: str | None = None
    """Where this audience takes the page along as a file."""
    promise: str | None = None
    """Where this audience promises something, if it may."""

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

    def covering(self, page: TeamPage, comment: PublishedComment) -> str | None:
        """Return where a name in a comment is made unreadable, for who may do that."""
        if self.cover is None:
            return None
        unit = page.unit
        return url_for(
            self.cover,
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

    def promising(self, page: TeamPage, topic: Topic | None = None) -> str | None:
        """Return where something is promised because of a page, or of one topic on it."""
        if self.promise is None or page.unit.part is not Part.WHOLE:
            return None
        made_of: dict[str, Any] = {"from": page.round.id}  # a word of Python's own
        return url_for(
            self.promise,
            team_id=page.unit.team_id,
            origin=Origin.RESULT.value,
            topic=topic.key if topic else None,
            **made_of,
        )

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


def neighbours_of(
    session: Session,
    page: TeamPage,
    *,
    tree: TeamTree,
    may_read: Callable[[TeamTree, UnitKey], bool],
) -> Neighbours:
    """Return the units around a page's own in its round that the reader may open."""
    layout = layout_around(session, round_id=page.round.id, unit=page.unit, also=page.counted_in)
    units = layout.units
    here = [team.name for team in _counted_in(page.unit, layout, tree)]
    links = {
        found.key: UnitLink(name=unit_name(found.key, found.name), unit=found.key)
        for found in units
        if may_read(tree, found.key)
    }
    parent = next((found.parent for found in units if found.key == page.unit), None)
    below = [found.key for found in units if found.parent == page.unit]
    return Neighbours(
        above=links.get(parent) if parent else None,
        below=tuple(links[key] for key in below if key in links),
        together=tuple(here) if len(here) > 1 or page.unit.part is Part.REST else (),
        counted_in=links.get(page.counted_in) if page.counted_in else None,
    )


def _counted_in(unit: UnitKey, layout: Layout, tree: TeamTree) -> list[Team]:
    """Return the teams whose people are counted in a unit, in the order of the tree."""
    found = [tree.get(one) for one, leaf in layout.leaves.items() if leaf == unit and one in tree]

    def place(team: Team) -> list[tuple[str, str]]:
        above = (*reversed(tree.ancestors(team.id)), team)
        return [(one.name.casefold(), one.code) for one in above]

    return sorted(found, key=place)


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
