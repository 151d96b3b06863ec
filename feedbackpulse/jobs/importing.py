"""A large import as a job: it is carried out as it was shown, once, or not at all."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.database import transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.desk import Task
from feedbackpulse.jobs.domain import Job, JobId, JobKind
from feedbackpulse.people.import_plan import ImportPlan, ImportRequest
from feedbackpulse.people.importing import ImportRefusedError, apply_import

LARGE: Final = 300
"""From how many changes on an import is a job of its own."""
REFUSED: Final = "refused"
_DEDUPE: Final = "import"


def is_large(plan: ImportPlan) -> bool:
    """Say whether an import takes longer than somebody waits for a page."""
    return plan.size > LARGE


def enqueue_import(
    session: Session, *, wanted: ImportRequest, fingerprint: str, on: date, now: datetime
) -> JobId | None:
    """Add the job that carries out an import; None while another import is still to be done.

    The files wait inside the job, and are gone when it ends.
    """
    files = {"teams": wanted.teams, "people": wanted.people}
    return work.enqueue(
        session,
        kind=JobKind.IMPORT,
        due_at=now,
        arguments={
            "fingerprint": fingerprint,
            "on": on.isoformat(),
            "deactivate_missing": wanted.deactivate_missing,
        },
        payload=json.dumps(files).encode(),
        owner=wanted.acting,
        dedupe=_DEDUPE,
    )


def carry_out(task: Task) -> None:
    """Do the import and end its job in one transaction. A refusal is a result, too."""
    job, now = task.job, task.now()
    try:
        with task.stores.main() as session, transaction(session):
            plan = apply_import(
                session,
                wanted=_wanted(job),
                at=now,
                on=date.fromisoformat(job.arguments["on"]),
                fingerprint=job.arguments["fingerprint"],
                report=task.report,
            )
            work.finish(session, job=job, now=task.now(), result=_counts(plan))
    except ImportRefusedError:
        with task.stores.main() as session, transaction(session):
            work.finish(session, job=job, now=task.now(), result={REFUSED: True})


def _wanted(job: Job) -> ImportRequest:
    files = json.loads(job.payload)
    return ImportRequest(
        teams=files["teams"],
        people=files["people"],
        deactivate_missing=job.arguments["deactivate_missing"],
        acting=job.owner,
    )


def _counts(plan: ImportPlan) -> dict[str, int]:
    return {
        "new": len(plan.new_people),
        "changed": len(plan.changed_people),
        "leaving": len(plan.leaving),
    }
