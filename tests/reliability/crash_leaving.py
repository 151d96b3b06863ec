"""Kill a process at every step of handing over to who left, and of erasing; take it up each time.

`python -m tests.reliability.crash_leaving FOLDER [STRIDE]` prints a line for each kill; the folder
is an instance that somebody left. With a stride, only each so many-th step.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from feedbackpulse.database import Base, Stores
from feedbackpulse.jobs.leaving import see_off
from feedbackpulse.metadata import metadata
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.reflection.leaving import HANDOVER_LASTS, find_handover
from tests.databases import copy_instance, drop_databases
from tests.reliability.crash_everywhere import KILLED, dispose, in_a_process, killed_at, stores_in

LEFT: Final = datetime(2026, 3, 3, 12, tzinfo=UTC)
Job = Callable[[Stores], None]


@contextmanager
def alone(_what: str) -> Iterator[None]:
    """Let a failure be seen at once."""
    yield


def hand_over(stores: Stores) -> None:
    """Do what is due in the minute after somebody left."""
    see_off(stores, now=LEFT, apart=alone)


def erase(stores: Stores) -> None:
    """Do what is due when their time is over."""
    see_off(stores, now=LEFT + HANDOVER_LASTS, apart=alone)


def picture(stores: Stores) -> dict[str, Any]:
    """Return how many rows there are of everything, and how many mails lead to a handover."""
    with stores.main() as session:
        tables = [table for table in metadata.sorted_tables if table.name in Base.metadata.tables]
        rows = {
            table.name: session.scalar(select(func.count()).select_from(table)) for table in tables
        }
        mails = session.scalars(select(MailRow.id)).all()
        leads = sum(find_handover(session, link=mail) is not None for mail in mails)
    return {**{name: number for name, number in rows.items() if number}, "links": leads}


def each_kill(instance: Path, job: Job, stride: int) -> Iterator[dict[str, Any]]:
    """Yield what came of a job that was not killed, and of each that was, and was taken up."""
    step, ending = 0, KILLED
    while ending == KILLED or step <= 1:
        with tempfile.TemporaryDirectory() as copy:
            folder = Path(copy) / "instance"
            copy_instance(instance, folder)
            ending = killed_at(folder, job, step)
            halfway = _seen(folder)
            again = in_a_process(lambda folder=folder: job(stores_in(folder))) if ending else 0  # type: ignore[misc]  # a default argument binds the loop's value
            yield {
                "step": step,
                "ended": ending,
                "again": again,
                "halfway": halfway,
                "picture": _seen(folder),
            }
            drop_databases(folder)
        step = step + stride if step else 1


def _seen(folder: Path) -> dict[str, Any]:
    stores = stores_in(folder)
    try:
        return picture(stores)
    finally:
        dispose(stores)


def main(instance: Path, stride: int) -> None:
    """Print all of it: of the handover, and of erasing an instance that handed over."""
    gc.freeze()  # else every fork copies what it only counts
    for job in (hand_over, erase):
        for line in each_kill(instance, job, stride):
            sys.stdout.write(json.dumps({"job": job.__name__, **line}) + "\n")
        stores = stores_in(instance)
        job(stores)
        dispose(stores)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
