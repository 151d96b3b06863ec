"""One's own account: language, appearance, password, and where one is signed in."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import SessionId, check_password
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.accounts.throttle import PASSWORD
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db, lifetime
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Theme
from feedbackpulse.web import identity
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.forms import ChangePasswordForm, LookForm
from feedbackpulse.web.account.mine import mine
from feedbackpulse.web.brake import hold_back
from feedbackpulse.web.identity import me


@blueprint.route("/account", methods=["GET", "POST"])
@mine
def settings() -> ResponseReturnValue:
    """Show my account, and save how I want to read."""
    form = LookForm(data={"locale": str(get_locale()), "theme": me().theme.value})
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            people.choose_locale(session, person_id=me().id, locale=form.locale.data)
            people.choose_theme(session, person_id=me().id, theme=Theme(form.theme.data))
        with force_locale(form.locale.data):
            flash(_("Saved."), "success")
        return redirect(url_for(".settings"))
    sessions = accounts.list_sessions(
        db.session(), person_id=me().id, now=clock.now(), lifetime=lifetime()
    )
    page = render_template(
        "account/settings/index.html", form=form, sessions=sessions, this=identity.my_session()
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/account/password", methods=["GET", "POST"])
@mine
def change_password() -> ResponseReturnValue:
    """Let somebody who knows the old password choose a new one."""
    form = ChangePasswordForm()
    if form.is_submitted():
        wait = hold_back((PASSWORD, (str(me().id),)))
        if wait is not None:
            return wait
    if not _is_good(form):
        page = render_template("account/settings/password.html", form=form)
        return page, 422 if form.is_submitted() else 200
    hashed = hash_password(form.chosen())
    with transaction(db.session()) as session:
        accounts.set_password(session, person_id=me().id, password_hash=hashed)
        accounts.end_sessions(session, person_id=me().id, but_for=identity.my_session())
    identity.renew()  # a password is no second step, and does not bring a role back that waits
    flash(_("Your password is changed. You are signed out everywhere else."), "success")
    return redirect(url_for(".settings"))


def _is_good(form: ChangePasswordForm) -> bool:
    if not form.validate_on_submit():
        return False
    known = accounts.is_password_of(
        db.session(), person_id=me().id, password=form.current.data or ""
    )
    if not known:
        form.current.errors = [_("This is not your current password.")]
        return False
    about = (current_settings().organisation, me().name, me().email)
    problem = check_password(form.chosen(), about=about)
    if problem is not None:
        form.refuse(problem)
    return problem is None


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@mine
def end_session(session_id: UUID) -> ResponseReturnValue:
    """Sign me out in one browser."""
    with transaction(db.session()) as session:
        ended = accounts.end_session(session, person_id=me().id, session_id=SessionId(session_id))
    if not ended:
        abort(404)
    flash(_("You are signed out there."), "success")
    return redirect(url_for(".settings"))


@blueprint.post("/account/sessions/end-others")
@mine
def end_other_sessions() -> ResponseReturnValue:
    """Sign me out everywhere but here."""
    with transaction(db.session()) as session:
        accounts.end_sessions(session, person_id=me().id, but_for=identity.my_session())
    flash(_("You are signed out everywhere else."), "success")
    return redirect(url_for(".settings"))
