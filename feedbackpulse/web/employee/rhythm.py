"""My rhythm: how often I look at myself, whether I am reminded, and: not now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.reflection import rhythms
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.rhythm import Due, Rhythm
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.reflect_mine import moment_is_over
from feedbackpulse.web.employee.rhythm_form import RhythmForm
from feedbackpulse.web.identity import today
from feedbackpulse.web.page import day


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What comes next for me, and whether that is now."""

    due: Due
    is_now: bool


def my_moment(notebook: Notebook) -> Moment | None:
    """Return what comes next for me, or None when nothing comes by itself."""
    due = rhythms.coming(db.session(), notebook=notebook)
    return None if due is None else Moment(due=due, is_now=due.on <= today())


def moment_now(notebook: Notebook) -> Moment | None:
    """Return what there is for me now, or None while nothing is due."""
    moment = my_moment(notebook)
    return moment if moment and moment.is_now else None


def asks_about_reminders(notebook: Notebook) -> bool:
    """Say whether nobody asked me yet if I want to be reminded."""
    return rhythms.get_rhythm(db.session(), notebook=notebook).reminders is None


@blueprint.route("/reflect/rhythm", methods=["GET", "POST"])
def rhythm() -> ResponseReturnValue:
    """Choose how often I look at myself, and whether I am reminded."""
    notebook = my_notebook()
    chosen = rhythms.get_rhythm(db.session(), notebook=notebook)
    form = RhythmForm.of(chosen, rhythms.proposed_pace(db.session()))
    if form.validate_on_submit():
        _choose(notebook, form.applied_to(chosen))
        flash(_("Saved."), "success")
        return redirect(url_for(".rhythm"))
    page = render_template(
        "employee/rhythm/rhythm.html",
        form=form,
        moment=my_moment(notebook),
        mails=bool(current_settings().smtp_host),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/reflect/rhythm/reminders")
def choose_reminders() -> ResponseReturnValue:
    """Answer the one question whether I want to be reminded."""
    notebook, wanted = my_notebook(), request.form.get("wanted") == "yes"
    chosen = rhythms.get_rhythm(db.session(), notebook=notebook)
    _choose(notebook, replace(chosen, reminders=wanted))
    said = (
        _("We send you a mail when it is time. It says nothing of what you write.")
        if wanted
        else _("We send you nothing. You can change that under “My rhythm”.")
    )
    flash(said, "success")
    return redirect(url_for(".reflect"))


@blueprint.post("/reflect/not-now")
def not_now() -> ResponseReturnValue:
    """Leave me alone with this for a while."""
    notebook = my_notebook()
    with transaction(db.session()) as session:
        due = rhythms.put_off(session, notebook=notebook, today=today())
        moment_is_over(session, notebook)
    if due is not None:
        flash(_("Fine. We ask nothing until %(day)s.", day=day(due.on)), "success")
    return redirect(url_for(".home" if request.form.get("from") == "home" else ".reflect"))


def _choose(notebook: Notebook, chosen: Rhythm) -> None:
    with transaction(db.session()) as session:
        rhythms.choose_rhythm(session, notebook=notebook, rhythm=chosen, today=today())
        if not chosen.reminders:
            moment_is_over(session, notebook)
