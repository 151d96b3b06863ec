"""My reflections, and how each of them goes on; nobody else's exist."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.jobs.reminding import reminder_key
from feedbackpulse.notices.outbox import take_back
from feedbackpulse.reflection import plans, rhythms
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import (
    Reflection,
    ReflectionId,
    ReflectionKind,
    ReflectionNotFoundError,
)
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.plan import Plan
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.reflect_steps import next_step, steps_of
from feedbackpulse.web.errors import show_error
from feedbackpulse.web.identity import today


def my_reflections() -> tuple[Reflection, ...]:
    """Return all my reflections, oldest first."""
    return reflections.list_reflections(db.session(), notebook=my_notebook())


def my_reflection(reflection_id: UUID) -> Reflection:
    """Return my reflection with that id; anybody else's does not exist."""
    return reflections.get_reflection(
        db.session(), notebook=my_notebook(), reflection_id=ReflectionId(reflection_id)
    )


@blueprint.errorhandler(ReflectionNotFoundError)
def show_missing(_error: ReflectionNotFoundError) -> ResponseReturnValue:
    """Say the same about somebody else's reflection as about one that never was."""
    return show_error(NotFound())


def my_running(mine: Iterable[Reflection], kind: ReflectionKind) -> Reflection | None:
    """Return the reflection of a kind that I did not finish yet, if there is one."""
    return next((one for one in mine if not one.is_finished and one.kind is kind), None)


def plans_in(reflection: Reflection) -> tuple[Plan, ...]:
    """Return the plans that a reflection opens with: those that ran before it began."""
    mine = plans.list_plans(db.session(), notebook=my_notebook())
    began = reflection.started_on
    return tuple(
        plan
        for plan in mine
        if plan.created < began
        and (plan.is_running or (plan.ended is not None and plan.ended >= began))
        and (reflection.kind is ReflectionKind.LARGE or plan.facet in reflection.facets)
    )


def is_looked_back_on(plan: Plan, reflection: Reflection) -> bool:
    """Say whether I said how a plan went since a reflection began."""
    return any(one.day >= reflection.started_on for one in plan.follow_ups)


def way_on(reflection: Reflection) -> str:
    """Return where a reflection goes on: with a plan, with the next item, or at its end."""
    if not reflection.ratings:
        for number, plan in enumerate(plans_in(reflection), 1):
            if not is_looked_back_on(plan, reflection):
                return url_for("employee.reflect_plan", reflection_id=reflection.id, number=number)
    return way_to_items(reflection)


def way_to_items(reflection: Reflection) -> str:
    """Return where the first item is that I did not come past yet."""
    step = next_step(reflection, steps_of(reflection, load_catalogue()))
    if step is None:
        return url_for("employee.finish_reflection", reflection_id=reflection.id)
    return url_for("employee.reflect_step", reflection_id=reflection.id, number=step.number)


def keep_time(session: Session, notebook: Notebook) -> None:
    """Reckon anew when I am reminded, after what moves that day."""
    rhythms.reschedule(session, notebook=notebook, today=today())


def moment_is_over(session: Session, notebook: Notebook) -> None:
    """Reckon anew when I am reminded; what waits to remind me of this moment goes no more."""
    keep_time(session, notebook)
    take_back(session, dedupe=reminder_key(notebook.owner))
