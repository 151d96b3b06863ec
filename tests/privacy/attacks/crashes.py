"""A15: the process is killed, at any step of opening, stamping, casting or closing.

Each job runs on copies of one installation and gets SIGKILL at a step: a statement in either
database, the end of a transaction, or a file of a key. Then it is done again, as the clock or the
browser would, and the installation must be as if nothing had happened.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedbackpulse.ballots.domain import Answers
from feedbackpulse.ballots.service import Taken
from feedbackpulse.database import Stores
from feedbackpulse.roster.issuing import Issued
from tests.databases import copy_instance, drop_databases
from tests.jobs.company import Company, anything, found
from tests.privacy.attacks.client import Ballot, Blank, Voting, cast
from tests.privacy.attacks.measure import Instance, Lab, Measure
from tests.reliability.crash_everywhere import (
    Fuse,
    close_it,
    dispose,
    in_a_process,
    only_round,
    open_it,
    picture,
    stores_in,
)

Job = Callable[[Stores], None]


@dataclass(kw_only=True)
class Killer(Fuse):
    """Kills the process for real."""

    def step(self, *_: object) -> None:
        """Count one step, and kill when it is the one."""
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(kw_only=True, slots=True)
class Tally:
    """How often something was killed, and how often that could be seen afterwards."""

    killed: int = 0
    seen: int = 0


def measure(lab: Lab) -> Measure:
    """Kill what the product does, with a browser that keeps its ballot."""
    return _kill_all(lab, _remembering)


def naive(lab: Lab) -> Measure:
    """The test of the test: a browser that begins anew when it hears nothing."""
    return _kill_all(lab, _forgetting)


def _kill_all(lab: Lab, jobs: Callable[[Instance, Company], Iterator[tuple[str, Job]]]) -> Measure:
    tally, details = Tally(), []
    with lab.instance() as instance:
        company = found(instance.stores, "Company 0\n  Bakery 6\n  Mill 10\n  Vans 2")
        company.plan()
        for name, job in jobs(instance, company):
            dispose(instance.stores)
            before = tally.killed
            _kill(lab, instance.folder, job, tally)
            details.append(f"{name}: killed at {tally.killed - before} steps")
    return Measure(
        figure=f"{tally.seen} / {tally.killed}",
        holds=tally.seen == 0 and tally.killed >= 8,
        details=tuple(details),
    )


def _remembering(instance: Instance, company: Company) -> Iterator[tuple[str, Job]]:
    """Yield every job, and do it in the installation itself before the next one."""
    yield "open", open_it
    voting = _opened(instance)
    person = company.everybody()[0]
    blank = voting.blank_for(person)
    yield "stamp", lambda stores: _ask(stores, voting, blank, company)
    issued = voting.ask(person, blank)
    assert isinstance(issued, Issued)
    ballot = voting.fill_in(blank, issued, Answers(ratings={"G1": 4}))
    yield "cast", lambda stores: _cast(stores, ballot)
    _cast(instance.stores, ballot)
    chance = random.Random(5)  # noqa: S311  (answers of a fictional company)
    for other in company.everybody()[1:-2]:
        voting.send(other, anything(voting.asked, chance))
    yield "close", close_it


def _forgetting(instance: Instance, company: Company) -> Iterator[tuple[str, Job]]:
    voting = _opened(instance)
    person = company.everybody()[0]

    def send(stores: Stores) -> None:
        anew = Voting(stores=stores, asked=voting.asked, keys=voting.keys)
        blank = anew.blank_for(person)
        issued = anew.ask(person, blank)
        if isinstance(issued, Issued):
            _cast(stores, anew.fill_in(blank, issued, Answers(ratings={"G1": 4})))

    yield "send", send


def _opened(instance: Instance) -> Voting:
    open_it(instance.stores)
    return Voting.of(instance.stores, only_round(instance.stores).id)


def _ask(stores: Stores, voting: Voting, blank: Blank, company: Company) -> None:
    anew = Voting(stores=stores, asked=voting.asked, keys=voting.keys)
    assert isinstance(anew.ask(company.everybody()[0], blank), Issued)


def _cast(stores: Stores, ballot: Ballot) -> None:
    assert isinstance(cast(stores, ballot), Taken)


def _kill(lab: Lab, base: Path, job: Job, tally: Tally) -> None:
    expected, steps = _steps(base, job)
    for step in _chosen(lab, steps):
        with _copy(base) as folder:
            ending = _killed_at(folder, job, step)
            again = in_a_process(lambda folder=folder: job(stores_in(folder)))  # type: ignore[misc]  # a default argument binds the loop's value
            tally.killed += ending == -signal.SIGKILL
            tally.seen += bool(again) or _picture(folder) != expected


def _chosen(lab: Lab, steps: int) -> list[int]:
    every = [*range(1, steps + 1)]
    return every if len(every) <= 2 else every[:: lab.size(max(1, steps // 4), 1)]


def _steps(base: Path, job: Job) -> tuple[dict[str, Any], int]:
    """Return what the job leaves when nobody kills it, and in how many steps it does that."""
    with _copy(base) as folder:
        note = folder / "steps"

        def count() -> None:
            fuse = Killer(folder=str(folder), at=0)
            sys.addaudithook(fuse.audit)
            job(stores_in(folder, fuse))
            note.write_text(str(fuse.steps), encoding="utf-8")

        assert in_a_process(count) == 0
        return _picture(folder), int(note.read_text(encoding="utf-8"))


def _killed_at(folder: Path, job: Job, step: int) -> int:
    def work() -> None:
        fuse = Killer(folder=str(folder), at=step)
        sys.addaudithook(fuse.audit)
        job(stores_in(folder, fuse))

    return in_a_process(work)


def _picture(folder: Path) -> dict[str, Any]:
    stores = stores_in(folder)
    found = picture(stores)
    dispose(stores)
    return found


@contextmanager
def _copy(base: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="attack-") as place:
        folder = Path(place) / "instance"
        copy_instance(base, folder)
        yield folder
        drop_databases(folder)
