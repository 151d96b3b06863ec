"""My plans: only ever one's own, whatever the address says."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.pages import PageNotFoundError
from feedbackpulse.reflection.plan import (
    MOST_RUNNING,
    EndedError,
    NotReadyError,
    Plan,
    PlanId,
    TooManyPlansError,
)
from feedbackpulse.reflection.plan_course import course_of
from feedbackpulse.reflection.profile import profile_of
from feedbackpulse.reflection.service import list_reflections
from feedbackpulse.web.choices import options
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.plan_forms import FacetForm
from feedbackpulse.web.employee.plan_words import PlanWords
from feedbackpulse.web.employee.reflect_mine import keep_time
from feedbackpulse.web.employee.reflect_steps import reflectable
from feedbackpulse.web.errors import show_error
from feedbackpulse.web.identity import today


def plan_words() -> PlanWords:
    """Return what the templates say plans with."""
    return PlanWords(catalogue=load_catalogue(), locale=str(get_locale()))


def my_plan(plan_id: UUID) -> Plan:
    """Return my plan with that id; anybody else's does not exist."""
    return plans.find_plan(db.session(), notebook=my_notebook(), plan_id=PlanId(plan_id))


@blueprint.errorhandler(PageNotFoundError)
def show_no_such_page(_error: PageNotFoundError) -> ResponseReturnValue:
    """Say the same about somebody else's page as about one that never was."""
    return show_error(NotFound())


def _all_mine() -> tuple[Plan, ...]:
    return plans.list_plans(db.session(), notebook=my_notebook())


@blueprint.get("/reflect/plan")
def plan_list() -> ResponseReturnValue:
    """Show what I work on, what became of it, and where I could begin."""
    mine = _all_mine()
    running = [plan for plan in mine if plan.is_running]
    return render_template(
        "employee/plan/index.html",
        running=running,
        draft=next((plan for plan in mine if plan.is_draft), None),
        over=[plan for plan in reversed(mine) if plan.is_over],
        course=course_of(mine),
        proposed=[] if running else _chances(),
        has_room=len(running) < MOST_RUNNING,
        today=today(),
        say=plan_words(),
    )


def _chances() -> list[str]:
    """Return the facets in which I can grow, as my reflections say."""
    mine = list_reflections(db.session(), notebook=my_notebook())
    return [facet.facet for facet in profile_of(mine).improvement_areas]


@blueprint.route("/reflect/plan/new", methods=["GET", "POST"])
def new_plan() -> ResponseReturnValue:
    """Choose what a plan is about, and begin to write it."""
    catalogue, notebook, mine = load_catalogue(), my_notebook(), _all_mine()
    chances = _chances()
    form = FacetForm(data={"facet": request.args.get("facet")})
    form.facet.choices = options(_facets(catalogue, str(get_locale()), chances))
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            plan = plans.draft_plan(
                session, notebook=notebook, facet=form.facet.data, today=today()
            )
        return redirect(url_for(".plan_step", plan_id=plan.id, step="goal"))
    page = render_template(
        "employee/plan/new.html",
        form=form,
        chances=chances,
        draft=next((plan for plan in mine if plan.is_draft), None),
        has_room=sum(plan.is_running for plan in mine) < MOST_RUNNING,
        most=MOST_RUNNING,
        say=plan_words(),
    )
    return page, 422 if form.is_submitted() else 200


def _facets(catalogue: Catalogue, locale: str, first: Sequence[str]) -> list[tuple[str, str]]:
    """Return every facet to choose from, beginning with those in which I can grow."""
    every = [facet for point in reflectable(catalogue) for facet in point.facets]
    every.sort(key=lambda facet: first.index(facet.code) if facet.code in first else len(first))
    return [(facet.code, facet.title.in_(locale)) for facet in every]


@blueprint.get("/reflect/plan/<uuid:plan_id>")
def plan(plan_id: UUID) -> ResponseReturnValue:
    """Show one plan with everything that belongs to it; a draft asks whether to begin."""
    mine = my_plan(plan_id)
    running = plans.running_plans(db.session(), notebook=my_notebook())
    return render_template(
        "employee/plan/plan.html",
        plan=mine,
        course=course_of([mine]),
        has_room=len(running) < MOST_RUNNING,
        most=MOST_RUNNING,
        today=today(),
        say=plan_words(),
    )


@blueprint.post("/reflect/plan/<uuid:plan_id>/begin")
def begin_plan(plan_id: UUID) -> ResponseReturnValue:
    """Begin with a plan that is written, or say what it lacks."""
    mine, notebook = my_plan(plan_id), my_notebook()
    try:
        with transaction(db.session()) as session:
            plans.begin_plan(session, notebook=notebook, plan_id=mine.id, today=today())
            keep_time(session, notebook)
    except (NotReadyError, TooManyPlansError, EndedError):
        # the page itself says why, as it would without the button
        return redirect(url_for(".plan", plan_id=mine.id))
    flash(_("Your plan has begun. Good luck with the first step."), "success")
    return redirect(url_for(".plan_list"))


@blueprint.route("/reflect/plan/<uuid:plan_id>/delete", methods=["GET", "POST"])
def delete_plan(plan_id: UUID) -> ResponseReturnValue:
    """Ask whether to delete a plan with all notes in it, and do it."""
    mine, notebook = my_plan(plan_id), my_notebook()
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            plans.delete_plan(session, notebook=notebook, plan_id=mine.id)
            keep_time(session, notebook)
        flash(_("The plan is deleted."), "success")
        return redirect(url_for(".plan_list"))
    return render_template("employee/plan/delete.html", plan=mine, say=plan_words())
