"""What runs by the clock and what somebody asked for, in a process of its own or beside the pages.

The queue is only a hint: what is due stands in the database, and every job may run twice. Any
number of processes may do this at the same time, on any number of machines that share a queue.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from huey import Huey, crontab

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
from feedbackpulse.jobs.tick import always, tick

__all__ = ["FILE", "Queue", "jobs_beside_pages", "make_queue", "run_jobs"]
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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


@dataclass(kw_only=True, slots=True)
class _Clockwork:
    """What this process does each minute: not twice at the same time, however long it takes."""

    stores: Stores
    now: Callable[[], datetime]
    due: Callable[[datetime], None]
    wake: Callable[[], object]
    post: Callable[[datetime], None] | None
    _busy: threading.Lock = field(default_factory=threading.Lock, init=False)

    def turn(self) -> None:
        if not self._busy.acquire(blocking=False):
            return
        try:
            self.due(self.now())
        finally:
            self._busy.release()
        self.wake_if_due()

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
    post: Callable[[datetime], None] | None = None,
    write: Write | None = None,
) -> Queue:
    """Return the queue at an address, or in a folder, with everything that is due each minute."""
    engine = make_engine(url, folder=folder)
    reports = {JobKind.REPORT: writes_reports(write)} if write else {}
    desk = Desk(stores=stores, handlers={**HANDLERS, **reports}, now=now)
    night = Night()

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
        try:
            clockwork.deliver()
        finally:  # a job does not wait for a mail server
            desk.work()

    clockwork = _Clockwork(stores=stores, now=now, due=due, wake=wakes(engine, look), post=post)
    # The consumer runs it at once when it starts: something may have become due while it was down.
    engine.periodic_task(crontab(minute="*"), name="do_what_is_due")(clockwork.turn)
    return Queue(engine=engine, desk=desk, pass_on=clockwork.wake_if_due)


@contextmanager
def jobs_beside_pages(
    stores: Stores, *, patience: float | None = None, **options: Any
) -> Iterator[Queue]:
    """Run the jobs in threads of this process until the block ends. Main thread only.

    What is going on then gets so many seconds of *patience* to end; a job that does not is given
    back. The *options* are those of `make_queue`. The consumer takes the signals over; whoever set
    them before gets them back.
    """
    queue = make_queue(stores, **options)
    consumer = queue.engine.create_consumer(
        workers=_THREADS, initial_delay=0.05, max_delay=1.0, shutdown_timeout=patience
    )
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    consumer.start()
    for number, handler in before.items():
        signal.signal(number, handler)
    try:
        yield queue
    finally:
        queue.desk.stop()
        consumer.stop(graceful=True)
        queue.desk.abandon()
        queue.pass_on()


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
