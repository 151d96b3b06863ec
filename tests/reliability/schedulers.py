"""Let schedulers run side by side while their clock jumps and they are killed.

    python -m tests.reliability.schedulers [INSTANCE] [--season spring|autumn] [--schedulers 2]
        [--rounds 2] [--seed 1]

The instance is empty and up to date; without one there is a new one, in files. The rounds of a
small company are around a change of the clocks. The clock is a file that all schedulers read; it
goes forward and back by an hour and by a day, also over the openings and closings. After every
jump one scheduler is killed at a random moment and started again, and there is a job to do. Prints
what was done how often, as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time as real_time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from feedbackpulse import create_app
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.desk import Desk, Task
from feedbackpulse.jobs.domain import JobKind
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.night import Night
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people import service as people
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.programme.tables import ChangeRow
from feedbackpulse.schema import upgrade
from tests import organisations
from tests.cycles.cycles import make_cycle
from tests.databases import settings_in
from tests.reliability.crash_everywhere import dispose, stores_in

ZONE: Final = "Europe/Amsterdam"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)
WINDOW: Final = 5
JOB: Final = "Job "
FIRST_DAYS: Final[Mapping[str, date]] = MappingProxyType(
    {"spring": date(2026, 3, 26), "autumn": date(2026, 10, 22)}
)
"""The clocks change in the night to Sunday, while the first round is open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockFile:
    """A clock that others can turn."""

    path: Path

    def read(self) -> datetime:
        """Return what it says."""
        return datetime.fromisoformat(self.path.read_text(encoding="ascii"))

    def turn(self, moment: datetime) -> None:
        """Let it say something else, at once."""
        draft = self.path.with_suffix(".new")
        draft.write_text(moment.astimezone(UTC).isoformat(), encoding="ascii")
        os.replace(draft, self.path)  # noqa: PTH105  (replace in one step)


def count_once(task: Task) -> None:
    """Do a job whose effect can be counted: each time it is done, there is a person more."""
    for done in range(4):
        task.report(done, 4)
        real_time.sleep(0.01)
    with task.stores.main() as session, transaction(session):
        people.add_person(
            session,
            name=f"{JOB}{task.job.id}",
            email=f"{uuid4().hex}@example.org",
            team_id=None,
            at=task.now(),
        )
        real_time.sleep(0.02)
        work.finish(session, job=task.job, now=task.now())


@dataclass(frozen=True, kw_only=True, slots=True)
class Scheduler:
    """A process that does what is due, again and again, and says each time that it did."""

    pid: int
    turns: int

    @classmethod
    def start(cls, folder: Path, clock: ClockFile) -> Scheduler:
        """Start one."""
        turns, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                _run(folder, clock, told)
            finally:
                os._exit(1)
        os.close(told)
        return cls(pid=pid, turns=turns)

    def kill(self) -> None:
        """Stop it dead."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.turns)

    def wait(self, moment: datetime) -> None:
        """Wait until it has done all that was due at a moment."""
        wanted = moment.astimezone(UTC).isoformat().encode()
        while True:
            line = os.read(self.turns, 32)
            if not line:
                raise RuntimeError("a scheduler died by itself")
            if line.rstrip() == wanted:
                return


def _run(folder: Path, clock: ClockFile, told: int) -> None:
    stores, night = stores_in(folder), Night()
    handlers = {**HANDLERS, JobKind.IMPORT: count_once}
    desk = Desk(stores=stores, handlers=handlers, now=clock.read)
    while True:
        now = clock.read()
        tick(stores, now=now, catalogue=load_catalogue(), night=night)
        desk.work()
        os.write(told, now.isoformat().encode().ljust(32))
        real_time.sleep(0.02)


def prepare(stores: Stores, first_day: date, rounds: int) -> list[datetime]:
    """Start a cycle in a small company; return when its first rounds should open."""
    opens = [
        datetime.combine(first_day + timedelta(days=14 * number), time(9), ZoneInfo(ZONE))
        for number in range(rounds)
    ]
    cycle = make_cycle(blocks=(1,), first_day=first_day, window_days=WINDOW)
    with stores.main() as session, transaction(session):
        organisations.found(session, "Company 0\n  Bakery 6", at=opens[0] - 30 * DAY)
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(
            session, cycle_id=cycle.id, now=opens[0] - 7 * DAY, catalogue=load_catalogue()
        )
    return opens


def jumps(opens: list[datetime]) -> Iterator[datetime]:
    """Yield what the clock says, one after the other, in UTC."""
    for opening in opens:
        opens_at = opening.astimezone(UTC)
        closes_at = datetime.combine(
            opening.date() + timedelta(days=WINDOW - 1), time(17), ZoneInfo(ZONE)
        ).astimezone(UTC)
        yield from (opens_at - MINUTE, opens_at, opens_at - HOUR, opens_at + DAY)
        yield from (opens_at - DAY, closes_at - HOUR, closes_at, closes_at - DAY, closes_at + DAY)


def play(folder: Path, opens: list[datetime], *, schedulers: int, chance: random.Random) -> int:
    """Turn the clock, kill and restart; return how often a scheduler was killed."""
    clock = ClockFile(path=folder / "clock")
    clock.turn(opens[0] - DAY)
    stores = stores_in(folder)
    running = [Scheduler.start(folder, clock) for _ in range(schedulers)]
    killed = 0
    for moment in jumps(opens):
        _ask(stores, clock.read())
        clock.turn(moment)
        real_time.sleep(chance.uniform(0, 0.15))
        victim = chance.randrange(schedulers)
        running[victim].kill()
        killed += 1
        running[victim] = Scheduler.start(folder, clock)
        for each in running:
            each.wait(moment)
    _drain(stores, clock, running)
    for each in running:
        each.kill()
    dispose(stores)
    return killed


def _ask(stores: Stores, now: datetime) -> None:
    with stores.main() as session, transaction(session):
        work.enqueue(session, kind=JobKind.IMPORT, due_at=now)


def _drain(stores: Stores, clock: ClockFile, running: list[Scheduler]) -> None:
    """Let leases of the dead run out, and what failed have its next turn."""
    for _ in range(20):
        if not _left(stores):
            return
        moment = clock.read() + 2 * MINUTE
        clock.turn(moment)
        for each in running:
            each.wait(moment)


def _left(stores: Stores) -> int:
    with stores.main() as session:
        return session.scalar(select(func.count()).select_from(JobRow)) or 0


def found_afterwards(stores: Stores) -> dict[str, Any]:
    """Return what was done, and how often."""
    with stores.main() as session:
        changes = Counter(
            f"{kind} {number}"
            for kind, number in session.execute(select(ChangeRow.kind, ChangeRow.round_number))
            if number is not None
        )
        done = Counter(
            session.scalars(select(PersonRow.name).where(PersonRow.name.like(f"{JOB}%")))
        )
        rounds = cycles.list_rounds(session)
        return {
            "changes": dict(sorted(changes.items())),
            "rounds": sorted((asked.number, asked.state.value) for asked in rounds),
            "opened at": sorted(
                asked.opens_at.astimezone(ZoneInfo(ZONE)).isoformat() for asked in rounds
            ),
            "times each job was done": sorted(done.values()),
            "jobs left": _left(stores),
        }


def main(arguments: argparse.Namespace) -> None:
    """Play, and print what was found."""
    load_catalogue()
    with tempfile.TemporaryDirectory() as new:
        folder = Path(arguments.instance or new)
        if not arguments.instance:
            upgrade(create_app(settings_in(folder)))
        sys.stdout.write(json.dumps(_played(folder, arguments)) + "\n")


def _played(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    stores = stores_in(folder)
    opens = prepare(stores, FIRST_DAYS[arguments.season], arguments.rounds)
    dispose(stores)
    chance = random.Random(arguments.seed)  # noqa: S311  (to repeat what was found)
    killed = play(folder, opens, schedulers=arguments.schedulers, chance=chance)
    stores = stores_in(folder)
    outcome = {"killed": killed, **found_afterwards(stores)}
    dispose(stores)
    return outcome


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.schedulers")
    parser.add_argument("instance", nargs="?")
    parser.add_argument("--season", choices=sorted(FIRST_DAYS), default="spring")
    parser.add_argument("--schedulers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main(_arguments())
