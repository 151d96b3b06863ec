"""Signing in with a link from a mail, for who has no password or does not want one."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import LinkRefusedError, Purpose
from feedbackpulse.accounts.throttle import MAILED
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.web import identity
from feedbackpulse.web.account.asking import ask_for
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.forms import AskLinkForm
from feedbackpulse.web.account.sign_in_code import let_in
from feedbackpulse.web.brake import address, hold_back
from feedbackpulse.web.mailed_codes import code_in
from feedbackpulse.web.one_time_links import SIGN_IN


@blueprint.route("/sign-in/mail", methods=["GET", "POST"])
def ask_sign_in_link() -> ResponseReturnValue:
    """Send a link to sign in with, and answer the same whether or not we know the address."""

    def show(form: AskLinkForm) -> str:
        return render_template("account/sign_in_link/ask.html", form=form)

    return ask_for(SIGN_IN, show=show, sent=".sign_in_link_sent")


@blueprint.get("/sign-in/mail/sent")
def sign_in_link_sent() -> str:
    """Say where to look, without saying whether there is something to find."""
    return render_template("account/sign_in_link/sent.html")


@blueprint.route("/sign-in/link", methods=["GET", "POST"])
def sign_in_by_link() -> ResponseReturnValue:
    """Ask whether to go on; only sending the form uses the link up."""
    if request.method != "POST":
        return render_template("account/sign_in_link/index.html")
    person_id = _use(code_in(request.form))
    if person_id is None:
        wait = hold_back((MAILED, (address(),)))
        return wait or (render_template("account/sign_in_link/gone.html"), 410)
    return let_in(person_id, "/", says=_("You are signed in."))


def _use(code: str) -> PersonId | None:
    """Use a link up and return its owner, as long as they work here."""
    session, now = db.session(), clock.now()
    owner = accounts.find_link_owner(session, token=code, now=now, purpose=Purpose.SIGN_IN)
    person = owner and people.find_person(session, person_id=owner, on=identity.today())
    if not person or not person.active:
        return None
    try:
        with transaction(session):
            return accounts.use_sign_in_link(session, token=code, now=now)
    except LinkRefusedError:
        return None
