"""How somebody signs in: take a lost second step away, and sign them out everywhere."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.second_factor import forget_second_factor, has_second_factor
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, wake_a_worker
from feedbackpulse.notices.second_step import tell_of_second_step
from feedbackpulse.web.admin.blueprint import blueprint
from feedbackpulse.web.admin.people import get_person
from feedbackpulse.web.identity import me
from feedbackpulse.web.proving import recently_proved


@blueprint.route("/people/<uuid:person_id>/second-step", methods=["GET", "POST"])
@recently_proved
def take_second_step(person_id: UUID) -> ResponseReturnValue:
    """Ask whether somebody's second step really goes, and tell them that it went."""
    shown = get_person(person_id)
    if shown.id == me().id or not has_second_factor(db.session(), person_id=shown.id):
        abort(404)
    if not FlaskForm().validate_on_submit():
        return render_template("admin/signing_in/take.html", shown=shown)
    with transaction(db.session()) as session:
        forget_second_factor(session, person_id=shown.id)
        accounts.end_sessions(session, person_id=shown.id)
        tell_of_second_step(session, person_id=shown.id, now=clock.now())
    wake_a_worker()
    flash(_("%(name)s signs in without a second step now.", name=shown.name), "success")
    return redirect(url_for(".person", person_id=shown.id))


@blueprint.post("/people/<uuid:person_id>/sign-out")
def sign_out_everywhere(person_id: UUID) -> ResponseReturnValue:
    """Sign somebody out in every browser; they can sign in again."""
    shown = get_person(person_id)
    with transaction(db.session()) as session:
        accounts.end_sessions(session, person_id=shown.id)
    flash(_("%(name)s is signed out everywhere.", name=shown.name), "success")
    return redirect(url_for(".person", person_id=shown.id))
