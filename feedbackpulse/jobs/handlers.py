"""Which code does which kind of job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import transaction
from feedbackpulse.jobs import importing, opening, reporting, work
from feedbackpulse.jobs.closing import finish_round
from feedbackpulse.jobs.desk import Handler, Task
from feedbackpulse.jobs.domain import JobId, JobKind

_ROUND: Final = "round"


def enqueue_finishing(session: Session, *, round_id: RoundId, now: datetime) -> JobId | None:
    """Add the job that opens the box of a closed round and publishes it; None when there is one."""
    return work.enqueue(
        session,
        kind=JobKind.FINISH,
        due_at=now,
        arguments={_ROUND: str(round_id)},
        dedupe=f"finish:{round_id}",
    )


def finish(task: Task) -> None:
    """Publish a closed round: what was done of it stays done, and the rest can be done again."""
    round_id = RoundId(UUID(task.job.arguments[_ROUND]))
    finish_round(task.stores, round_id=round_id, now=task.now(), report=task.report)
    with task.stores.main() as session, transaction(session):
        work.finish(session, job=task.job, now=task.now())


HANDLERS: Final[Mapping[JobKind, Handler]] = MappingProxyType(
    {
        JobKind.IMPORT: importing.carry_out,
        JobKind.FINISH: finish,
        JobKind.OPENING: opening.forget_note,
        JobKind.REPORT: reporting.without_words,
    }
)
