"""What happens along the way of a plan: looking back on it, and writing something down."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.plan import NoteId, NoteKind, Plan, without_note
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.compliment_words import quoted, wanted_compliment
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.plan import my_plan, plan_words
from feedbackpulse.web.employee.plan_follow_up import follow_up_form, keep_follow_up, way_after
from feedbackpulse.web.employee.plan_forms import NoteForm
from feedbackpulse.web.identity import today


@blueprint.route("/reflect/plan/<uuid:plan_id>/look-back", methods=["GET", "POST"])
def look_back(plan_id: UUID) -> ResponseReturnValue:
    """Ask how a plan went and what comes next."""
    mine = my_plan(plan_id)
    if not mine.can_look_back(today()):
        return redirect(url_for(".plan", plan_id=mine.id))
    form = follow_up_form(mine)
    if form.validate_on_submit() and (changed := keep_follow_up(form, mine)):
        flash(_words_after(changed), "success")
        return redirect(way_after(changed) or url_for(".plan_list"))
    page = render_template("employee/plan_notes/look_back.html", form=form, plan=mine)
    return page, 422 if form.is_submitted() else 200


def _words_after(changed: Plan) -> str:
    if changed.is_over:
        return str(_("Saved. What you learned stays here, for when you want to look back."))
    return str(_("Saved. You go on with your plan."))


@blueprint.route("/reflect/plan/<uuid:plan_id>/note", methods=["GET", "POST"])
def plan_note(plan_id: UUID) -> ResponseReturnValue:
    """Let me write down how a week went, or what shows that it works."""
    mine, notebook = my_plan(plan_id), my_notebook()
    if mine.is_draft:
        return redirect(url_for(".plan", plan_id=mine.id))
    form = NoteForm(data=_begun())
    form.offer()
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            plans.add_note(
                session,
                notebook=notebook,
                plan_id=mine.id,
                kind=NoteKind(form.kind.data),
                text=form.text.data or "",
                today=today(),
            )
        flash(_("Written down, for you alone."), "success")
        return redirect(url_for(".plan", plan_id=mine.id))
    page = render_template("employee/plan_notes/note.html", form=form, plan=mine, say=plan_words())
    return page, 422 if form.is_submitted() else 200


def _begun() -> dict[str, str]:
    """Return what the address says of a note, or the compliment that I want to keep with a plan."""
    wanted = wanted_compliment()
    if wanted is None:
        return {"kind": request.args.get("kind", NoteKind.WEEK.value)}
    return {"kind": NoteKind.COMPLIMENT.value, "text": quoted(wanted.compliment)}


@blueprint.route("/reflect/plan/<uuid:plan_id>/note/<uuid:note_id>/delete", methods=["GET", "POST"])
def delete_note(plan_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Ask whether to delete one note of a plan, and do it."""
    mine, notebook = my_plan(plan_id), my_notebook()
    note = next((one for one in mine.notes if one.id == note_id), None) or abort(404)
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            plans.change_plan(
                session,
                notebook=notebook,
                plan_id=mine.id,
                change=lambda plan: without_note(plan, NoteId(note_id)),
            )
        flash(_("The note is deleted."), "success")
        return redirect(url_for(".plan", plan_id=mine.id))
    return render_template("employee/plan_notes/delete_note.html", plan=mine, note=note)
