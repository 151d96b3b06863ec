"""What I brought in under my name: to read back, and to take my name off."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse.consultations.naming import named_after, take_names_off
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.identity import me


@blueprint.route("/contribute/mine", methods=["GET", "POST"])
def said_by_me() -> ResponseReturnValue:
    """Show what bears my name, and take my name off."""
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            take_names_off(session, people=[me().id])
        flash(_("Your name is gone. The words stay."), "success")
        return redirect(url_for(".said_by_me"))
    mine = named_after(db.session(), person_id=me().id)
    return render_template("employee/my_say/index.html", mine=mine)
