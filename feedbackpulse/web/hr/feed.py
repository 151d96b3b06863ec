"""The address of the calendar of rounds: to copy, and to replace."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.programme.service import feed_token, renew_feed_token
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.cycle_forms import ConfirmForm
from feedbackpulse.web.links import absolute


@blueprint.get("/calendar")
def calendar() -> ResponseReturnValue:
    """Show the address."""
    with transaction(db.session()) as session:
        token = feed_token(session)
    path = url_for("account.calendar_feed", token=token, language=str(get_locale()))
    return render_template("hr/feed/index.html", address=absolute(path), path=path)


@blueprint.route("/calendar/renew", methods=["GET", "POST"])
def renew_calendar() -> ResponseReturnValue:
    """Give the calendar another address, after asking."""
    form = ConfirmForm()
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            renew_feed_token(session)
        flash(_("The calendar has a new address. The old one no longer works."), "success")
        return redirect(url_for(".calendar"))
    return render_template("hr/feed/renew.html", form=form)
