"""The jobs in their table, which is the truth: who queues only wakes somebody who looks here.

A job is leased by one conditional update, so that one process has it. Each lease has a number, and
who holds an older one can neither prolong it nor finish: an effect that is written in the same
transaction as `finish` happens once, whoever is killed and however the clock jumps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any, BinaryIO, Final
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new
from feedbackpulse.jobs.domain import (
    ATTEMPTS,
    KEPT,
    LEASE,
    LONGEST_WAIT,
    Job,
    JobId,
    JobKind,
    JobState,
    LeaseLostError,
    wait_before,
)
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.people.domain import PersonId

_AS_IT_IS: Final = {"synchronize_session": False}
"""Rows are only read anew: with the session's copies in mind, nobody would count what changed."""
_PIECE: Final = 1024 * 1024
"""How much of a file is read at a time."""


def enqueue(
    session: Session,
    *,
    kind: JobKind,
    due_at: datetime,
    arguments: Mapping[str, Any] | None = None,
    payload: bytes | None = None,
    owner: PersonId | None = None,
    dedupe: str | None = None,
) -> JobId | None:
    """Add a job that becomes due at a moment; None when one with this *dedupe* is still to do."""
    job_id = JobId(uuid4())
    values = {
        "id": job_id,
        "kind": kind.value,
        "dedupe": dedupe,
        "arguments": dict(arguments or {}),
        "payload": payload,
        "owner_id": owner,
        "state": JobState.WAITING.value,
        "attempts": 0,
        "due_at": due_at,
        "done": 0,
    }
    return job_id if insert_if_new(session, JobRow, values) else None


def due_jobs(session: Session, *, now: datetime) -> list[JobId]:
    """Return the jobs that wait for somebody, the longest due first: also those left behind."""
    found = select(JobRow.id).where(_is_free(now)).order_by(JobRow.due_at, JobRow.id)
    return [JobId(job_id) for job_id in session.scalars(found)]


def count_by_state(session: Session) -> Counter[JobState]:
    """Return how many jobs there are in each state."""
    found = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state))
    return Counter({JobState(state): number for state, number in found})


def claim(session: Session, *, job_id: JobId, now: datetime) -> Job | None:
    """Take a job for the length of a lease; None when somebody else has it, or had it."""
    taken: Any = session.execute(
        update(JobRow)
        .where(JobRow.id == job_id, _is_free(now))
        .values(
            state=JobState.RUNNING.value,
            attempts=JobRow.attempts + 1,
            leased_until=now + LEASE,
        ),
        execution_options=_AS_IT_IS,
    )
    return find_job(session, job_id=job_id) if taken.rowcount == 1 else None


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Say which jobs may be taken.

    A moment that is much too far ahead was written by a clock that has gone back since. Twice as far
    as it can be: *now* may have been read a little earlier, or by a clock that is a little slow.
    """
    waits = and_(
        JobRow.state == JobState.WAITING.value,
        or_(
            JobRow.due_at <= now, and_(JobRow.attempts > 0, JobRow.due_at > now + 2 * LONGEST_WAIT)
        ),
    )
    left = and_(
        JobRow.state == JobState.RUNNING.value,
        or_(JobRow.leased_until <= now, JobRow.leased_until > now + 2 * LEASE),
    )
    return or_(waits, left)


def prolong(session: Session, *, job: Job, now: datetime, done: int, total: int | None) -> None:
    """Say that somebody is still at it, and how far. Raises LeaseLostError."""
    _change(session, job, leased_until=now + LEASE, done=done, total=total)


def finish(
    session: Session,
    *,
    job: Job,
    now: datetime,
    result: Mapping[str, Any] | None = None,
    output: bytes | None = None,
) -> None:
    """End a job: delete it, or keep only its result for its owner. Raises LeaseLostError.

    Call it in the transaction of what the job does: then that happens once.
    """
    if job.owner is not None and result is not None:
        _keep(session, job, JobState.DONE, now, result, output)
        return
    gone: Any = session.execute(delete(JobRow).where(*_mine(job)), execution_options=_AS_IT_IS)
    if gone.rowcount != 1:
        raise LeaseLostError(job.id)


def fail(session: Session, *, job: Job, now: datetime) -> bool:
    """Let a failed job wait for its next turn; say whether it has one. Raises LeaseLostError."""
    if job.attempt < ATTEMPTS:
        due = now + wait_before(job.attempt)
        _change(session, job, state=JobState.WAITING.value, leased_until=None, due_at=due)
        return True
    if job.owner is None:
        finish(session, job=job, now=now)
    else:
        _keep(session, job, JobState.FAILED, now, {})
    return False


def give_back(session: Session, *, job: Job, now: datetime) -> None:
    """Let somebody else do a job, at once. Raises LeaseLostError."""
    _change(session, job, state=JobState.WAITING.value, leased_until=None, due_at=now)


def give_up_the_lost(session: Session, *, now: datetime) -> int:
    """End the jobs whose process died so often that they may be the cause; return how many."""
    lost = session.scalars(
        select(JobRow)
        .execution_options(populate_existing=True)
        .where(
            _is_free(now),
            JobRow.state == JobState.RUNNING.value,
            JobRow.attempts >= ATTEMPTS,
        )
        .order_by(JobRow.id)
    ).all()
    for row in lost:
        fail(session, job=_job(row), now=now)
    return len(lost)


def forget_ended(session: Session, *, now: datetime) -> int:
    """Delete the results that waited long enough for their owner; return how many."""
    ended = JobRow.state.in_([JobState.DONE.value, JobState.FAILED.value])
    gone: Any = session.execute(
        delete(JobRow).where(ended, or_(JobRow.due_at <= now, JobRow.due_at > now + 2 * KEPT)),
        execution_options=_AS_IT_IS,
    )
    return int(gone.rowcount)


def find_job(
    session: Session, *, job_id: JobId | None = None, dedupe: str | None = None
) -> Job | None:
    """Return a job by its id, or by what keeps it single while it is to do."""
    wanted = JobRow.id == job_id if job_id is not None else JobRow.dedupe == dedupe
    found = select(JobRow).where(wanted).execution_options(populate_existing=True)
    row = session.scalars(found).one_or_none()
    return None if row is None else _job(row)


def copy_output(session: Session, *, job_id: JobId, out: BinaryIO) -> None:
    """Copy the file that a job made, while it is kept, a piece at a time."""
    for start in count(1, _PIECE):
        piece = func.substr(JobRow.output, start, _PIECE)
        found = session.scalar(select(piece).where(JobRow.id == job_id))
        if not found:
            return
        out.write(found)


def _keep(
    session: Session,
    job: Job,
    state: JobState,
    now: datetime,
    result: Mapping[str, Any],
    output: bytes | None = None,
) -> None:
    _change(
        session,
        job,
        state=state.value,
        result=dict(result),
        output=output,
        arguments={},
        payload=None,
        dedupe=None,
        leased_until=None,
        due_at=now + KEPT,
    )


def _change(session: Session, job: Job, **values: Any) -> None:
    changed: Any = session.execute(
        update(JobRow).where(*_mine(job)).values(**values), execution_options=_AS_IT_IS
    )
    if changed.rowcount != 1:
        raise LeaseLostError(job.id)


def _mine(job: Job) -> tuple[ColumnElement[bool], ...]:
    return (
        JobRow.id == job.id,
        JobRow.attempts == job.attempt,
        JobRow.state == JobState.RUNNING.value,
    )


def _job(row: JobRow) -> Job:
    return Job(
        id=JobId(row.id),
        kind=JobKind(row.kind),
        state=JobState(row.state),
        attempt=row.attempts,
        owner=None if row.owner_id is None else PersonId(row.owner_id),
        arguments=row.arguments,
        payload=row.payload or b"",
        done=row.done,
        total=row.total,
        result=row.result,
    )
