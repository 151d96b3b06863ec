"""Where the jobs are done: one at a time in each process, and never one in two processes at once."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from feedbackpulse.clock import now as current_moment
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.domain import Job, JobId, JobKind, LeaseLostError, StoppedError
from feedbackpulse.jobs.keeping import Keeper
from feedbackpulse.progress import Report

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What a handler gets: the job, where everything is, and how to tell how far it is.

    `report` raises when the process has to stop or the job was taken over: let it.
    """

    job: Job
    stores: Stores
    now: Callable[[], datetime]
    report: Report


Handler = Callable[[Task], None]
"""Does a job, and calls `work.finish` in the transaction of what it does."""


@dataclass(kw_only=True)
class Desk:
    """Does the jobs of one process."""

    stores: Stores
    handlers: Mapping[JobKind, Handler]
    now: Callable[[], datetime] = current_moment
    _busy: threading.Lock = field(default_factory=threading.Lock, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _current: Job | None = field(default=None, init=False)

    def work(self) -> int:
        """Do every job that is free, one after the other; return how many this call ended.

        While another thread of this process is at it, nothing: that one looks again at the end.
        """
        if not self._busy.acquire(blocking=False):
            return 0
        try:
            return sum(self._do(job_id) for job_id in self._free())
        finally:
            self._busy.release()

    def stop(self) -> None:
        """Begin nothing more; what is going on goes back at its next word about how far it is."""
        self._stopping.set()

    def abandon(self) -> None:
        """Give back what did not stop in time: it can no longer finish here, and others may begin."""
        if self._current is not None:
            self._give_back(self._current)

    def _free(self) -> Iterator[JobId]:
        """Give what is free, until nothing is that was not tried in this call."""
        tried: set[JobId] = set()
        while not self._stopping.is_set():
            with self.stores.main() as session:
                free = [one for one in work.due_jobs(session, now=self.now()) if one not in tried]
            if not free:
                return
            tried.add(free[0])
            yield free[0]

    def _do(self, job_id: JobId) -> bool:
        with self.stores.main() as session, transaction(session):
            job = work.claim(session, job_id=job_id, now=self.now())
        if job is None:
            return False
        self._current = job
        try:
            return self._try(job)
        finally:
            self._current = None

    def _try(self, job: Job) -> bool:
        try:
            with self._keeper(job) as keeper:
                task = Task(job=job, stores=self.stores, now=self.now, report=keeper.report)
                self.handlers[job.kind](task)
        except StoppedError:
            self._give_back(job)
        except LeaseLostError:
            _log.warning("job %s was taken over", job.id, extra={"event": "job_taken_over"})
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error(
                "job %s: %s\n%s", job.id, type(error).__name__, where, extra={"event": "job_failed"}
            )
            self._fail(job)
        else:
            return True
        return False

    def _keeper(self, job: Job) -> Keeper:
        return Keeper(stores=self.stores, job=job, now=self.now, must_stop=self._stopping.is_set)

    def _give_back(self, job: Job) -> None:
        with suppress(LeaseLostError), self.stores.main() as session, transaction(session):
            work.give_back(session, job=job, now=self.now())

    def _fail(self, job: Job) -> None:
        with suppress(LeaseLostError), self.stores.main() as session, transaction(session):
            if not work.fail(session, job=job, now=self.now()):
                _log.error(
                    "job %s failed for the last time", job.id, extra={"event": "job_given_up"}
                )
