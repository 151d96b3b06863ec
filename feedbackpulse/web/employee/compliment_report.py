"""Report a compliment that was none: it is out of my sight at once, and who I choose reads it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.reflection.compliments import Received, hide_reported
from feedbackpulse.signals.domain import Reader, SignalKind
from feedbackpulse.signals.sending import send
from feedbackpulse.web.choices import options
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.compliment_words import quoted
from feedbackpulse.web.employee.compliments import any_compliment, claim_unshown
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.signal_readers import readers_on

LONGEST_REPORT = 1000


class ReportForm(FlaskForm):
    """Who has to know, and what somebody wants to add."""

    reader = RadioField(
        _l("Who reads it?"), validators=[InputRequired(message=_l("Choose who reads it."))]
    )
    text = TextAreaField(
        _l("What do you want to say about it?"),
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=LONGEST_REPORT, message=_l("Use at most %(max)d characters."))],
    )

    def offer(self) -> None:
        """Fill in who can read it: HR, and the confidential adviser when there is one."""
        readers = readers_on(db.session(), day=today())
        found = [one for one in (Reader.HR, Reader.ADVISER) if readers.has(one)]
        self.reader.choices = options((one.value, readers.words(one)) for one in found)


@blueprint.route("/reflect/compliments/<uuid:compliment_id>/report", methods=["GET", "POST"])
def report_compliment(compliment_id: UUID) -> ResponseReturnValue:
    """Show what somebody would read, and report it when I say so."""
    mine, form = any_compliment(compliment_id), ReportForm()
    if mine.reported:  # the button was pressed twice
        return redirect(url_for(".compliments"))
    form.offer()
    if form.validate_on_submit():
        _report(mine, form)
        flash(_("You reported it. You do not see it here any more."), "success")
        return redirect(url_for(".compliments"))
    page = render_template(
        "employee/compliment_report/report.html",
        form=form,
        received=mine,
        words=_words(mine, ""),
    )
    return page, 422 if form.is_submitted() else 200


def _report(mine: Received, form: ReportForm) -> None:
    notebook, person, day = my_notebook(), me(), today()
    with transaction(db.session()) as session:
        if claim_unshown(session, notebook, mine.id).reported:
            return
        hide_reported(session, notebook=notebook, compliment_id=mine.id)
        send(
            session,
            keys=stores().keys,
            kind=SignalKind.CONCERN,
            reader=Reader(form.reader.data),
            team_id=None,
            text=_words(mine, form.text.data or ""),
            on=day,
            sender=person.id,
        )


def _words(mine: Received, added: str) -> str:
    said = _("I was given this as a compliment. It is none.")
    return "\n\n".join(part for part in (str(said), quoted(mine.compliment), added) if part)
