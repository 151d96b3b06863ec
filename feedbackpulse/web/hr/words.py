"""HR counts and searches what people wrote in the whole organisation."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse.extensions import current_settings, db
from feedbackpulse.insight.words import TEXTS_FROM, WORD_FROM
from feedbackpulse.signals.conversations import arrived
from feedbackpulse.signals.domain import Reader
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.identity import today
from feedbackpulse.web.team.written import SearchForm, find_wanted, read_written


@blueprint.route("/words", methods=["GET", "POST"])
def words() -> ResponseReturnValue:
    """Show which words and themes are in comments and signals, and the texts with one of them.

    Of signals only those that were sent to HR: others have another reader.
    """
    session, keys = db.session(), current_settings().keystore_path
    signals = arrived(session, keys=keys, today=today(), reader=Reader.HR)
    page, form = read_written(session, teams=None, signals=signals), SearchForm()
    found = find_wanted(page, form)
    shown = render_template(
        "hr/words/words.html",
        page=page,
        form=form,
        found=found,
        action=url_for(".words"),
        texts_from=TEXTS_FROM,
        word_from=WORD_FROM,
    )
    return shown, 422 if form.errors else 200
