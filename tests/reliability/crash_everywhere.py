"""Run one job on copies of an instance, killed at its first step, its second, and so on.

    python -m tests.reliability.crash_everywhere INSTANCE JOB

A step is every statement that reaches either database, and every file that is opened for writing,
linked or removed in the instance. Each killed copy is taken up again by a new process, and what it
holds afterwards is printed as one line of JSON; the first line is of a copy that was not killed.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine, event, func, select
from sqlalchemy.orm import sessionmaker

from feedbackpulse.ballots import keystore
from feedbackpulse.ballots.tables import BallotRow, UrnRow
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round
from feedbackpulse.database import Stores, engine_options, prepare_sqlite
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people.domain import PersonId
from feedbackpulse.release.tables import CommentRow, FigureRow, SpreadRow
from feedbackpulse.roster.intake import Answers, Sent, send_ballot
from feedbackpulse.roster.tables import RosterRow, RoundUnitRow
from tests.databases import copy_instance, drop_databases, settings_in
from tests.keys import Stock

KILLED = 77
NUMBER = bytes(range(32))
KEYS = "keystore"


@dataclass(kw_only=True)
class Fuse:
    """Kills the process at a step."""

    folder: str
    at: int
    steps: int = field(default=0)

    def step(self, *_: object) -> None:
        """Count one step, and stop the process dead when it is the one."""
        self.steps += 1
        if self.steps == self.at:
            os._exit(KILLED)

    def audit(self, name: str, details: tuple[Any, ...]) -> None:
        """Take an operation on a file of the instance as a step."""
        if name in {"os.remove", "os.link", "os.mkdir"} or self._opens_for_writing(name, details):
            path = str(details[0])
            if path.startswith(self.folder) and KEYS in path:
                self.step()

    @staticmethod
    def _opens_for_writing(name: str, details: tuple[Any, ...]) -> bool:
        return name == "open" and bool(details[2] & (os.O_WRONLY | os.O_RDWR))


def stores_in(folder: Path, fuse: Fuse | None = None) -> Stores:
    """Return the stores of an instance, with every statement leading past the fuse."""
    settings = settings_in(folder)
    main, box = (
        create_engine(url, **engine_options(url)) for url in (settings.main_url, settings.box_url)
    )
    prepare_sqlite(main, journal="WAL")
    prepare_sqlite(box, journal="DELETE")
    if fuse is not None:
        for engine in (main, box):
            _lead_past(fuse, engine)
    return Stores(main=sessionmaker(main), box=sessionmaker(box), keys=folder / KEYS)


def _lead_past(fuse: Fuse, engine: Engine) -> None:
    """Take every statement as a step, and with PostgreSQL's driver also what ends a transaction."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_trace, fuse))
    else:
        for name in ("before_cursor_execute", "commit", "rollback"):
            event.listen(engine, name, fuse.step)


def _trace(fuse: Fuse, connection: Any, _record: object) -> None:
    connection.set_trace_callback(fuse.step)


def dispose(stores: Stores) -> None:
    """Let go of the files."""
    for make in (stores.main, stores.box):
        with make() as session:
            engine: Any = session.get_bind()
        engine.dispose()


def only_round(stores: Stores) -> Round:
    """Return the round the instance is about."""
    with stores.main() as session:
        return cycles.list_rounds(session)[0]


def open_it(stores: Stores) -> None:
    """Open the round."""
    asked = only_round(stores)
    open_round(stores, round_id=asked.id, now=asked.opens_at, catalogue=load_catalogue())


def send_one(stores: Stores) -> None:
    """Send one ballot, from a form with a number of its own."""
    asked = only_round(stores)
    with stores.main() as session:
        person = session.scalars(select(RosterRow.person_id).order_by(RosterRow.person_id)).first()
    assert person is not None
    answers = Answers(ratings={item.code: 4 for item in asked.rated_items})
    sent = send_ballot(
        stores,
        round_id=asked.id,
        person_id=PersonId(person),
        ballot_number=NUMBER,
        answers=answers,
        now=asked.opens_at + timedelta(hours=1),
    )
    assert isinstance(sent, Sent)


def close_it(stores: Stores) -> None:
    """Close, release and burn the round."""
    asked = only_round(stores)
    close_round(stores, round_id=asked.id, now=asked.closes_at)


JOBS: dict[str, Callable[[Stores], None]] = {"open": open_it, "send": send_one, "close": close_it}


def picture(stores: Stores) -> dict[str, Any]:
    """Return all that matters of an instance, without what is random by design."""
    asked = only_round(stores)
    with stores.main() as session, stores.box() as box:
        figures = session.execute(select(*FigureRow.__table__.columns)).all()
        comments = session.execute(select(CommentRow.team_id, CommentRow.part, CommentRow.body))
        columns = [one for one in RoundUnitRow.__table__.columns if one.name != "public_key"]
        units = session.execute(select(*columns)).all()
        return {
            "state": asked.state.value,
            "burnt": asked.burnt,
            "release": asked.release_sha256,
            "figures": sorted(str(row) for row in figures),
            "spreads": sorted(
                str(row) for row in session.execute(select(SpreadRow.item, SpreadRow.sd))
            ),
            "comments": sorted(str(row) for row in comments),
            "units": sorted(str(row) for row in units),
            "invited": session.scalar(select(func.count()).select_from(RosterRow)),
            "claims": session.scalar(select(func.count(RosterRow.claim))),
            "ballots": box.scalar(select(func.count()).select_from(BallotRow)),
            "urns": [is_open for (is_open,) in box.execute(select(UrnRow.open))],
            "keys": _keys(stores.keys, asked),
        }


def _keys(folder: Path, asked: Round) -> dict[str, object]:
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {
        "finished": sum(path.suffix == ".pem" for path in files),
        "private": all(path.stat().st_mode & 0o777 == 0o600 for path in files),
        "has public half": asked.public_key is not None,
    }


def in_a_process(work: Callable[[], None]) -> int:
    """Do something in a forked process; return how it ended."""
    child = os.fork()
    if child == 0:
        try:  # a fork must never return into the parent's work
            work()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(folder: Path, job: Callable[[Stores], None], step: int) -> int:
    """Run the job in a process that dies at a step; return how it ended."""

    def work() -> None:
        fuse = Fuse(folder=str(folder), at=step)
        sys.addaudithook(fuse.audit)
        job(stores_in(folder, fuse))

    return in_a_process(work)


def from_stock(keys: Stock) -> AbstractContextManager[object]:
    """Let rounds take their keys from a stock."""
    return patch.object(keystore, "new_signing_key", keys.hand_out)


def rehearse(instance: Path, job: Callable[[Stores], None], keys: Stock) -> None:
    """Do the job once in this process: what is loaded, mapped and made then, no fork does again."""
    with tempfile.TemporaryDirectory() as copy, from_stock(keys):
        folder = Path(copy) / "instance"
        copy_instance(instance, folder)
        stores = stores_in(folder)
        job(stores)
        picture(stores)
        dispose(stores)
        drop_databases(folder)
    keys.take_back()


def main(instance: Path, name: str) -> None:
    """Print a picture of the uninterrupted job, and of each one that was killed and taken up."""
    load_catalogue()
    job = JOBS[name]
    first, second = Stock(), Stock()  # who takes a round up must not have the keys of before
    for keys in (first, second):
        rehearse(instance, job, keys)
    gc.freeze()  # else every fork copies what it only counts
    step = 0
    ending = KILLED
    while ending == KILLED or step <= 1:
        with tempfile.TemporaryDirectory() as copy:
            folder = Path(copy) / "instance"
            copy_instance(instance, folder)
            with from_stock(first):
                ending = killed_at(folder, job, step)
            with from_stock(second):
                again = in_a_process(lambda folder=folder: job(stores_in(folder))) if ending else 0  # type: ignore[misc]  # a default argument binds the loop's value
            stores = stores_in(folder)
            line = {"step": step, "ended": ending, "again": again, "picture": picture(stores)}
            dispose(stores)
            drop_databases(folder)
            sys.stdout.write(json.dumps(line) + "\n")
        step += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
