"""Who may do what: roles given and taken, leads appointed and withdrawn."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse.access.domain import Viewer, may_set_role
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as directory
from feedbackpulse.people.domain import GRANTED_ROLES, LastAdminError, Person, Role, TeamId
from feedbackpulse.people.trees import team_tree
from feedbackpulse.web.admin.blueprint import blueprint
from feedbackpulse.web.admin.forms import AppointmentForm, chosen_team, team_options
from feedbackpulse.web.admin.people import get_person
from feedbackpulse.web.admin.words import MEANINGS, ROLES
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.proving import recently_proved


@blueprint.route(
    "/people/<uuid:person_id>/roles/<any(hr,council,adviser,admin):name>", methods=["GET", "POST"]
)
@recently_proved
def role(person_id: UUID, name: str) -> ResponseReturnValue:
    """Ask whether somebody really gets or loses a role, and do it."""
    wanted = next((one for one in GRANTED_ROLES if one.value == name), None) or abort(404)
    shown = get_person(person_id)
    if not shown.active or not may_set_role(Viewer.of(me()), shown.id, wanted):
        abort(404)
    form = FlaskForm()
    if not form.validate_on_submit():
        return render_template(
            "admin/roles/role.html",
            shown=shown,
            role=wanted,
            name=ROLES[wanted],
            meaning=MEANINGS[wanted],
        )
    try:
        _switch(shown, wanted)
    except LastAdminError:
        flash(_("Somebody has to be administrator. Appoint another one first."), "error")
    else:
        flash(_("Saved."), "success")
    return redirect(url_for(".person", person_id=shown.id))


def _switch(shown: Person, wanted: Role) -> None:
    with transaction(db.session()) as session:
        if wanted in shown.roles:
            directory.revoke_role(session, person_id=shown.id, role=wanted)
        else:
            directory.grant_role(session, person_id=shown.id, role=wanted)


@blueprint.route("/people/<uuid:person_id>/leads", methods=["GET", "POST"])
def appoint(person_id: UUID) -> ResponseReturnValue:
    """Let somebody lead a team, for good or up to a last day."""
    shown = get_person(person_id)
    if not shown.active:
        abort(404)
    form = AppointmentForm(data={"team": str(shown.team_id or "")})
    form.team.choices = team_options(team_tree(db.session()))
    if _makes_sense(form):
        with transaction(db.session()) as session:
            directory.appoint_lead(
                session,
                person_id=shown.id,
                team_id=chosen_team(form.team) or abort(404),
                until=form.until.data,
            )
        flash(_("Saved."), "success")
        return redirect(url_for(".person", person_id=shown.id))
    page = render_template("admin/roles/appoint.html", form=form, shown=shown)
    return page, 422 if form.is_submitted() else 200


def _makes_sense(form: AppointmentForm) -> bool:
    if not form.validate_on_submit():
        return False
    if form.until.data is not None and form.until.data < today():
        form.until.errors = [_("Choose today or a later day.")]
        return False
    return True


@blueprint.post("/people/<uuid:person_id>/leads/<uuid:team_id>/withdraw")
def withdraw(person_id: UUID, team_id: UUID) -> ResponseReturnValue:
    """Let somebody lead a team no longer."""
    shown = get_person(person_id)
    with transaction(db.session()) as session:
        directory.withdraw_lead(session, person_id=shown.id, team_id=TeamId(team_id))
    flash(_("Saved."), "success")
    return redirect(url_for(".person", person_id=shown.id))
