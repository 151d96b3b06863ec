"""Choosing a password with a one-time link."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import LinkRefusedError, check_password
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.accounts.throttle import MAILED
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person
from feedbackpulse.web import identity
from feedbackpulse.web.account.asking import ask_for
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.forms import AskLinkForm, ChoosePasswordForm
from feedbackpulse.web.brake import address, hold_back
from feedbackpulse.web.mailed_codes import code_in
from feedbackpulse.web.one_time_links import NEW_PASSWORD


@blueprint.route("/password", methods=["GET", "POST"])
def ask_link() -> ResponseReturnValue:
    """Send a link, and answer the same whether or not we know the address."""

    def show(form: AskLinkForm) -> str:
        return render_template("account/password/ask.html", form=form)

    return ask_for(NEW_PASSWORD, show=show, sent=".link_sent")


@blueprint.get("/password/sent")
def link_sent() -> str:
    """Say where to look, without saying whether there is something to find."""
    return render_template("account/password/sent.html")


@blueprint.route("/password/choose", methods=["GET", "POST"])
def choose_password() -> ResponseReturnValue:
    """Let the owner of a link choose a password; only sending the form uses the link up."""
    form, code = ChoosePasswordForm(), code_in(request.form)
    if request.method != "POST":
        return render_template("account/password/choose.html", form=form, code="")
    owner = _owner(code)
    if owner is None:
        return _gone()
    if not _is_good(form, owner):
        return render_template("account/password/choose.html", form=form, code=code), 422
    return _choose(form, code)


def _choose(form: ChoosePasswordForm, code: str) -> ResponseReturnValue:
    hashed = hash_password(form.chosen())
    try:
        with transaction(db.session()) as session:
            accounts.reset_password(session, token=code, password_hash=hashed, now=clock.now())
    except LinkRefusedError:
        return _gone()
    flash(_("Your password is set. You can sign in now."), "success")
    return redirect(url_for(".sign_in"))


def _owner(code: str) -> Person | None:
    """Return whose link this is, as long as both the link and the account live."""
    owner = accounts.find_link_owner(db.session(), token=code, now=clock.now())
    if owner is None:
        return None
    person = people.find_person(db.session(), person_id=owner, on=identity.today())
    return person if person is not None and person.active else None


def _is_good(form: ChoosePasswordForm, owner: Person) -> bool:
    if not form.validate_on_submit():
        return False
    about = (current_settings().organisation, owner.name, owner.email)
    problem = check_password(form.chosen(), about=about)
    if problem is not None:
        form.refuse(problem)
    return problem is None


def _gone() -> ResponseReturnValue:
    wait = hold_back((MAILED, (address(),)))
    return wait or (render_template("account/password/gone.html"), 410)
