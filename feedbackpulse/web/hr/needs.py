"""What needs HR: signals, promises, input of employees, and cycles that wait for something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from feedbackpulse.consultations.waiting import undecided
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleState
from feedbackpulse.promises.domain import SOON, Promise
from feedbackpulse.signals.domain import Reader
from feedbackpulse.signals.handling import count_waiting_by_reader
from feedbackpulse.web.hr.council import waiting
from feedbackpulse.web.hr.wizard import step_url
from feedbackpulse.web.tasks import Task, pressing_first


def needs_of_hr(session: Session, *, promises: Sequence[Promise], on: date) -> tuple[Task, ...]:
    """Return what needs HR on a day; *promises* are all there are."""
    return pressing_first(
        [
            *_signals(session, on),
            *_promises(promises, on),
            *_input(session, on),
            *_cycles(session),
        ]
    )


def _signals(session: Session, on: date) -> Iterator[Task]:
    """Yield the signals to HR; of those to leads only how many are late, and not of whom."""
    waiting = count_waiting_by_reader(session, today=on)
    if own := waiting.get(Reader.HR):
        yield Task(
            title=ngettext("%(num)s signal waits for HR", "%(num)s signals wait for HR", own.open),
            detail=str(_("A first answer within two weeks")),
            icon="chat",
            url=url_for("hr.signals"),
            is_late=bool(own.overdue),
        )
    leads = waiting.get(Reader.LEAD)
    if leads and leads.overdue:
        yield Task(
            title=ngettext(
                "%(num)s signal to a lead waits too long",
                "%(num)s signals to leads wait too long",
                leads.overdue,
            ),
            detail=str(_("Ask all leads together how it goes: you do not see whose these are")),
            icon="chat",
            is_late=True,
        )


def _promises(promises: Sequence[Promise], on: date) -> Iterator[Task]:
    under_way = [one for one in promises if one.is_under_way]
    late = sum(one.is_overdue(on) for one in under_way)
    if late:
        yield Task(
            title=ngettext(
                "%(num)s promise is later than promised",
                "%(num)s promises are later than promised",
                late,
            ),
            detail=str(_("Everybody sees that: say how it goes, or why not")),
            icon="flag",
            url=url_for("hr.promises", show="overdue"),
            is_late=True,
        )
    soon = sum(on <= one.plan.due_on <= on + SOON for one in under_way)
    if soon:
        yield Task(
            title=ngettext(
                "%(num)s promise is due this week", "%(num)s promises are due this week", soon
            ),
            detail=str(_("Who keeps it has heard so")),
            icon="flag",
            url=url_for("hr.promises", show="under_way"),
        )


def _input(session: Session, on: date) -> Iterator[Task]:
    found = undecided(session, on=on)
    for one in found.consultations:
        yield Task(
            title=one.title,
            detail=str(_("People gave their input. Decide, and say why")),
            icon="bulb",
            url=url_for("hr.consultation", consultation_id=one.id),
        )
    if found.proposals:
        yield Task(
            title=ngettext(
                "%(num)s question is proposed", "%(num)s questions are proposed", found.proposals
            ),
            detail=str(_("Employees would like to be asked this")),
            icon="bulb",
            url=url_for("hr.proposals"),
        )


def _cycles(session: Session) -> Iterator[Task]:
    for cycle in cycles.list_cycles(session):
        if cycle.state is CycleState.DRAFT:
            yield Task(
                title=cycle.title,
                detail=str(_("Goes on where you left it")),
                icon="pencil",
                url=step_url(cycle),
            )
        elif cycle.state is CycleState.RUNNING and waiting(session, cycle=cycle).stops:
            yield Task(
                title=cycle.title,
                detail=str(_("No round opens: this waits for somebody else")),
                icon="lock",
                url=url_for("hr.cycle", cycle_id=cycle.id),
            )
