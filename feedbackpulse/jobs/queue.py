"""What runs by the clock and what somebody asked for, in a process of its own or beside the pages.

The queue is only a hint: what is due stands in the database, and every job may run twice. Any
number of processes may do this at the same time, on any number of machines that share a queue.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from huey import Huey, crontab
from huey.consumer import Consumer

from feedbackpulse.accounts.domain import Lifetime
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.clock import now as current_moment
from feedbackpulse.database import Stores
from feedbackpulse.jobs import work
from feedbackpulse.jobs.desk import Desk
from feedbackpulse.jobs.domain import JobKind
from feedbackpulse.jobs.engine import FILE, make_engine, wakes
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.night import Night
from feedbackpulse.jobs.reporting import Write, writes_reports
from feedbackpulse.jobs.tick import always, do_what_can_wait, tick
from feedbackpulse.troubles import ERRORS

__all__ = ["FILE", "Queue", "jobs_beside_pages", "make_queue", "run_jobs"]
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_log = logging.getLogger(__name__)
_PAUSE: Final = 3.0
"""Seconds before a queue that is away is looked for again."""
_THREADS: Final = 2
"""One for the clock, and one for a job that takes long."""
PATIENCE: Final = 25.0
"""Seconds that a worker gives a job to end, or to come to where it can stop."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """The queue of a process, and the desk where it does its jobs."""

    engine: Huey
    desk: Desk
    pass_on: Callable[[], None]
    """Leaves a hint to other processes when there is work to do."""
    may_work: Callable[[], bool]
    """Looks at the databases, and says in the log what is wrong with them or is over."""


@dataclass(kw_only=True, slots=True)
class _Clockwork:
    """What this process does each minute: not twice at the same time, however long it takes."""

    stores: Stores
    now: Callable[[], datetime]
    due: Callable[[datetime], None]
    can_wait: Callable[[], None]
    wake: Callable[[], object]
    may_work: Callable[[], bool]
    post: Callable[[datetime], None] | None
    _busy: threading.Lock = field(default_factory=threading.Lock, init=False)

    def turn(self) -> None:
        if not self.may_work() or not self._busy.acquire(blocking=False):
            return
        try:
            self.due(self.now())
        finally:
            self._busy.release()
        self.wake_if_due()
        self.can_wait()  # and meanwhile others may do what is urgent

    def deliver(self) -> None:
        """Send what somebody waits for, unless this process is at it already."""
        if self.post is None or not self._busy.acquire(blocking=False):
            return
        try:
            self.post(self.now())
        finally:
            self._busy.release()

    def wake_if_due(self) -> None:
        """Leave a hint when there is work: its own was lost, or whoever had it left it behind."""
        with self.stores.main() as session:
            waiting = work.due_jobs(session, now=self.now())
        if waiting:
            self.wake()


def make_queue(
    stores: Stores,
    *,
    folder: Path,
    lifetime: Lifetime,
    url: str = "",
    now: Callable[[], datetime] = current_moment,
    may_open: Callable[[], bool] = always,
    may_work: Callable[[], bool] = always,
    post: Callable[[datetime], None] | None = None,
    write: Write | None = None,
    bench: Path | None = None,
) -> Queue:
    """Return the queue at an address, or in a folder, with everything that is due each minute.

    While *may_work* says no, nothing is done: the databases are away, or of another version.
    """
    engine = make_engine(url, folder=folder)
    reports = {JobKind.REPORT: writes_reports(write)} if write else {}
    desk = Desk(stores=stores, handlers={**HANDLERS, **reports}, now=now)
    night = Night(bench=bench)

    def due(moment: datetime) -> None:
        tick(
            stores,
            now=moment,
            catalogue=load_catalogue(),
            lifetime=lifetime,
            may_open=may_open,
            night=night,
            post=post,
        )

    def look() -> None:
        if not may_work():
            return
        try:
            clockwork.deliver()
        finally:  # a job does not wait for a mail server
            desk.work()

    clockwork = _Clockwork(
        stores=stores,
        now=now,
        due=due,
        can_wait=lambda: do_what_can_wait(stores, catalogue=load_catalogue()),
        wake=wakes(engine, look),
        may_work=may_work,
        post=post,
    )
    # The consumer runs it at once when it starts: something may have become due while it was down.
    engine.periodic_task(crontab(minute="*"), name="do_what_is_due")(clockwork.turn)
    return Queue(engine=engine, desk=desk, pass_on=clockwork.wake_if_due, may_work=may_work)


class _Threads(Consumer):  # type: ignore[misc]  # huey has no types
    """Threads that do what the queue holds, and leave the signals to whoever runs them."""

    def _set_signal_handlers(self) -> None:
        return


@dataclass(kw_only=True, slots=True)
class _Runner:
    """Runs the jobs of a process from the moment on at which its queue can be reached."""

    make: Callable[[], Queue]
    patience: float | None
    _ended: threading.Event = field(default_factory=threading.Event, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)
    _queue: Queue | None = field(default=None, init=False)
    _threads: _Threads | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin now, else as soon as that can be done."""
        if self._begins() is None:
            threading.Thread(target=self._try_again, daemon=True).start()

    def end(self) -> None:
        """Begin nothing more; let what is going on end, or give it back."""
        self._ended.set()
        with self._turn:
            queue, threads = self._queue, self._threads
        if queue is None or threads is None:
            return
        queue.desk.stop()
        threads.stop(graceful=True)
        with suppress(*ERRORS):  # a database that is away now gets the job back by its lease
            queue.desk.abandon()
            queue.pass_on()

    def _try_again(self) -> None:
        while not self._ended.wait(_PAUSE):
            if queue := self._begins():
                queue.may_work()  # another process may take the first hints, and this log stay silent
                return

    def _begins(self) -> Queue | None:
        try:
            queue = self.make()
        except Exception as error:  # each kind of queue has its own
            _log.error(
                "the queue cannot be reached, no job is done: %s; see FEEDBACKPULSE_QUEUE_URL",
                type(error).__name__,
                extra={"event": "queue_away"},
            )
            return None
        with self._turn:
            if not self._ended.is_set():
                self._queue, self._threads = queue, _threads_for(queue, self.patience)
                self._threads.start()
        return queue


def _threads_for(queue: Queue, patience: float | None) -> _Threads:
    return _Threads(
        queue.engine,
        workers=_THREADS,
        initial_delay=0.05,
        max_delay=1.0,
        shutdown_timeout=patience,
    )


@contextmanager
def jobs_beside_pages(
    stores: Stores, *, patience: float | None = None, **options: Any
) -> Iterator[None]:
    """Run the jobs in threads of this process until the block ends.

    What is going on then gets so many seconds of *patience* to end; a job that does not is given
    back. A queue that is away is looked for until it is there. The *options* are those of
    `make_queue`.
    """
    runner = _Runner(make=partial(make_queue, stores, **options), patience=patience)
    runner.start()
    try:
        yield
    finally:
        runner.end()


def run_jobs(stores: Stores, **options: Any) -> None:
    """Run the jobs in this process until SIGTERM or SIGINT: then they end, or are given back."""
    told = threading.Event()
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        signal.signal(number, lambda *_: told.set())
    try:
        with jobs_beside_pages(stores, patience=PATIENCE, **options):
            told.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
