"""What leads see: every unit of the subtrees they lead, with the same numbers as its members."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask import Response, abort, render_template
from flask_babel import get_locale

from feedbackpulse.access.domain import Viewer, leads_unit, teams_led
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, Team, TeamId, TeamTree, UnitKey
from feedbackpulse.promises.service import of_teams
from feedbackpulse.web.identity import me
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.lead.needs import needs_of
from feedbackpulse.web.lead.opened import note_opening
from feedbackpulse.web.promises.view import promises_of, show_promises
from feedbackpulse.web.team.compliments import ShownCompliment, shown_in_team
from feedbackpulse.web.team.guide import guide_of
from feedbackpulse.web.team.links import (
    TOPIC,
    UNIT,
    Links,
    neighbours_of,
    topic_at,
    unit_of,
    wanted_round,
)
from feedbackpulse.web.team.page import find_team_page
from feedbackpulse.web.team.pictures import PATH, send_picture
from feedbackpulse.web.team.under_way import rounds_under_way
from feedbackpulse.web.team.units import unit_lines
from feedbackpulse.web.team.view import TeamPage

LINKS = Links(
    question="lead.team_topic",
    page="lead.team",
    picture="lead.team_picture",
    write_back="lead.write_back",
    guide="lead.guide",
    report="lead.report",
    promise="lead.new_promise",
)


@blueprint.get("")
def teams() -> str:
    """Show the units that this person leads, as a tree."""
    session = db.session()
    tree = people.team_tree(session)
    lines = unit_lines(session, tree=tree, teams=_led(tree))
    promises = of_teams(session, tree=tree, team_ids=me().leads, or_kept_by=me().id)
    own = [one for one in promises if (one.team_id or tree.root.id) in me().leads]
    return render_template(
        "lead/teams/list.html",
        lines=lines,
        links=LINKS,
        led=[tree.get(one) for one in me().leads if one in tree],
        needs=needs_of(session, tree, promises),
        promised=show_promises(own, tree=tree),
    )


@blueprint.get(UNIT)
def team(team_id: UUID, part: str) -> str:
    """Show one unit."""
    unit = unit_of(team_id, part)
    tree, page = read_page(unit)
    if page is None:
        name = tree.get(unit.team_id).name
        return render_template(
            "lead/teams/nothing_yet.html",
            team_id=team_id,
            name=name,
            mirrored=_mirrored(unit),
            compliments=_compliments(unit),
        )
    may_read = partial(leads_unit, Viewer.of(me()))
    note_opening(page.round)
    return render_template(
        "lead/teams/team.html",
        page=page,
        links=LINKS,
        around=neighbours_of(db.session(), page, tree=tree, may_read=may_read),
        guide=guide_of(page, catalogue=load_catalogue(), locale=str(get_locale())),
        mirrored=_mirrored(unit),
        compliments=_compliments(unit),
        promised=promises_of(db.session(), page, tree=tree),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Mirrored:
    """A team that this person leads, and can look at in their mirror."""

    team_id: TeamId
    looking: bool
    """A round is under way that is not published yet."""


def _mirrored(unit: UnitKey) -> Mirrored | None:
    """Return what the page says of the mirror; nothing of a unit that somebody else leads."""
    if unit.part is not Part.WHOLE or unit.team_id not in me().leads:
        return None
    found = rounds_under_way(db.session(), team_id=unit.team_id)
    looking = any(asked.stands_alone for asked in found)
    return Mirrored(team_id=unit.team_id, looking=looking)


def _compliments(unit: UnitKey) -> tuple[ShownCompliment, ...]:
    """Return what people of this team show to it; nothing of a team that somebody else leads."""
    if unit.part is not Part.WHOLE or unit.team_id not in me().leads:
        return ()
    locale = str(get_locale())
    return shown_in_team(db.session(), team_id=unit.team_id, locale=locale)


@blueprint.get(UNIT + TOPIC)
def team_topic(team_id: UUID, part: str, topic: str) -> str:
    """Show one topic of a unit, over the rounds that asked it."""
    _, page = read_page(unit_of(team_id, part))
    if page is None:
        abort(404)
    return render_template(
        "lead/teams/topic.html", page=page, links=LINKS, topic=topic_at(page, topic)
    )


@blueprint.get(UNIT + PATH)
def team_picture(team_id: UUID, part: str, picture: str, shade: str, width: str) -> Response:
    """Send one of the pictures of a unit's page."""
    _, page = read_page(unit_of(team_id, part))
    if page is None:
        abort(404)
    return send_picture(page, picture=picture, shade=shade, width=width)


def read_page(unit: UnitKey, *, after: RoundId | None = None) -> tuple[TeamTree, TeamPage | None]:
    """Return the tree, and the page of a unit that this person leads after the wanted round.

    Who reads it as HR does so on the pages of HR: what a lead does here is done as a lead.
    """
    session, viewer = db.session(), Viewer.of(me())
    tree = people.team_tree(session)
    if not leads_unit(viewer, tree, unit):
        abort(404)
    wanted = after or wanted_round()
    page = find_team_page(
        session,
        tree=tree,
        unit=unit,
        catalogue=load_catalogue(),
        locale=str(get_locale()),
        round_id=wanted,
    )
    if page is None and wanted is not None:
        abort(404)
    return tree, page


def _led(tree: TeamTree) -> list[Team]:
    """Return the teams of every subtree that this person leads, in the order of the tree."""
    led = teams_led(me().leads, tree)
    return [found for _, found in tree.ordered() if found.id in led]
