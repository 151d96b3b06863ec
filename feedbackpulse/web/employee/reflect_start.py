"""Beginning to reflect: on subjects of my choice, or shortly on what I work on."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reflection import plans
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import ReflectionKind
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.reflect_forms import StartForm
from feedbackpulse.web.employee.reflect_mine import my_reflections, my_running, way_on
from feedbackpulse.web.employee.reflect_steps import count_facets, proposal, reflectable
from feedbackpulse.web.identity import today


def planned_facets() -> tuple[str, ...]:
    """Return the parts that I work on now, by their codes."""
    running = plans.running_plans(db.session(), notebook=my_notebook())
    return tuple(dict.fromkeys(plan.facet for plan in running))


@blueprint.route("/reflect/start", methods=["GET", "POST"])
def start_reflection() -> ResponseReturnValue:
    """Choose what to reflect on, and begin."""
    mine, catalogue, notebook = my_reflections(), load_catalogue(), my_notebook()
    planned = planned_facets()
    form = StartForm(data={"checkpoints": proposal(mine, catalogue, planned=planned)})
    form.offer(catalogue, str(get_locale()))
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            started = reflections.start_reflection(
                session,
                notebook=notebook,
                checkpoints=form.checkpoints.data or [],
                today=today(),
            )
        return redirect(way_on(started))
    running = my_running(mine, ReflectionKind.LARGE)
    if running is not None:
        return redirect(way_on(running))
    page = render_template(
        "employee/reflect_start/start.html",
        form=form,
        parts={p.code: count_facets(catalogue, [p.code]) for p in reflectable(catalogue)},
        points=reflectable(catalogue),
        planned=planned,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/reflect/short")
def start_short() -> ResponseReturnValue:
    """Begin a small reflection on what I work on, or go on with the one that I began."""
    facets, notebook = planned_facets(), my_notebook()
    if not facets:
        flash(_("A short reflection looks at a plan, and none of yours is running."), "error")
        return redirect(url_for(".reflect"))
    with transaction(db.session()) as session:
        started = reflections.start_small(session, notebook=notebook, facets=facets, today=today())
    return redirect(way_on(started))
