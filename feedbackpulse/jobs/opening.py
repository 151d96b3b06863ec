"""How far the opening of a box is, for the page of its round: in steps, and never in ballots."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from feedbackpulse.clock import now as current_moment
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, insert_if_new, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.desk import Task
from feedbackpulse.jobs.domain import LEASE, JobKind, JobState
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.progress import Report, percent
from feedbackpulse.roster import service as roster

LARGE: Final = 500
"""From how many people invited on a worker opens the box."""
STEP: Final = 10
"""A note says how much is done in steps of so many percents."""
_PAUSE: Final = 1.0
"""At least so many seconds between two notes: a small box is open before there is one."""


def find_opening(session: Session, *, round_id: RoundId) -> int | None:
    """Return how far the opening of a round's box is, in percents; None when nothing is told."""
    found = work.find_job(session, dedupe=_dedupe(round_id))
    return None if found is None else found.percent


def is_large_box(session: Session, *, round_id: RoundId) -> bool:
    """Say whether so many were invited that opening takes longer than somebody waits for a page."""
    units = roster.units_of_round(session, round_id=round_id)
    return sum(unit.invited for unit in units if unit.is_leaf) > LARGE


@contextmanager
def told_on_its_page(
    stores: Stores, *, round_id: RoundId, now: Callable[[], datetime] = current_moment
) -> Iterator[Report]:
    """Note how far the opening of a box is while the block runs, and forget it after."""
    note = _Note(stores=stores, round_id=round_id, now=now)
    try:
        yield note.tell
    finally:
        note.forget()


def forget_note(task: Task) -> None:
    """Forget the note of an opening that was cut off: whoever opens the box writes its own."""
    with task.stores.main() as session, transaction(session):
        work.finish(session, job=task.job, now=task.now())


@dataclass(kw_only=True)
class _Note:
    """What stands in the table about one opening."""

    stores: Stores
    round_id: RoundId
    now: Callable[[], datetime]
    _told: int = field(default=0, init=False)
    _at: float = field(default_factory=time.monotonic, init=False)

    def tell(self, done: int, total: int) -> None:
        step = percent(done, total) // STEP * STEP
        if step <= self._told or time.monotonic() < self._at + _PAUSE:
            return
        self._told, self._at = step, time.monotonic()
        self._write(step)

    def _write(self, step: int) -> None:
        # A note is worth no failure of what it is about.
        with suppress(DBAPIError), self.stores.main() as session, transaction(session):
            _keep(session, self.round_id, step, self.now())

    def forget(self) -> None:
        if self._told:
            with suppress(DBAPIError), self.stores.main() as session, transaction(session):
                dedupe = _dedupe(self.round_id)
                session.execute(delete(JobRow).where(JobRow.dedupe == dedupe))


def _keep(session: Session, round_id: RoundId, step: int, now: datetime) -> None:
    dedupe = _dedupe(round_id)
    values = {"done": step, "total": 100, "leased_until": now + LEASE}
    new = {
        "id": uuid4(),
        "kind": JobKind.OPENING.value,
        "dedupe": dedupe,
        "arguments": {},
        "state": JobState.RUNNING.value,
        "attempts": 0,
        "due_at": now,
        **values,
    }
    if not insert_if_new(session, JobRow, new):
        session.execute(update(JobRow).where(JobRow.dedupe == dedupe).values(**values))


def _dedupe(round_id: RoundId) -> str:
    return f"opening:{round_id}"
