"""F14: somebody else holds the files of SQLite.

A shell beside the application locks one database for longer than we wait, then a reader stays in
the main database while people go on writing, so that its log cannot be put away. Whoever waits in
vain gets 503 with the time to try again, never a mistake of the server, and pages that do not
need the locked file go on.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final
from unittest.mock import patch

from feedbackpulse import database
from tests.databases import FILES
from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.browsers import Browser
from tests.faults.checker import check, longest_return
from tests.faults.clients import CAST, Respondent
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome, count
from tests.faults.running import Site
from tests.faults.serving import served

LARGEST_LOG: Final = 64 * 2**20
_HOLD: Final = """
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("PRAGMA busy_timeout = 60000")
base.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


def measure(site: Site) -> Result:
    """Hold the files of the product."""
    history = History(file=site.histories / f"F14-{site.engine}.jsonl")
    seconds = {"box": site.size(4, 40), "main": site.size(1, 30)}
    waits = 0.5 if site.short else database.LONGEST_WAIT
    people, clients = site.size(6, 200), site.size(3, 8)
    bad: list[str] = []
    with site.installation(people=people + clients * 2) as installation:
        folder, everybody = installation.folder, list(installation.codes)
        with (
            patch.object(database, "LONGEST_WAIT", waits),
            served(site, installation) as server,
            ThreadPoolExecutor(clients) as pool,
        ):
            make = partial(prepare, installation, server.address)
            crowd = list(pool.map(make, everybody))
            for store, place in (("box", 0), ("main", clients)):
                some = crowd[place : place + clients]
                names = everybody[place : place + clients]
                with history.fault(f"{store} locked"), held(folder / FILES[store], seconds[store]):
                    if store == "box":
                        bad += _refusals(some[0], server.address)
                    waiting = [
                        pool.submit(deliver, history, one, person)
                        for one, person in zip(some, names, strict=True)
                    ]
                    time.sleep(0.2)
                for one in waiting:
                    one.result()
            with reading(folder / FILES["main"]):
                rest = zip(crowd[2 * clients :], everybody[2 * clients :], strict=True)
                list(pool.map(lambda pair: deliver(history, *pair), rest))
                largest = _size(folder / f"{FILES['main']}-wal")
        stored = look(installation, history.events)
    if largest > LARGEST_LOG:
        bad.append(f"the log grew to {largest} bytes")
    violations = [str(one) for one in check(history.events, stored)]
    return Result(
        numbers={
            "seconds locked": sum(seconds.values()),
            "acknowledged": count(history.events, Outcome.OK, "send"),
            "unsure": count(history.events, Outcome.INFO, "send"),
            "ballots": len(stored.values),
            "log in KiB": largest // 1024,
            "log per ballot in KiB": round(largest / 1024 / people, 1),
            "longest to return": round(longest_return(history.events), 1),
        },
        violations=[*bad, *violations],
    )


def control(site: Site) -> Result:
    """The test of the test: a writer that gives up at once and takes that for written."""
    history = History()
    with site.installation(people=8) as installation:
        file = installation.folder / FILES["box"]
        with held(file, 1), closing(sqlite3.connect(file, timeout=0)) as hasty:
            operation = history.invoke("send", who="hasty", value="a ballot")
            try:
                hasty.execute("DELETE FROM ballot")
            except sqlite3.OperationalError:
                operation.ok("the error was not looked at")
        violations = check(history.events, look(installation, history.events))
    return Result(numbers={}, violations=[str(one) for one in violations])


def _refusals(somebody: Respondent, address: str) -> list[str]:
    """Ask for the box while it is locked for longer than anybody waits."""
    assert somebody.ballot is not None
    if somebody.get_stamp().outcome is not Outcome.OK:
        return ["a stamp needs no box, and there was none"]
    reply = somebody.browser.post(CAST, somebody.ballot.form(), anonymous=True)
    other = Browser(address=address)
    page = other.get("/sign-in")
    other.close()
    bad = [] if page.status == 200 else [f"the page to sign in was {page.status}"]
    if reply.status != 503 or not reply.headers.get("Retry-After"):
        bad.append(f"while the box is locked the answer is {reply.status}, without a time")
    return bad


@contextmanager
def held(file: Path, seconds: float) -> Iterator[None]:
    """Let another process hold a database until it has been held for so long."""
    command = [sys.executable, "-S", "-c", _HOLD, str(file), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.wait()


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Stay in the middle of reading a database."""
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM person").fetchone()
        yield


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


FAULTS: Final = (
    Fault(
        id="F14",
        name="A shell locks the files of SQLite; a reader never ends",
        limit="503 with a time to try again, nothing lost, a log below 64 MiB",
        measure=measure,
        control=control,
        engines=("sqlite",),
    ),
)
