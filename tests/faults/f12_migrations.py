"""F12: whoever migrates is killed at every statement, and several migrate at once.

The databases of an installation with an open round are brought back some versions and forward
again. After each death a store is of the old version or of the new one and of nothing between, the
next one who tries gets on, and at the end every row is there.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import SQLAlchemyError

from feedbackpulse import create_app
from feedbackpulse.database import BallotBase, Base
from feedbackpulse.schema import STORES, alembic_config, engine_of, is_current, upgrade
from tests.conftest import close
from tests.databases import settings_in
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.running import Site

BACK: Final = {"main": "-2", "box": "-1"}
AT_ONCE: Final = 3
TABLES: Final = {"main": Base.metadata, "box": BallotBase.metadata}


def measure(site: Site) -> Result:
    """Kill, and then let several migrate at once."""
    history = History(file=site.histories / f"F12-{site.engine}.jsonl")
    with site.installation(people=6) as installation:
        folder = installation.folder
        before = _counts(folder)
        _go_back(folder)
        kept = _counts(folder)
        deaths = _kill_everywhere(folder, history, stride=site.size(40, 1), careless=False)
        bad = _wrong(folder, kept, before)
        _go_back(folder)
        children = [_migrate(folder) for _ in range(AT_ONCE if site.engine == "postgresql" else 2)]
        failed = sum(_status(child) != 0 for child in children)
        bad += [f"{failed} of those at once failed"] if failed else []
        bad += _wrong(folder, kept, before)
    return Result(numbers={"deaths": deaths, "at once": len(children)}, violations=bad)


def control(site: Site) -> Result:
    """The test of the test: every statement is committed by itself."""
    history = History(file=site.histories / f"F12-{site.engine}-control.jsonl")
    with site.installation(people=6) as installation:
        folder = installation.folder
        before = _counts(folder)
        _go_back(folder)
        kept = _counts(folder)
        try:
            _kill_everywhere(folder, history, stride=7, careless=True)
        except StuckError as error:
            return Result(numbers={}, violations=[str(error)])
        return Result(numbers={}, violations=_wrong(folder, kept, before))


class StuckError(RuntimeError):
    """A migration that was cut off cannot be gone on with."""


def _kill_everywhere(folder: Path, history: History, *, stride: int, careless: bool) -> int:
    """Kill at each so many-th statement until one comes through; return how many died."""
    for deaths, last in enumerate(_lasts(stride)):
        operation = history.invoke("migrate", who=str(last))
        status = _status(_migrate(folder, last=last, careless=careless))
        if status == 0:
            operation.ok()
            return deaths
        operation.info(str(status))
        if status != -signal.SIGKILL:
            raise StuckError(f"after {deaths} deaths nobody can migrate any more")
    raise StuckError("it never ends")


def _lasts(stride: int) -> Iterator[int]:
    return iter(range(2, 5000, stride))


def _migrate(folder: Path, *, last: int | None = None, careless: bool = False) -> int:
    """Migrate in a process of its own, which dies before its *last* statement; return its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        app = create_app(settings_in(folder))
        _watch(last, careless=careless)
        upgrade(app)
        status = 0
    finally:
        os._exit(status)


def _watch(last: int | None, *, careless: bool) -> None:
    seen = iter(range(1, 100_000))

    def before(*_told: Any) -> None:
        if next(seen) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def after(connection: Any, *_told: Any) -> None:
        connection.connection.driver_connection.commit()

    event.listen(Engine, "before_cursor_execute", before)
    if careless:
        event.listen(Engine, "after_cursor_execute", after)


def _status(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _go_back(folder: Path) -> None:
    app = create_app(settings_in(folder))
    for store in STORES:
        command.downgrade(alembic_config(app, store), BACK[store])
    close(app)


def _counts(folder: Path) -> dict[str, int]:
    """Return how many rows each table has that is there."""
    app = create_app(settings_in(folder))
    found = {}
    for store in STORES:
        with engine_of(app, store).connect() as connection:
            there = set(engine_of(app, store).dialect.get_table_names(connection))
            for one in TABLES[store].sorted_tables:
                if one.name in there:
                    rows = connection.execute(select(func.count()).select_from(one)).scalar_one()
                    found[one.name] = int(rows)
    close(app)
    return found


def _wrong(folder: Path, kept: dict[str, int], before: dict[str, int]) -> list[str]:
    """Return what is not as it would be after a migration that nobody disturbed."""
    app = create_app(settings_in(folder))
    try:
        if not is_current(app):
            return [f"the stores are of {[_revision(app, store) for store in STORES]}"]
        after = _counts(folder)
    except SQLAlchemyError as error:
        return [f"the stores cannot be read: {type(error).__name__}"]
    finally:
        close(app)
    wrong = [name for name, rows in kept.items() if name in before and after.get(name) != rows]
    lost = sorted(set(before) - set(after))
    return [f"rows of {', '.join(wrong + lost)} are not as they were"] if wrong or lost else []


def _revision(app: Any, store: Any) -> str | None:
    with engine_of(app, store).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


FAULTS: Final = (
    Fault(
        id="F12",
        name="Whoever migrates is killed at every statement",
        limit="old or new and nothing between, every row is there, one migrates at a time",
        measure=measure,
        control=control,
    ),
)
