"""A large report as a job: the file waits for a day, for whoever asked for it and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from feedbackpulse.database import transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.desk import Handler, Task
from feedbackpulse.jobs.domain import JobId, JobKind
from feedbackpulse.people.domain import PersonId
from feedbackpulse.progress import Report

Write = Callable[[Mapping[str, Any], Report], bytes | None]
"""Makes the file that some arguments ask for; None when there is nothing to make it of."""
MADE: Final = "made"
"""In the result of a job: whether there is a file."""


def enqueue_report(
    session: Session, *, arguments: Mapping[str, Any], owner: PersonId, now: datetime
) -> JobId:
    """Add the job that makes a report; return the one that makes the same for them already."""
    wanted = " ".join(f"{name}={arguments[name]}" for name in sorted(arguments))
    dedupe = f"report:{owner}:{wanted}"
    job_id = work.enqueue(
        session,
        kind=JobKind.REPORT,
        due_at=now,
        arguments=arguments,
        owner=owner,
        dedupe=dedupe,
    )
    if job_id is None:
        running = work.find_job(session, dedupe=dedupe)
        assert running is not None
        return running.id
    return job_id


def writes_reports(write: Write) -> Handler:
    """Return what does such jobs, with the one who knows the words."""

    def carry_out(task: Task) -> None:
        made = write(task.job.arguments, task.report)
        kept = {**task.job.arguments, MADE: made is not None}
        with task.stores.main() as session, transaction(session):
            work.finish(session, job=task.job, now=task.now(), result=kept, output=made)

    return carry_out


def without_words(task: Task) -> None:
    """Refuse: here is nobody who writes reports."""
    message = f"job {task.job.id} asks for a report where no pages are"
    raise RuntimeError(message)
