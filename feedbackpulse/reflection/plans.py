"""Keep plans in their owner's notebook; without it, nobody reads or writes any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.pages import (
    PageId,
    PageKind,
    find_page,
    list_pages,
    tear_out,
    write_page,
)
from feedbackpulse.reflection.plan import (
    MOST_RUNNING,
    Next,
    Note,
    NoteId,
    NoteKind,
    Plan,
    PlanId,
    TooManyPlansError,
    begun,
    followed_up,
    noted,
    usual_due,
)
from feedbackpulse.reflection.plan_page import content_of, plan_of

_NOT_YET: Final = PlanId(UUID(int=0))
"""What a plan is called until it has a page."""


def list_plans(session: Session, *, notebook: Notebook) -> tuple[Plan, ...]:
    """Return the owner's plans, oldest first."""
    pages = list_pages(session, notebook=notebook, kind=PageKind.PLAN)
    plans = (plan_of(PlanId(page.id), page.content) for page in pages)
    return tuple(sorted(plans, key=lambda plan: (plan.created, str(plan.id))))


def running_plans(session: Session, *, notebook: Notebook) -> tuple[Plan, ...]:
    """Return the plans the owner is working on now: at most two."""
    return tuple(plan for plan in list_plans(session, notebook=notebook) if plan.is_running)


def find_plan(session: Session, *, notebook: Notebook, plan_id: PlanId) -> Plan:
    """Return one of the owner's plans. Raises PageNotFoundError."""
    page = find_page(session, notebook=notebook, kind=PageKind.PLAN, page_id=PageId(plan_id))
    return plan_of(plan_id, page.content)


def draft_plan(session: Session, *, notebook: Notebook, facet: str, today: date) -> Plan:
    """Begin to write a plan on a facet; a draft that is there goes on, on this facet."""
    one_at_a_time(session, "reflections", notebook.owner)
    plans = list_plans(session, notebook=notebook)
    fresh = Plan(id=_NOT_YET, facet=facet, created=today, due=usual_due(today))
    found = next((plan for plan in plans if plan.is_draft), None)
    if found is not None:
        moved = found if found.facet == facet else replace(found, facet=facet, action="")
        return _write(session, notebook, moved)
    page_id = write_page(session, notebook=notebook, kind=PageKind.PLAN, content=content_of(fresh))
    return replace(fresh, id=PlanId(page_id))


def change_plan(
    session: Session, *, notebook: Notebook, plan_id: PlanId, change: Callable[[Plan], Plan]
) -> Plan:
    """Keep what a change makes of a plan as it is now. Raises PageNotFoundError, or PlanError."""
    one_at_a_time(session, "reflections", notebook.owner)
    plan = find_plan(session, notebook=notebook, plan_id=plan_id)
    changed = change(plan)
    if changed.is_running and not plan.is_running:
        _check_room(session, notebook)
    return _write(session, notebook, changed)


def begin_plan(session: Session, *, notebook: Notebook, plan_id: PlanId, today: date) -> Plan:
    """Let a draft run from today.

    Raises PageNotFoundError, NotReadyError, EndedError or TooManyPlansError.
    """
    return change_plan(
        session,
        notebook=notebook,
        plan_id=plan_id,
        change=lambda plan: begun(plan, today=today),
    )


def follow_up(
    session: Session,
    *,
    notebook: Notebook,
    plan_id: PlanId,
    today: date,
    gas: int,
    then: Next,
    note: str = "",
) -> Plan:
    """Keep how a plan went and what comes next; a second time on a day replaces the first.

    Raises PageNotFoundError, EndedError or TooManyPlansError.
    """
    return change_plan(
        session,
        notebook=notebook,
        plan_id=plan_id,
        change=lambda plan: followed_up(plan, day=today, gas=gas, then=then, note=note),
    )


def add_note(
    session: Session,
    *,
    notebook: Notebook,
    plan_id: PlanId,
    kind: NoteKind,
    text: str,
    today: date,
) -> Plan:
    """Keep something that happened along the way. Raises PageNotFoundError, or PlanError."""
    note = Note(id=NoteId(uuid4()), day=today, kind=kind, text=text.strip())
    return change_plan(
        session, notebook=notebook, plan_id=plan_id, change=lambda plan: noted(plan, note)
    )


def delete_plan(session: Session, *, notebook: Notebook, plan_id: PlanId) -> None:
    """Delete a plan with everything in it. Raises PageNotFoundError."""
    find_plan(session, notebook=notebook, plan_id=plan_id)
    tear_out(session, notebook=notebook, page_id=PageId(plan_id))


def export(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return everything that is written down of the owner's plans."""
    return {"plans": [content_of(plan) for plan in list_plans(session, notebook=notebook)]}


def _write(session: Session, notebook: Notebook, plan: Plan) -> Plan:
    write_page(
        session,
        notebook=notebook,
        kind=PageKind.PLAN,
        content=content_of(plan),
        page_id=PageId(plan.id),
    )
    return plan


def _check_room(session: Session, notebook: Notebook) -> None:
    if len(running_plans(session, notebook=notebook)) >= MOST_RUNNING:
        raise TooManyPlansError(f"{MOST_RUNNING} plans are running")
