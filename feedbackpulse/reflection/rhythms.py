"""Keep somebody's rhythm in their notebook, and in the open only the day of their next reminder."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.service import get_programme
from feedbackpulse.reflection.notebook import LOCK, Notebook
from feedbackpulse.reflection.pages import Page, PageKind, list_pages, write_page
from feedbackpulse.reflection.plans import running_plans
from feedbackpulse.reflection.rhythm import Due, Pace, Rhythm, next_due, reminder_day
from feedbackpulse.reflection.service import list_reflections
from feedbackpulse.reflection.tables import ReminderRow


def proposed_pace(session: Session) -> Pace:
    """Return how often HR proposes that people reflect."""
    programme = get_programme(session)
    return Pace(
        large_weeks=programme.reflection_large_weeks,
        small_weeks=programme.reflection_small_weeks,
    )


def get_rhythm(session: Session, *, notebook: Notebook) -> Rhythm:
    """Return what the owner chose, or the usual while they chose nothing."""
    page = _page(session, notebook)
    return Rhythm() if page is None else _rhythm(page.content)


def choose_rhythm(session: Session, *, notebook: Notebook, rhythm: Rhythm, today: date) -> Rhythm:
    """Keep what the owner chose, and reckon anew when they are reminded."""
    one_at_a_time(session, LOCK, notebook.owner)
    page = _page(session, notebook)
    write_page(
        session,
        notebook=notebook,
        kind=PageKind.RHYTHM,
        content=_content(rhythm),
        page_id=None if page is None else page.id,
    )
    reschedule(session, notebook=notebook, today=today)
    return rhythm


def put_off(session: Session, *, notebook: Notebook, today: date) -> Due | None:
    """Ask nothing for a while; return what comes next then."""
    due = coming(session, notebook=notebook)
    if due is not None:
        chosen = get_rhythm(session, notebook=notebook).put_off(due.kind, today=today)
        choose_rhythm(session, notebook=notebook, rhythm=chosen, today=today)
    return coming(session, notebook=notebook)


def coming(session: Session, *, notebook: Notebook) -> Due | None:
    """Return the reflection that comes next for the owner, or None when none does by itself."""
    plans = running_plans(session, notebook=notebook)
    return next_due(
        list_reflections(session, notebook=notebook),
        plan_since=min((plan.created for plan in plans), default=None),
        proposed=proposed_pace(session),
        rhythm=get_rhythm(session, notebook=notebook),
    )


def reschedule(session: Session, *, notebook: Notebook, today: date) -> None:
    """Reckon anew on which day the owner is reminded, if they want to be.

    Call it in the transaction of whatever moves that day: a reflection or a plan that begins, ends
    or is deleted.
    """
    one_at_a_time(session, LOCK, notebook.owner)
    row = session.get(ReminderRow, notebook.owner, populate_existing=True)
    day = reminder_day(
        coming(session, notebook=notebook),
        wanted=bool(get_rhythm(session, notebook=notebook).reminders),
        today=today,
        waiting=None if row is None else row.on,
    )
    session.execute(delete(ReminderRow).where(ReminderRow.owner == notebook.owner))
    if day is not None:
        session.add(ReminderRow(owner=notebook.owner, on=day))
    session.flush()


def take_due_reminders(session: Session, *, today: date) -> tuple[PersonId, ...]:
    """Return who is to be reminded by now, and forget that they were to be."""
    gone = delete(ReminderRow).where(ReminderRow.on <= today).returning(ReminderRow.owner)
    return tuple(PersonId(owner) for owner in session.scalars(gone))


def export(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return what the owner chose, as they take it along."""
    return {"rhythm": _content(get_rhythm(session, notebook=notebook))}


def _page(session: Session, notebook: Notebook) -> Page | None:
    return next(iter(list_pages(session, notebook=notebook, kind=PageKind.RHYTHM)), None)


def _content(rhythm: Rhythm) -> dict[str, Any]:
    until = rhythm.not_before
    return {
        "large_weeks": rhythm.large_weeks,
        "small_weeks": rhythm.small_weeks,
        "reminders": rhythm.reminders,
        "not_before": until.isoformat() if until else None,
    }


def _rhythm(content: dict[str, Any]) -> Rhythm:
    until = content["not_before"]
    return Rhythm(
        large_weeks=content["large_weeks"],
        small_weeks=content["small_weeks"],
        reminders=content["reminders"],
        not_before=date.fromisoformat(until) if until else None,
    )
