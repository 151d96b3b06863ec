"""F16: is what was acknowledged on the disk before it is acknowledged?

A loss of power cannot be played by killing processes: what they wrote is still in the memory of the
machine. So the calls that make the disk write are counted instead, at least one for each of the two
commits of a ballot: with strace on the process that serves pages with SQLite, and as PostgreSQL
counts them on a server that was told to acknowledge sooner.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from tests.databases import EngineName, address_in
from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome, count
from tests.faults.own_server import own_server
from tests.faults.programs import need
from tests.faults.running import Installation, Site, gunicorn
from tests.postgres import SUPERUSER

COMMITS: Final[Mapping[EngineName, int]] = {"sqlite": 2, "postgresql": 3}
"""Of one person: the claim and the ballot, and where all is counted their session as well."""
PRODUCT: Final = "feedbackpulse.wsgi:app"
HASTY: Final = "tests.faults.careless:hasty()"


class NoStraceError(RuntimeError):
    """The system calls of a process cannot be counted."""


def measure(site: Site) -> Result:
    """Count for the product."""
    return _counted(site, PRODUCT, site.size(5, 100))


def control(site: Site) -> Result:
    """The test of the test: the same without waiting for the disk."""
    return _counted(site, HASTY, 5)


def _counted(site: Site, app: str, people: int) -> Result:
    history = History(file=site.histories / f"F16-{site.engine}.jsonl")
    with _durable(site) as place, place.installation(people=people) as installation:
        syncs = (_by_postgresql if site.engine == "postgresql" else _by_strace)(
            installation, app, history
        )
        violations = [str(one) for one in check(history.events, look(installation, history.events))]
    commits = COMMITS[site.engine] * count(history.events, Outcome.OK, "send")
    if syncs < commits:
        violations.append(f"I1: {commits} commits were acknowledged after {syncs} syncs")
    return Result(
        numbers={"commits": commits, "syncs": syncs, "syncs per commit": round(syncs / commits, 2)},
        violations=violations,
    )


def _by_strace(installation: Installation, app: str, history: History) -> int:
    """Count what the process asks of the disk while people send."""
    with gunicorn(installation, workers=1, app=app) as server:
        crowd = {one: prepare(installation, server.address, one) for one in installation.codes}
        with _traced(server.children()[0], installation.folder.parent / "syncs") as so_far:
            for person, somebody in crowd.items():
                deliver(history, somebody, person)
            return so_far()


def _by_postgresql(installation: Installation, app: str, history: History) -> int:
    """Count what PostgreSQL asks of the disk; its processes tell it when they end."""
    before = _synced(installation)
    with gunicorn(installation, workers=1, app=app) as server:
        for person in installation.codes:
            deliver(history, prepare(installation, server.address, person), person)
    return _synced(installation) - before


@contextmanager
def _durable(site: Site) -> Iterator[Site]:
    """Take a server that really waits for its disk, and is told not to do so for each commit."""
    if site.engine == "sqlite":
        yield site
        return
    settings = ("fsync=on", "synchronous_commit=off", "wal_writer_delay=10s")
    with own_server(site, *settings) as (place, _server):
        yield place


@contextmanager
def _traced(process: int, file: Path) -> Iterator[Callable[[], int]]:
    """Count the calls of one process with strace."""
    command = [
        need("strace"),
        "-f",
        "-e",
        "trace=fsync,fdatasync",
        "-p",
        str(process),
        "-o",
        str(file),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        if "attached" not in (said := tracer.stderr.readline()):
            raise NoStraceError(said)
        yield lambda: len([line for line in _lines(file) if "sync(" in line])
        tracer.send_signal(signal.SIGINT)


def _lines(file: Path) -> list[str]:
    time.sleep(0.2)  # strace writes a little later
    return file.read_text(encoding="ascii").splitlines()


def _synced(installation: Installation) -> int:
    """Return how often PostgreSQL waited for its log to be on the disk."""
    address = address_in(installation.folder)
    assert address is not None
    with psycopg.connect(
        host=str(address.sockets), user=SUPERUSER, dbname="postgres", autocommit=True
    ) as server:
        time.sleep(0.5)
        if server.info.server_version >= 180000:
            query = "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'"
        else:
            query = "SELECT wal_sync FROM pg_stat_wal"
        found = server.execute(query).fetchone()
    assert found is not None
    return int(found[0])


FAULTS: Final = (
    Fault(
        id="F16",
        name="Loss of power, counted as what has reached the disk",
        limit="at least one sync for each commit before it is acknowledged",
        measure=measure,
        control=control,
        suite=(),
        suite_control=False,
    ),
)
