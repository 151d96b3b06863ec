"""Going through a reflection: how my plans went, one item at a time, and its end."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import FinishedError, Reflection, ReflectionKind
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.compliment_words import compliments_on
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.plan_follow_up import follow_up_form, keep_follow_up, way_after
from feedbackpulse.web.employee.reflect_forms import SKIPPED, StepForm
from feedbackpulse.web.employee.reflect_mine import (
    is_looked_back_on,
    moment_is_over,
    my_reflection,
    plans_in,
    way_to_items,
)
from feedbackpulse.web.employee.reflect_steps import Step, steps_of
from feedbackpulse.web.identity import today


@blueprint.route("/reflect/<uuid:reflection_id>/plan/<int:number>", methods=["GET", "POST"])
def reflect_plan(reflection_id: UUID, number: int) -> ResponseReturnValue:
    """Ask how one of my plans went, before I look at myself."""
    mine, catalogue = my_reflection(reflection_id), load_catalogue()
    looked = plans_in(mine)
    if mine.is_finished:
        return redirect(url_for(".reflection", reflection_id=mine.id))
    if not 1 <= number <= len(looked):
        abort(404)
    onward = _after_plan(mine, number, len(looked))
    form = follow_up_form(looked[number - 1])
    if form.validate_on_submit() and keep_follow_up(form, looked[number - 1]):
        return redirect(onward)
    page = render_template(
        "employee/reflecting/looking_back.html",
        form=form,
        reflection=mine,
        number=number,
        total=len(looked) + len(steps_of(mine, catalogue)),
        onward=onward,
    )
    return page, 422 if form.is_submitted() else 200


def _after_plan(mine: Reflection, number: int, count: int) -> str:
    if number < count:
        return url_for(".reflect_plan", reflection_id=mine.id, number=number + 1)
    return way_to_items(mine)


@blueprint.route("/reflect/<uuid:reflection_id>/<int:number>", methods=["GET", "POST"])
def reflect_step(reflection_id: UUID, number: int) -> ResponseReturnValue:
    """Show one item, and save it before going on."""
    mine, catalogue = my_reflection(reflection_id), load_catalogue()
    steps = steps_of(mine, catalogue)
    if not 1 <= number <= len(steps):
        abort(404)
    if mine.is_finished:
        return redirect(url_for(".reflection", reflection_id=mine.id))
    step = steps[number - 1]
    form = StepForm(data=_filled_in(mine, step))
    if form.validate_on_submit():
        _save(mine, step, form, my_notebook())
        return redirect(_after(mine, number, len(steps)))
    page = render_template(
        "employee/reflecting/step.html",
        form=form,
        reflection=mine,
        step=step,
        before=len(plans_in(mine)),
        total=len(steps),
        finishes=number == len(steps) and mine.kind is ReflectionKind.SMALL,
        catalogue=catalogue,
        compliments=compliments_on(step.facet),
    )
    return page, 422 if form.is_submitted() else 200


def _filled_in(mine: Reflection, step: Step) -> dict[str, str | None]:
    rating = mine.rating_of(step.item.code)
    given = None if rating is None else SKIPPED if rating.value is None else str(rating.value)
    return {"value": given, "words": mine.words_of(step.prompt.code) if step.prompt else ""}


def _save(mine: Reflection, step: Step, form: StepForm, notebook: Notebook) -> None:
    try:
        with transaction(db.session()) as session:
            reflections.rate(
                session,
                notebook=notebook,
                reflection_id=mine.id,
                item=step.item,
                value=form.rating(),
            )
            if step.prompt is not None:
                reflections.write(
                    session,
                    notebook=notebook,
                    reflection_id=mine.id,
                    prompt=step.prompt,
                    text=form.words.data or "",
                )
    except FinishedError:
        flash(_("This reflection is finished, so it stays as it is."), "error")


def _after(mine: Reflection, number: int, total: int) -> str:
    if request.form.get("then") == "stop":
        flash(_("Saved. You can go on later."), "success")
        return url_for(".reflect")
    if number == total and mine.kind is ReflectionKind.SMALL:
        return _finish(mine)
    if "check" in request.args or number == total:
        return url_for(".finish_reflection", reflection_id=mine.id)
    return url_for(".reflect_step", reflection_id=mine.id, number=number + 1)


@blueprint.route("/reflect/<uuid:reflection_id>/finish", methods=["GET", "POST"])
def finish_reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Show what I filled in, and close the reflection."""
    mine, catalogue = my_reflection(reflection_id), load_catalogue()
    if mine.is_finished:
        return redirect(url_for(".strengths"))
    if FlaskForm().validate_on_submit():
        return redirect(_finish(mine))
    return render_template(
        "employee/reflecting/check.html",
        reflection=mine,
        steps=steps_of(mine, catalogue),
        catalogue=catalogue,
    )


def _finish(mine: Reflection) -> str:
    """Close a reflection, and return where I go from there."""
    notebook = my_notebook()
    with suppress(FinishedError), transaction(db.session()) as session:
        reflections.finish_reflection(
            session, notebook=notebook, reflection_id=mine.id, today=today()
        )
        moment_is_over(session, notebook)
    flash(_("Your reflection is finished. Thank you for taking the time."), "success")
    return _way_from(mine)


def _way_from(mine: Reflection) -> str:
    """Return where I go from a finished reflection: first to a step that I wanted to change."""
    ways = (way_after(plan) for plan in plans_in(mine) if is_looked_back_on(plan, mine))
    to_change = next((way for way in ways if way), None)
    if mine.kind is ReflectionKind.SMALL:
        return to_change or url_for(".reflect")
    if to_change:
        flash(_("You wanted to change the step of a plan. You find it under “My plan”."), "info")
    return url_for(".strengths")
