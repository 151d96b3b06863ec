"""The queue that runs jobs by the clock, in a process of its own or beside the pages.

The queue is only a hint: what is due stands in the database, and every job may run twice. Jobs
carry random ids, and nothing of them is kept once they are done.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from huey import SqliteHuey, crontab

from feedbackpulse.accounts.domain import Lifetime
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.clock import now as current_moment
from feedbackpulse.database import Stores
from feedbackpulse.jobs.night import Night
from feedbackpulse.jobs.tick import always, tick

FILE = "queue.sqlite"
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def make_queue(
    stores: Stores,
    *,
    folder: Path,
    lifetime: Lifetime,
    now: Callable[[], datetime] = current_moment,
    may_open: Callable[[], bool] = always,
) -> SqliteHuey:
    """Return the queue in a folder, with everything that is due each minute on it."""
    queue = SqliteHuey("feedbackpulse", filename=str(folder / FILE), fsync=True, results=False)
    night = Night()

    def do_what_is_due() -> None:
        tick(
            stores,
            now=now(),
            catalogue=load_catalogue(),
            lifetime=lifetime,
            may_open=may_open,
            night=night,
        )

    # The consumer runs it at once when it starts: something may have become due while it was down.
    queue.periodic_task(crontab(minute="*"), name="do_what_is_due")(do_what_is_due)
    return queue


@contextmanager
def jobs_beside_pages(
    stores: Stores,
    *,
    folder: Path,
    lifetime: Lifetime,
    now: Callable[[], datetime] = current_moment,
    may_open: Callable[[], bool] = always,
) -> Iterator[SqliteHuey]:
    """Run the jobs in threads of this process until the block ends. Main thread only.

    The consumer takes the signals over; whoever set them before gets them back.
    """
    queue = make_queue(stores, folder=folder, lifetime=lifetime, now=now, may_open=may_open)
    consumer = queue.create_consumer(workers=1, initial_delay=0.05, max_delay=1.0)
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    consumer.start()
    for number, handler in before.items():
        signal.signal(number, handler)
    try:
        yield queue
    finally:
        consumer.stop(graceful=True)


def run_jobs(
    stores: Stores,
    *,
    folder: Path,
    lifetime: Lifetime,
    may_open: Callable[[], bool] = always,
) -> None:
    """Run the jobs in this process until it is told to stop: SIGINT lets them end first."""
    queue = make_queue(stores, folder=folder, lifetime=lifetime, may_open=may_open)
    queue.create_consumer(workers=1).run()
