"""Writing a plan in small steps, each of them saved before going on."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.domain import Audience, LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.domain import Words
from feedbackpulse.reflection.plan import Plan
from feedbackpulse.reflection.service import list_reflections
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.plan import my_plan, plan_words
from feedbackpulse.web.employee.plan_forms import STEPS, PlanStepForm
from feedbackpulse.web.employee.plan_words import checkpoint_of
from feedbackpulse.web.identity import today

_NAMES = tuple(STEPS)


@blueprint.route(
    f"/reflect/plan/<uuid:plan_id>/<any({','.join(_NAMES)}):step>", methods=["GET", "POST"]
)
def plan_step(plan_id: UUID, step: str) -> ResponseReturnValue:
    """Ask one thing about a plan, and save it before going on."""
    mine, catalogue, locale = my_plan(plan_id), load_catalogue(), str(get_locale())
    if mine.is_over:
        return redirect(url_for(".plan", plan_id=mine.id))
    form = STEPS[step](obj=mine)
    form.ask(catalogue, locale, mine, today())
    if form.validate_on_submit():
        _save(mine, form)
        return redirect(_after(mine, step))
    page = render_template(
        "employee/plan_steps/step.html",
        form=form,
        plan=mine,
        step=step,
        number=_NAMES.index(step) + 1,
        names=_NAMES,
        said=said_before(mine) if step == "reality" else (),
        example=_example(mine) if step == "sentence" else None,
        say=plan_words(),
    )
    return page, 422 if form.is_submitted() else 200


def _save(mine: Plan, form: PlanStepForm) -> None:
    changes = form.changes(load_catalogue(), str(get_locale()), mine)
    notebook = my_notebook()
    with transaction(db.session()) as session:
        plans.change_plan(
            session,
            notebook=notebook,
            plan_id=mine.id,
            change=lambda plan: replace(plan, **changes),
        )


def _after(mine: Plan, step: str) -> str:
    if request.form.get("then") == "stop":
        flash(_("Saved. You can go on later."), "success")
        return url_for(".plan_list")
    if "check" in request.args or step == _NAMES[-1]:
        return url_for(".plan", plan_id=mine.id)
    return url_for(".plan_step", plan_id=mine.id, step=_NAMES[_NAMES.index(step) + 1])


def said_before(mine: Plan) -> tuple[tuple[LocalText, Words], ...]:
    """Return what its owner wrote about the facet in the last reflection that says anything."""
    catalogue = load_catalogue()
    point = checkpoint_of(mine.facet, catalogue)
    prompts = {one.code: one.text for one in catalogue.prompts(point.code, Audience.REFLECTION)}
    for reflection in reversed(list_reflections(db.session(), notebook=my_notebook())):
        found = [w for w in reflection.words if w.facet == mine.facet and w.prompt in prompts]
        if found:
            return tuple((prompts[words.prompt], words) for words in found)
    return ()


def _example(mine: Plan) -> LocalText | None:
    """Return the step that was chosen, for whoever puts it into a sentence of their own."""
    actions = checkpoint_of(mine.facet, load_catalogue()).development.get("employee", ())
    return next((action.text for action in actions if action.code == mine.action), None)
