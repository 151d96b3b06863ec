"""What leads see: every unit of the subtrees they lead, with the same numbers as its members."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template
from flask_babel import get_locale

from feedbackpulse.access.domain import Viewer, may_read_unit
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Team, TeamTree, UnitKey
from feedbackpulse.web.identity import me
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.team.guide import guide_of
from feedbackpulse.web.team.links import (
    TOPIC,
    UNIT,
    Links,
    neighbours,
    topic_at,
    unit_of,
    wanted_round,
)
from feedbackpulse.web.team.page import find_team_page
from feedbackpulse.web.team.pictures import PATH, send_picture
from feedbackpulse.web.team.units import unit_lines
from feedbackpulse.web.team.view import TeamPage

LINKS = Links(
    question="lead.team_topic",
    page="lead.team",
    picture="lead.team_picture",
    write_back="lead.write_back",
    guide="lead.guide",
    report="lead.report",
)


@blueprint.get("")
def teams() -> str:
    """Show the units that this person leads, as a tree."""
    session = db.session()
    tree = people.team_tree(session)
    lines = unit_lines(session, tree=tree, teams=_led(tree))
    return render_template("lead/teams/list.html", lines=lines, links=LINKS)


@blueprint.get(UNIT)
def team(team_id: UUID, part: str) -> str:
    """Show one unit."""
    unit = unit_of(team_id, part)
    tree, page = read_page(unit)
    if page is None:
        name = tree.get(unit.team_id).name
        return render_template("lead/teams/nothing_yet.html", name=name)
    viewer = Viewer.of(me())

    def may_read(other: UnitKey) -> bool:
        return bool(may_read_unit(viewer, tree, other, own_leaf=None))

    return render_template(
        "lead/teams/team.html",
        page=page,
        links=LINKS,
        around=neighbours(db.session(), page, tree=tree, may_read=may_read),
        guide=guide_of(page, catalogue=load_catalogue(), locale=str(get_locale())),
    )


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


def read_page(unit: UnitKey) -> tuple[TeamTree, TeamPage | None]:
    """Return the tree, and the page of a unit that this person leads, after the wanted round."""
    session, viewer = db.session(), Viewer.of(me())
    tree = people.team_tree(session)
    if not may_read_unit(viewer, tree, unit, own_leaf=None):
        abort(404)
    wanted = wanted_round()
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
    led = {below.id for team_id in me().leads for below in tree.subtree(team_id)}
    return [found for _, found in tree.ordered() if found.id in led]
