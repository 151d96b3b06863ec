"""What members see of their own unit and of those above it: the same numbers as their lead."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, abort, render_template
from flask_babel import get_locale

from feedbackpulse.access.domain import Viewer, may_read_unit
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, TeamTree, UnitKey
from feedbackpulse.roster import service as roster
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.guards import insist
from feedbackpulse.web.identity import me
from feedbackpulse.web.promises.view import promises_of
from feedbackpulse.web.team.compliments import ShownCompliment, shown_in_team
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
from feedbackpulse.web.team.view import TeamPage

LINKS = Links(
    question="employee.outcome_topic",
    page="employee.outcome",
    picture="employee.outcome_picture",
    report="employee.report",
)


@blueprint.get("/outcome" + UNIT)
def outcome(team_id: UUID, part: str) -> str:
    """Show the unit in which this person is counted, or one above it."""
    tree, page = _read(unit_of(team_id, part))
    return render_template(
        "employee/outcome/unit.html",
        page=page,
        links=LINKS,
        around=neighbours_of(db.session(), page, tree=tree, may_read=_may_read(page)),
        promised=promises_of(db.session(), page, tree=tree),
        compliments=_compliments(page.unit),
    )


def _compliments(unit: UnitKey) -> tuple[ShownCompliment, ...]:
    """Return what people of my own team show to it, on its page."""
    if unit.part is not Part.WHOLE or unit.team_id != me().team_id:
        return ()
    locale = str(get_locale())
    return shown_in_team(db.session(), team_id=unit.team_id, locale=locale)


@blueprint.get("/outcome" + UNIT + TOPIC)
def outcome_topic(team_id: UUID, part: str, topic: str) -> str:
    """Show one topic of a unit, over the rounds that asked it."""
    _, page = _read(unit_of(team_id, part))
    return render_template(
        "employee/outcome/topic.html", page=page, links=LINKS, topic=topic_at(page, topic)
    )


@blueprint.get("/outcome" + UNIT + PATH)
def outcome_picture(team_id: UUID, part: str, picture: str, shade: str, width: str) -> Response:
    """Send one of the pictures of a unit's page."""
    _, page = _read(unit_of(team_id, part))
    return send_picture(page, picture=picture, shade=shade, width=width)


@blueprint.get("/outcome" + UNIT + REPORT)
def report(team_id: UUID, part: str, ending: str) -> Response:
    """Send a unit's page as a file."""
    _, page = _read(unit_of(team_id, part))
    return send_report(page, ending=ending)


def _read(unit: UnitKey) -> tuple[TeamTree, TeamPage]:
    session = db.session()
    tree = people.team_tree(session)
    if unit.team_id not in tree:
        abort(404)
    page = find_team_page(
        session,
        tree=tree,
        unit=unit,
        catalogue=load_catalogue(),
        locale=str(get_locale()),
        round_id=wanted_round(),
    )
    if page is None:
        abort(404)
    leaf = _my_leaf(page)
    insist(lambda viewer: may_read_unit(viewer, tree, unit, own_leaf=leaf))
    return tree, page


def _may_read(page: TeamPage) -> Callable[[TeamTree, UnitKey], bool]:
    """Return which units this person may read."""
    viewer, leaf = Viewer.of(me()), _my_leaf(page)
    return lambda tree, unit: bool(may_read_unit(viewer, tree, unit, own_leaf=leaf))


def _my_leaf(page: TeamPage) -> UnitKey | None:
    """Return where the answers of whoever looks were counted in the page's round."""
    return roster.own_leaf(db.session(), round_id=page.round.id, team_id=me().team_id)
