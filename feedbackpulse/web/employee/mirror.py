"""The leader mirror: how a lead sees their own team, for that lead alone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Round
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role, Team
from feedbackpulse.reflection import mirrors
from feedbackpulse.reflection.mirror import Mirror
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.mirror_mine import (
    my_mirror,
    my_reflected,
    my_team,
    my_teams,
    seen_before,
    wanted_or_seen,
    wanted_or_under_way,
)
from feedbackpulse.web.employee.mirror_picture import mirrored
from feedbackpulse.web.employee.mirror_subjects import subjects_of
from feedbackpulse.web.employee.mirror_view import courses, title_of
from feedbackpulse.web.employee.mirror_words import say_foresight, say_sight
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.identity import me
from feedbackpulse.web.team.under_way import AskedTeam, next_round, rounds_under_way

MIRROR = "/reflect/mirror/<uuid:team_id>"


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamMirrors:
    """A team that somebody leads, with what they can look at and what they looked at."""

    team: Team
    under_way: tuple[tuple[AskedTeam, Mirror | None], ...]
    earlier: tuple[Round, ...]
    """The published rounds before which they looked, latest first."""
    next: Round | None


@blueprint.get("/reflect/mirror")
def mirror_list() -> str:
    """Show the teams I lead, with what I can look at now and what I looked at before."""
    if Role.LEAD not in me().roles:
        abort(403)
    return render_template(
        "employee/mirror/list.html", teams=[_team_mirrors(team) for team in my_teams()]
    )


def _team_mirrors(team: Team) -> TeamMirrors:
    under_way = rounds_under_way(db.session(), team_id=team.id)
    return TeamMirrors(
        team=team,
        under_way=tuple((asked, my_mirror(team, asked)) for asked in under_way),
        earlier=tuple(asked.round for asked, _mine in reversed(seen_before(team))),
        next=_next(team),
    )


def _next(team: Team) -> Round | None:
    tree = people.team_tree(db.session())
    return next_round(db.session(), tree=tree, team_id=team.id, now=clock.now())


@blueprint.get(MIRROR)
def mirror(team_id: UUID) -> ResponseReturnValue:
    """Show what I wrote before a round was published, beside what was published."""
    team = my_team(team_id)
    asked = wanted_or_seen(team)
    if asked is None:
        return redirect(url_for(".mirror_list"))
    if asked.is_under_way:
        return redirect(url_for(".mirror_topics", team_id=team.id, round=asked.round.id))
    if my_mirror(team, asked) is None:
        return render_template(
            "employee/mirror/too_late.html", team=team, asked=asked, next=_next(team)
        )
    return _after(team, asked)


@blueprint.get(MIRROR + "/topics")
def mirror_topics(team_id: UUID) -> ResponseReturnValue:
    """Show what I can look at before a round is published, and what I wrote so far."""
    team = my_team(team_id)
    asked = wanted_or_under_way(team)
    if asked is None:
        return redirect(url_for(".mirror_list"))
    if not asked.is_under_way:
        return redirect(url_for(".mirror", team_id=team.id, round=asked.round.id))
    return _before(team, asked, my_mirror(team, asked))


@blueprint.route(MIRROR + "/delete", methods=["GET", "POST"])
def delete_mirror(team_id: UUID) -> ResponseReturnValue:
    """Ask whether to delete what I wrote before one round, and do it."""
    team, notebook = my_team(team_id), my_notebook()
    asked = wanted_or_seen(team)
    if asked is None or my_mirror(team, asked) is None:
        abort(404)
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            mirrors.delete_mirror(session, notebook=notebook, team=team.id, round_id=asked.round.id)
        flash(_("What you wrote is deleted."), "success")
        return redirect(url_for(".mirror_list"))
    return render_template("employee/mirror/delete.html", team=team, asked=asked)


def _before(team: Team, asked: AskedTeam, mine: Mirror | None) -> str:
    locale, subjects = str(get_locale()), subjects_of(asked, load_catalogue())
    ahead = [one.number for one in subjects if mine is None or mine.look_at(one.key) is None]
    return render_template(
        "employee/mirror/before.html",
        team=team,
        asked=asked,
        mirror=mine,
        topics=[(one, title_of(one, locale)) for one in subjects],
        ahead=next(iter(ahead), None),
    )


def _after(team: Team, asked: AskedTeam) -> str:
    every = my_reflected(team)
    shown = next(one for one in every if one.asked.round.id == asked.round.id)
    return render_template(
        "employee/mirror/after.html",
        team=team,
        shown=shown,
        mirrored=mirrored(team, shown),
        say_sight=say_sight,
        say_foresight=say_foresight,
        courses=courses(every),
        catalogue=load_catalogue(),
    )
