"""F4: the disk is full, while people answer, an import runs and a backup is written.

The processes may not make any file larger than the ballot box is at that moment. Whoever reads goes
on reading; whoever sends is told the truth; an import and a backup leave nothing half done. With
room again everything works, without a restart. On SQLite only: F4b fills the disk of PostgreSQL.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import PersonRow
from tests.databases import FILES
from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check, longest_return
from tests.faults.clients import Respondent
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome, count
from tests.faults.running import ROOT, Installation, Process, Site, gunicorn

NOTHING: Final = 4096
"""Bytes that a file may have where there is no room for a copy or an import."""


def measure(site: Site) -> Result:
    """Fill the disk of what the product runs."""
    return _measure(site, "feedbackpulse.wsgi:app", commands=True)


def control(site: Site) -> Result:
    """The test of the test: a server that acknowledges before it commits."""
    return _measure(site, "tests.faults.careless:early()", commands=False)


def _measure(site: Site, app: str, *, commands: bool) -> Result:
    history = History(file=site.histories / f"F4-{site.engine}.jsonl")
    with site.installation(people=site.size(6, 200)) as installation:
        with gunicorn(installation, app=app, workers=1) as server:
            somebody = {
                person: prepare(installation, server.address, person)
                for person in installation.codes
            }
            early, meanwhile = _halves(list(somebody))
            for person in early:
                deliver(history, somebody[person], person, tries=3)
            read = _while_full(installation, server, history, somebody, meanwhile)
            for person in meanwhile:
                deliver(history, somebody[person], person, tries=20)
        bad = [f"a page of {len(meanwhile)} could not be read"] if not read else []
        bad += _commands(installation) if commands else []
        violations = [str(one) for one in check(history.events, look(installation, history.events))]
    return Result(
        numbers={
            "acknowledged": count(history.events, Outcome.OK, "send"),
            "told that nobody knows": count(history.events, Outcome.INFO, "send"),
            "longest to return": longest_return(history.events),
        },
        violations=[*bad, *violations],
    )


def _halves(people: list[PersonId]) -> tuple[list[PersonId], list[PersonId]]:
    half = len(people) // 2
    return people[:half], people[half:]


def _while_full(
    installation: Installation,
    server: Process,
    history: History,
    somebody: dict[PersonId, Respondent],
    meanwhile: Sequence[PersonId],
) -> bool:
    """Let people send and read while there is no room; say whether everybody could read."""
    read = True
    with history.fault("disk full"), _no_room(installation, server):
        for person in meanwhile:
            deliver(history, somebody[person], person, tries=1)
            read &= somebody[person].browser.get("/privacy").status == 200
    return read


@contextmanager
def _no_room(installation: Installation, server: Process) -> Iterator[None]:
    """Let no file of a server grow beyond what the box is now."""
    file = installation.folder / FILES["box"]
    room = file.stat().st_size if file.exists() else NOTHING
    _limit(server, room)
    try:
        yield
    finally:
        _limit(server, resource.RLIM_INFINITY)


def _limit(server: Process, room: int) -> None:
    for number in server.children():
        resource.prlimit(number, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))


def _commands(installation: Installation) -> list[str]:
    """Back up and import without room, and then with it; return what is wrong."""
    place, bad = installation.folder.parent, []
    teams, staff = place / "teams.csv", place / "people.csv"
    teams.write_text("code;name;parent\n", encoding="utf-8")
    lines = "".join(f"Bo {one};bo{one}@example.org;Team0n\n" for one in range(300))
    staff.write_text(f"name;email;team\n{lines}", encoding="utf-8")
    copy = place / "copy.backup"
    with installation.stores() as stores:
        before = _people(stores)
    import_it = ["import", str(teams), str(staff), "--apply"]
    if run(installation, "backup", str(copy), room=NOTHING) == 0 or copy.exists():
        bad.append("a backup without room is there")
    if run(installation, "backup", str(copy)) != 0:
        bad.append("no backup with room again")
    run(installation, *import_it, room=NOTHING)
    with installation.stores() as stores:
        bad += [] if _people(stores) == before else ["half an import is there"]
    return bad


def _people(stores: Stores) -> int:
    with stores.main() as session:
        return session.scalar(select(func.count()).select_from(PersonRow)) or 0


def run(installation: Installation, *command: str, room: int | None = None) -> int:
    """Run a command, in so much room; return its exit status."""

    def confine() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(
        [sys.executable, "-m", "feedbackpulse", *command],
        cwd=ROOT,
        # or it would leave half a compiled module behind, for everybody
        env={**os.environ, **installation.environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=confine,
        capture_output=True,
        check=False,
    )
    (installation.folder.parent / f"{Path(command[0]).name}.log").write_bytes(done.stderr)
    return done.returncode


FAULTS: Final = (
    Fault(
        id="F4",
        name="The disk is full",
        limit="nothing acknowledged is lost, pages can be read, it passes with room again",
        measure=measure,
        control=control,
        suite=(),
        suite_control=False,
        engines=("sqlite",),
    ),
)
