"""Looking at a team before its round is published, one topic at a time."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import Team
from feedbackpulse.reflection import mirrors
from feedbackpulse.reflection.mirror import Look
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.mirror import MIRROR
from feedbackpulse.web.employee.mirror_form import look_form
from feedbackpulse.web.employee.mirror_mine import my_mirror, my_team, wanted_or_under_way
from feedbackpulse.web.employee.mirror_subjects import subjects_of
from feedbackpulse.web.employee.mirror_view import title_of
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.team.under_way import AskedTeam


@blueprint.route(MIRROR + "/<int:number>", methods=["GET", "POST"])
def mirror_step(team_id: UUID, number: int) -> ResponseReturnValue:
    """Show one topic, and save what I think of it before going on."""
    team, locale = my_team(team_id), str(get_locale())
    asked = wanted_or_under_way(team) or abort(404)
    subjects = subjects_of(asked, load_catalogue())
    if not asked.stands_alone or not 1 <= number <= len(subjects):
        abort(404)
    if not asked.is_under_way:
        return _published(team, asked)
    subject, mine = subjects[number - 1], my_mirror(team, asked)
    form = look_form(subject, locale, mine.look_at(subject.key) if mine else None)
    if form.validate_on_submit():
        _keep(team, asked, form.look(subject))
        return redirect(_onward(team, asked, number, len(subjects)))
    return render_template(
        "employee/mirror_step/step.html",
        team=team,
        asked=asked,
        form=form,
        subject=subject,
        title=title_of(subject, locale),
        total=len(subjects),
    )


def _published(team: Team, asked: AskedTeam) -> ResponseReturnValue:
    if request.method == "POST":
        flash(_("This round is published, so what you wrote stays as it was."), "error")
    return redirect(url_for(".mirror", team_id=team.id, round=asked.round.id))


def _keep(team: Team, asked: AskedTeam, look: Look) -> None:
    notebook = my_notebook()
    with transaction(db.session()) as session:
        mirrors.keep_look(
            session, notebook=notebook, team=team.id, round_id=asked.round.id, look=look
        )


def _onward(team: Team, asked: AskedTeam, number: int, total: int) -> str:
    if request.form.get("then") == "stop" or number == total:
        flash(_("Saved. Only you can see it."), "success")
        return url_for(".mirror_topics", team_id=team.id, round=asked.round.id)
    return url_for(".mirror_step", team_id=team.id, number=number + 1, round=asked.round.id)
