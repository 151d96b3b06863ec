"""What HR and the direction see of released rounds: the whole organisation, and every unit in it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Response, abort, render_template
from flask_babel import get_locale

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamTree, UnitKey
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.page import is_hr
from feedbackpulse.web.promises.view import promises_of
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
from feedbackpulse.web.team.report import REPORT, send_report
from feedbackpulse.web.team.units import unit_lines, upper_teams
from feedbackpulse.web.team.view import TeamPage

LINKS = Links(
    question="hr.unit_topic",
    page="hr.unit",
    picture="hr.unit_picture",
    write_back="hr.write_back",
    cover="hr.cover_comment",
    report="hr.report",
    promise="hr.new_promise",
)
OF_DIRECTION = replace(LINKS, cover=None, write_back="lead.write_back", promise="lead.new_promise")
"""Who reads the same pages as the lead of everybody writes back, and promises, as one."""


def links() -> Links:
    """Return the addresses for whoever looks."""
    return LINKS if is_hr() else OF_DIRECTION


@blueprint.get("/results")
def results() -> str:
    """Show the organisation as a whole, and the units below it."""
    session = db.session()
    tree = people.team_tree(session)
    page = _find(tree, UnitKey(team_id=tree.root.id)) if tree.teams else None
    listed = upper_teams(tree)
    if page is None and wanted_round() is not None:
        abort(404)
    if page is None:
        return render_template("hr/results/nothing_yet.html")
    return render_template(
        "hr/results/organisation.html",
        page=page,
        links=links(),
        around=neighbours_of(session, page, tree=tree, may_read=lambda _tree, _unit: True),
        promised=promises_of(session, page, tree=tree),
        lines=unit_lines(session, tree=tree, teams=listed),
        is_cut=len(listed) < len(tree.teams),
    )


@blueprint.get("/results" + UNIT)
def unit(team_id: UUID, part: str) -> str:
    """Show one unit."""
    tree, page = _read(team_id, part)
    return render_template(
        "hr/results/unit.html",
        page=page,
        links=links(),
        around=neighbours_of(db.session(), page, tree=tree, may_read=lambda _tree, _unit: True),
        promised=promises_of(db.session(), page, tree=tree),
    )


@blueprint.get("/results" + UNIT + TOPIC)
def unit_topic(team_id: UUID, part: str, topic: str) -> str:
    """Show one topic of a unit, over the rounds that asked it."""
    _, page = _read(team_id, part)
    return render_template(
        "hr/results/topic.html", page=page, links=links(), topic=topic_at(page, topic)
    )


@blueprint.get("/results" + UNIT + PATH)
def unit_picture(team_id: UUID, part: str, picture: str, shade: str, width: str) -> Response:
    """Send one of the pictures of a unit's page."""
    _, page = _read(team_id, part)
    return send_picture(page, picture=picture, shade=shade, width=width)


@blueprint.get("/results" + UNIT + REPORT)
def report(team_id: UUID, part: str, ending: str) -> Response:
    """Send a unit's page as a file."""
    _, page = _read(team_id, part)
    return send_report(page, ending=ending)


def _read(team_id: UUID, part: str) -> tuple[TeamTree, TeamPage]:
    wanted = unit_of(team_id, part)
    tree = people.team_tree(db.session())
    page = _find(tree, wanted) if wanted.team_id in tree else None
    return tree, page or abort(404)


def _find(tree: TeamTree, wanted: UnitKey) -> TeamPage | None:
    return find_team_page(
        db.session(),
        tree=tree,
        unit=wanted,
        catalogue=load_catalogue(),
        locale=str(get_locale()),
        round_id=wanted_round(),
    )
