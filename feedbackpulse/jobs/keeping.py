"""Signs of life of a job, written beside it: the handler is somewhere in a transaction."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Final

from sqlalchemy.exc import DBAPIError

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.domain import TIME_LIMIT, Job, LeaseLostError, StoppedError
from feedbackpulse.jobs.slip import Slip, slip_of

BEAT: Final = 1.0
"""Seconds between two signs of life, each of which carries how far the job is."""


@dataclass(kw_only=True)
class Keeper:
    """Keeps the lease of a job while it is done, in a thread of its own."""

    stores: Stores
    job: Job
    now: Callable[[], datetime]
    must_stop: Callable[[], bool]
    _done: int = field(default=0, init=False)
    _total: int | None = field(default=None, init=False)
    _lost: bool = field(default=False, init=False)
    _ended: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _slip: Slip = field(init=False)

    def __post_init__(self) -> None:
        """Find out where the job can say how far it is while it has the database for itself."""
        self._slip = slip_of(self.stores, self.job)

    def report(self, done: int, total: int) -> None:
        """Remember how far the job is. Raises StoppedError and LeaseLostError."""
        self._done, self._total = done, total
        self._slip.tell(done, total)
        if self._lost:
            raise LeaseLostError(self.job.id)
        if self.must_stop():
            raise StoppedError

    def __enter__(self) -> Keeper:
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        self._slip.throw_away()

    def _keep(self) -> None:
        """Prolong the lease at every beat, but not for ever: what hangs is taken over."""
        deadline = time.monotonic() + TIME_LIMIT.total_seconds()
        while not self._ended.wait(BEAT) and time.monotonic() < deadline and not self._lost:
            self._prolong()

    def _prolong(self) -> None:
        try:
            with self.stores.main() as session, transaction(session):
                work.prolong(
                    session, job=self.job, now=self.now(), done=self._done, total=self._total
                )
        except LeaseLostError:
            self._lost = not self._ended.is_set()
        except DBAPIError:  # SQLite, while the job itself is writing: then nobody can take it over
            return
