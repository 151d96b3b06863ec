"""Were the questions worth the time? What people said, and what HR did with it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.consultations.domain import LONGEST_DECISION
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record
from feedbackpulse.web.choices import options
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.identity import today
from feedbackpulse.web.team.worth import Worth, read_worth
from feedbackpulse.web.typed import plain


class DoneForm(FlaskForm):
    """What was done with the answers to one round."""

    asked = SelectField(_l("Which round?"))
    done = TextAreaField(
        _l("What did you do with it?"),
        filters=[plain],
        validators=[
            DataRequired(message=_l("Write what you did.")),
            Length(max=LONGEST_DECISION, message=_l("Use at most %(max)d characters.")),
        ],
    )

    @classmethod
    def of(cls, worth: Worth) -> DoneForm:
        """Return the form, with the published rounds to choose from."""
        form = cls()
        turns = ((turn.moment.round_id.hex, turn.moment.name) for turn in worth.turns)
        form.asked.choices = options(turns)
        return form


@blueprint.route("/worth", methods=["GET", "POST"])
def worth() -> ResponseReturnValue:
    """Show what people said of the questions, and keep what was done with it."""
    catalogue, locale = load_catalogue(), str(get_locale())
    found = read_worth(db.session(), catalogue=catalogue, locale=locale)
    form: Any = DoneForm.of(found)
    if form.validate_on_submit():
        _keep(RoundId(UUID(form.asked.data)), form.done.data, today())
        flash(_("Saved. Everybody can read it in the log."), "success")
        return redirect(url_for(".worth"))
    page = render_template(
        "hr/worth/worth.html", worth=found, form=form, question=catalogue.worth.text.in_(locale)
    )
    return page, 422 if form.is_submitted() else 200


def _keep(round_id: RoundId, done: str, on: date) -> None:
    with transaction(db.session()) as session:
        asked = cycles.get_round(session, round_id=round_id)
        change = Change(
            on=on,
            kind=Kind.WORTH,
            title=asked.title,
            cycle_id=asked.cycle_id,
            round_number=asked.number,
            details={"done": done},
            role=Role.HR,
        )
        record(session, change)
