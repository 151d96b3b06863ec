"""F2: the process that sends mail is killed, by a mail server on a bad day.

Half of the kills come when the server has a mail and has not said so yet. The server is away for a
while, says that it is busy or that there is no such mailbox, or says nothing. Every mail arrives,
and how many come twice is bounded by the number of deaths.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.databases import copy_databases, drop_databases
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.running import Site
from tests.notices.kill_worker import WORKER, Outcome, run

CARELESS: Final = "tests.faults.careless_mail"


def measure(site: Site) -> Result:
    """Kill what the product runs."""
    history = History(file=site.histories / f"F2-{site.engine}.jsonl")
    with history.fault("SIGKILL"):
        found = _run(site, mails=site.size(30, 300), kills=site.size(4, 25))
    return Result(numbers=_numbers(found), violations=_wrong(found))


def control(site: Site) -> Result:
    """The test of the test: a worker that sends a batch, and then notes that it did."""
    found = _run(site, mails=40, kills=site.size(4, 8), worker=CARELESS)
    return Result(numbers=_numbers(found), violations=_wrong(found))


def _run(site: Site, *, mails: int, kills: int, worker: str = WORKER) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="fault-") as place:
        folder = Path(place) / "instance"
        copy_databases(site.empty, folder)
        try:
            return run(folder, mails=mails, kills=kills, worker=worker)
        finally:
            drop_databases(folder)


def _numbers(found: Outcome) -> dict[str, int | float]:
    return {
        "mails": found.queued,
        "kills": found.kills,
        "refused": found.refused,
        "lost": found.lost,
        "twice": found.extra,
    }


def _wrong(found: Outcome) -> list[str]:
    wrong = [f"I5: {found.lost} mails are lost"] if found.lost else []
    if found.extra > found.breaks:
        wrong.append(f"I5: {found.extra} mails too many after {found.kills} deaths")
    if found.mixed_up:
        wrong.append(f"I5: {found.mixed_up} repeats differ from the first")
    return wrong


FAULTS: Final = (
    Fault(
        id="F2",
        name="The process that sends mail is killed",
        limit="no mail is lost, one too many for each death at most",
        measure=measure,
        control=control,
        suite=(),  # tests/notices/test_kill.py is the same
        suite_control=False,
    ),
)
