"""Let 1,000 people answer at the same time, and see whether every ballot that was taken is there.

    python -m benchmarks.load [--people 1000] [--engine sqlite] [--front nginx] [--keep]

They come within --arrive seconds and read. When all are there, each thinks on, for --think seconds
on average, and sends. One in fifty is as slow as a telephone in a lift, one in twenty does not wait
for the answer and sends again. Everything stays on this machine and ends by itself. The exit status
is 0 only when nothing went wrong and the box has exactly what was acknowledged.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from sqlalchemy import select

from benchmarks.ground import site, use_disk
from benchmarks.kept import FOLDER
from benchmarks.machine import this_machine
from benchmarks.respondents import Crowd, Front, Plan, Watch, answer, plans
from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import PersonRow
from tests.databases import ENGINES
from tests.deploy.proxy import NAME, proxying, trusting
from tests.faults.checker import Stored, Violation, check
from tests.faults.history import History, Outcome, count
from tests.faults.running import Installation, gunicorn, serve

PASSWORD: Final = "only-in-this-run"  # noqa: S105  (of nobody)
PEOPLE_PER_TEAM: Final = 12
FRONTS: Final = ("nginx", "gunicorn", "serve")
FILES: Final = ("css/app.css", "js/pulse.js", "js/ballot/send.js", "js/ballot/deliver.js")
"""Some of what the page needs: what nginx sends of it from the disk costs us nothing."""
_HEAD: Final = (
    f"{'step':<14}{'asked':>7}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'worst':>9}{'wrong':>7}"
)
_STACK: Final = 256 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One step of everybody: how often, milliseconds, and how often it went wrong."""

    step: str
    asked: int
    p50: float
    p95: float
    p99: float
    worst: float
    wrong: int

    def __str__(self) -> str:
        """Return it as a line of the table."""
        times = "".join(f"{each:>9,.0f}" for each in (self.p50, self.p95, self.p99, self.worst))
        return f"{self.step:<14}{self.asked:>7,}{times}{self.wrong:>7}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What came of a run."""

    lines: tuple[Line, ...]
    people: int
    acknowledged: int
    in_box: int
    most_busy: int
    left: int
    seconds: float
    own_share: float
    """The part of the machine that the clients themselves used."""
    violations: tuple[Violation, ...]

    @property
    def is_good(self) -> bool:
        """Say whether nothing went wrong and nothing was lost or doubled."""
        wrong = sum(line.wrong for line in self.lines)
        return not wrong and not self.violations and self.people == self.acknowledged == self.in_box


def main(arguments: Sequence[str]) -> int:
    """Run it and print the table; return the exit status."""
    asked = _parsed(arguments)
    crowd = Crowd(arrive=asked.arrive, think=asked.think)
    machine = this_machine(use_disk())
    _say(f"{machine}\n{asked.people:,} people, {asked.engine}, {asked.front}\n\n{_HEAD}")
    with (
        site(asked.engine) as place,
        place.installation(
            people=asked.people, teams=max(1, asked.people // PEOPLE_PER_TEAM)
        ) as installation,
    ):
        loaded = run(installation, crowd, front=asked.front)
    _say("\n".join(map(str, loaded.lines)))
    _say(_summary(loaded))
    if asked.keep:
        name = f"load-{clock.now().date()}-{machine.slug}-{asked.engine}-{asked.front}.json"
        content = {"machine": str(machine), "summary": _summary(loaded).splitlines()}
        content["lines"] = [str(line) for line in (_HEAD, *loaded.lines)]
        (FOLDER / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if loaded.is_good else 1


def run(installation: Installation, crowd: Crowd, *, front: str) -> Loaded:
    """Let everybody of an installation answer, and look into the box afterwards."""
    _raise_limits()
    with installation.stores() as stores:
        emails = _with_passwords(stores)
        everybody = plans(stores, installation, emails, crowd)
        watch, history = Watch(), History()
        with serving(installation, front) as place:
            began, own = time.perf_counter(), time.process_time()
            _together(place, everybody, watch, history)
            seconds, own = time.perf_counter() - began, time.process_time() - own
        stored = installation.receipts(stores)
        used = installation.claimed(stores)
    return Loaded(
        lines=lines_of(watch),
        people=len(everybody),
        acknowledged=count(history.events, Outcome.OK, "send"),
        in_box=len(stored),
        most_busy=watch.most_busy,
        left=watch.left,
        seconds=seconds,
        own_share=own / seconds / (os.cpu_count() or 1),
        violations=tuple(check(history.events, Stored(values=stored, used=used))),
    )


@contextmanager
def serving(installation: Installation, front: str) -> Iterator[Front]:
    """Serve an installation: gunicorn with two processes behind nginx or alone, or `serve`."""
    if front == "serve":
        with serve(installation) as server:
            yield Front(address=server.address)
        return
    if front == "nginx":
        installation.settings.update(PUBLIC_URL=f"https://{NAME}", TRUSTED_PROXIES="1")
    with ExitStack() as stack:
        server = stack.enter_context(gunicorn(installation, options=("--backlog", "4096")))
        if front == "gunicorn":
            yield Front(address=server.address)
            return
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="front-")))
        proxy = stack.enter_context(proxying(folder, upstream=[server.port]))
        yield Front(address=proxy.address, tls=trusting(proxy), headers={"Host": NAME})


def lines_of(watch: Watch) -> tuple[Line, ...]:
    """Return how each step went, in the order in which somebody first did it."""
    return tuple(_line(step, took, watch.wrong[step]) for step, took in watch.took.items())


def _line(step: str, took: Sequence[float], wrong: int) -> Line:
    p50, p95, p99, worst = (float(np.percentile(took, at)) * 1000 for at in (50, 95, 99, 100))
    return Line(step=step, asked=len(took), p50=p50, p95=p95, p99=p99, worst=worst, wrong=wrong)


def _together(front: Front, everybody: Sequence[Plan], watch: Watch, history: History) -> None:
    files = [f"/static/{name}" for name in FILES]
    threading.stack_size(_STACK)
    threads = [
        threading.Thread(
            target=answer,
            daemon=True,
            args=(front, plan),
            kwargs={
                "watch": watch,
                "history": history,
                "files": files,
                "password": PASSWORD,
            },
        )
        for plan in everybody
    ]
    threading.stack_size(0)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _with_passwords(stores: Stores) -> dict[PersonId, str]:
    """Give everybody the same password; return everybody's address."""
    with stores.main() as session, transaction(session):
        rows = session.execute(select(PersonRow.id, PersonRow.email)).all()
        hashed = hash_password(PASSWORD)
        for person, _ in rows:
            accounts.set_password(session, person_id=PersonId(person), password_hash=hashed)
        return {PersonId(person): email for person, email in rows}


def _raise_limits() -> None:
    """Let this process have as many connections as there may be."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _summary(loaded: Loaded) -> str:
    told = [
        (
            f"{loaded.most_busy:,} people at once, {loaded.seconds:.0f} s,"
            f" {loaded.people / loaded.seconds:.1f} responses a second;"
            f" the clients used {loaded.own_share:.0%} of the machine"
        ),
        (
            f"{loaded.acknowledged:,} ballots acknowledged, {loaded.in_box:,} in the box;"
            f" {loaded.left} did not wait and sent again"
        ),
        *map(str, loaded.violations[:10]),
        "good" if loaded.is_good else "NOT GOOD",
    ]
    return "\n".join(["", *told])


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--front", choices=FRONTS, default="nginx")
    parser.add_argument("--arrive", type=float, default=60.0, help="seconds in which all come")
    parser.add_argument("--think", type=float, default=30.0, help="seconds until most send")
    parser.add_argument("--keep", action="store_true", help="keep the run")
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
