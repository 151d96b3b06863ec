"""The address of the calendar of rounds: to copy, and to replace."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.programme.service import find_feed_token, renew_feed_token
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.cycle_forms import ConfirmForm
from feedbackpulse.web.links import absolute


@blueprint.get("/calendar")
def calendar() -> ResponseReturnValue:
    """Show the address, or offer to make one."""
    token = find_feed_token(db.session())
    if token is None:
        return render_template("hr/feed/none.html", form=ConfirmForm())
    path = url_for("account.calendar_feed", token=token, language=str(get_locale()))
    return render_template("hr/feed/index.html", address=absolute(path), path=path)


@blueprint.route("/calendar/renew", methods=["GET", "POST"])
def renew_calendar() -> ResponseReturnValue:
    """Give the calendar an address, or another one after asking."""
    form = ConfirmForm()
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            is_first = find_feed_token(session) is None
            renew_feed_token(session)
        flash(_ready(is_first=is_first), "success")
        return redirect(url_for(".calendar"))
    return render_template("hr/feed/renew.html", form=form)


def _ready(*, is_first: bool) -> str:
    if is_first:
        return str(_("The calendar has an address."))
    return str(_("The calendar has a new address. The old one no longer works."))
