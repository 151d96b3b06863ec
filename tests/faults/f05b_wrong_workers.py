"""F5b: of three workers one has a clock that is an hour or a day ahead or behind (`faketime`).

Each is a whole process. The round opens once, nobody gets a mail twice, and nobody closes before
the time of the others. The clock of the database server is the judge. Files are used by one machine,
which has one clock: F5 moves that.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.programme.tables import ChangeRow
from tests.cycles.cycles import make_cycle
from tests.databases import copy_databases, drop_databases
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.programs import need
from tests.faults.rounds import ZONE
from tests.faults.running import Installation, Process, Site
from tests.notices.mail_server import Box, mail_server
from tests.organisations import found

OFFSETS: Final = ("+1h", "-1h", "+1d", "-1d")
SECONDS: Final = {"h": 3600, "d": 86400}
PATIENCE: Final = 300.0
"""Seconds: with a shared queue a wrong worker may take the hint of a minute, and leaves it be."""
WORKER: Final = (sys.executable, "-m", "feedbackpulse", "worker")
CARELESS: Final = (sys.executable, "-m", "tests.faults.far_clock", "careless")


def measure(site: Site) -> Result:
    """Let one worker of the product be wrong."""
    numbers: Counter[str] = Counter()
    bad: list[str] = []
    for offset in OFFSETS[2:3] if site.short else OFFSETS:
        seconds = int(offset[:-1]) * SECONDS[offset[-1]]
        told, wrong = _played(site, offset, seconds, WORKER, site.size(6, 20))
        numbers.update(told)
        bad += [f"{offset}: {each}" for each in wrong]
    return Result(numbers=dict(numbers), violations=bad)


def control(site: Site) -> Result:
    """The test of the test: a worker a month ahead that compares its clock with no other."""
    _told, wrong = _played(site, "careless", 0, CARELESS, PATIENCE)
    return Result(numbers={}, violations=wrong)


def _played(
    site: Site, name: str, seconds: int, wrong: Sequence[str], watched: float
) -> tuple[dict[str, int], list[str]]:
    """Let three workers meet a round that is due; return what was counted, and what is wrong."""
    history = History(file=site.histories / f"F5b-{name}-{site.engine}.jsonl")
    box = Box()
    with ExitStack() as stack:
        port = stack.enter_context(mail_server(box))
        place = stack.enter_context(_due(site, port))
        with history.fault(name):
            for number, (moved, command) in enumerate(((0, WORKER), (seconds, wrong), (0, WORKER))):
                stack.enter_context(_running(place, f"{number}.log", moved, command))
            began = time.monotonic()
            asked = _watch(place, watched)
            took = round(time.monotonic() - began)
            opened = place.times_opened()
    mails = Counter((mail.to, str(mail.message["Subject"])) for mail in box.mails)
    bad = [] if opened == 1 else [f"the round opened {opened} times"]
    bad += [] if asked.state is RoundState.OPEN else [f"the round is {asked.state.value}"]
    bad += [f"I5: a mail came {times} times" for times in mails.values() if times > 1]
    return {"workers": 3, "opened": opened, "mails": mails.total(), "seconds": took}, bad


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    installation: Installation

    def asked(self) -> Round:
        with self.installation.stores() as stores, stores.main() as session:
            return cycles.list_rounds(session)[0]

    def times_opened(self) -> int:
        query = select(func.count()).where(ChangeRow.kind == "opened", ChangeRow.round_number == 1)
        with self.installation.stores() as stores, stores.main() as session:
            return session.scalar(query) or 0


@contextmanager
def _due(site: Site, port: int) -> Iterator[_Place]:
    """Make an installation whose first round should have opened this morning, or yesterday."""
    mail = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "us@example.org",
        "PUBLIC_URL": "https://pulse.example.org",
    }
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        inside = Path(folder) / "instance"
        copy_databases(site.empty, inside)
        try:
            made = Installation(folder=inside, round_id=None, codes={}, settings=mail)  # type: ignore[arg-type]  # none is open yet
            with made.stores() as stores:
                _plan(stores, clock.now())
            yield _Place(installation=made)
        finally:
            drop_databases(inside)


def _plan(stores: Stores, now: datetime) -> None:
    day = clock.local_day(now - timedelta(hours=10), ZONE)  # its nine o'clock is over by now
    before = now - timedelta(days=8)
    cycle = make_cycle(blocks=(1,), first_day=day, window_days=5)
    with stores.main() as session, transaction(session):
        found(session, "Company 0\n  Bakery 6", at=before)
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=before, catalogue=load_catalogue())


@contextmanager
def _running(place: _Place, log: str, seconds: int, command: Sequence[str]) -> Iterator[None]:
    moved = [need("faketime"), "-f", f"{seconds:+d}s"] if seconds else []
    process = Process(
        command=[*moved, *command],
        environment=place.installation.environment(),
        log=place.installation.folder.parent / log,
    )
    process.start()
    try:
        yield
    finally:
        process.stop()


def _watch(place: _Place, seconds: float) -> Round:
    """Wait until somebody opened the round, and then for so long whether somebody closes it."""
    deadline = time.monotonic() + PATIENCE
    while place.asked().state is RoundState.PLANNED and time.monotonic() < deadline:
        time.sleep(0.3)
    deadline = time.monotonic() + seconds
    while (asked := place.asked()).state is RoundState.OPEN and time.monotonic() < deadline:
        time.sleep(0.3)
    return asked


FAULTS: Final = (
    Fault(
        id="F5b",
        name="One of three workers is an hour or a day ahead or behind",
        limit="the round opens once, no mail comes twice, nothing closes too early",
        measure=measure,
        control=control,
        engines=("postgresql",),
        suite=(),
        suite_control=False,
    ),
)
