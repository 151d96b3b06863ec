"""Signing in and out."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.throttle import (
    SIGN_IN,
    SIGN_IN_ADDRESS,
    forget_attempts,
    take_back,
)
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.web import identity
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.forms import SignInForm
from feedbackpulse.web.account.sign_in_code import let_in
from feedbackpulse.web.brake import address, hold_back
from feedbackpulse.web.returning import local_path


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Let somebody in, and send them to the page they wanted."""
    target = local_path(request.args.get("next"))
    if identity.find_me() is not None:
        return redirect(target)
    form = SignInForm()
    if form.validate_on_submit():
        return _try(form, target)
    return _page(form, target), 422 if form.is_submitted() else 200


def _try(form: SignInForm, target: str) -> ResponseReturnValue:
    email, password = form.values()
    who = (email, address())
    if (wait := hold_back((SIGN_IN, who), (SIGN_IN_ADDRESS, who[1:]))) is not None:
        return wait
    counted_at = clock.now()
    person = accounts.find_by_password(
        db.session(), email=email, password=password, on=identity.today()
    )
    if person is None:
        form.form_errors.append(_("This e-mail address and password do not belong together."))
        return _page(form, target), 422
    with transaction(db.session()) as session:
        forget_attempts(session, SIGN_IN, of=who)
        take_back(session, SIGN_IN_ADDRESS, of=who[1:], counted_at=counted_at)
    return let_in(person.id, target)


def _page(form: SignInForm, target: str) -> str:
    mails = bool(current_settings().smtp_host)
    return render_template("account/sign_in/index.html", form=form, target=target, mails=mails)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session on the server, and clear what the browser kept."""
    identity.sign_out()
    response = redirect(url_for(".sign_in"))
    response.headers["Clear-Site-Data"] = '"storage"'
    return response
