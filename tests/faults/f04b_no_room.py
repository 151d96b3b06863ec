"""F4b: a disk that is really full: PostgreSQL's, that of its log, and that of logs and backups.

Each is a small one of its own (root makes it). Without room for its tables PostgreSQL refuses what
is written, and people are told so while pages can be read. Without room for its write-ahead log it
stops, and whatever watches over services has to start it again once there is room: here that is
this fault. A web process that cannot write its log goes on; a backup is whole or not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final

import psycopg

from feedbackpulse.people.domain import PersonId
from tests.databases import ENGINES, EngineName
from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check, longest_return
from tests.faults.clients import Respondent
from tests.faults.f04_disk_full import run
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome, count
from tests.faults.own_server import own_server, superuser
from tests.faults.running import Installation, Site, gunicorn
from tests.faults.small_disk import full, may_mount, small_disk
from tests.postgres import Server

PRODUCT: Final = "feedbackpulse.wsgi:app"
EARLY: Final = "tests.faults.careless:early()"
DATA, AHEAD, FILES, LITTLE = 400, 24, 24, 2
"""Megabytes: for the tables of a server, its log, our databases, and our logs and backups."""
ROOM: Final = 60
"""How often people try again once there is room."""


class StillRoomError(RuntimeError):
    """What should be full is not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Full:
    """Where something is tried, and what of it becomes full."""

    site: Site
    disk: Path
    server: Server | None = None
    is_for_logs: bool = False
    can_read: bool = True
    press: Callable[[], object] = lambda: None
    """Uses up what was set aside before the disk was full."""


Way = Callable[[Site], AbstractContextManager[Full]]


def measure(site: Site) -> Result:
    """Fill the disks of what the product runs on."""
    numbers: dict[str, int | float] = {}
    bad: list[str] = []
    for name, way in WAYS[site.engine].items():
        found = _tried(site, name, way, PRODUCT)
        numbers |= {f"{name}: {what}": number for what, number in found.numbers.items()}
        bad += [f"{name}: {each}" for each in found.violations]
    return Result(numbers=numbers, violations=bad)


def control(site: Site) -> Result:
    """The test of the test: a server that thanks before it commits."""
    return _tried(site, "control", next(iter(WAYS[site.engine].values())), EARLY)


@contextmanager
def _files(site: Site) -> Iterator[Full]:
    """Let the files of SQLite lie on the disk that becomes full."""
    with small_disk(FILES) as disk:
        yield Full(site=replace(site, place=disk), disk=disk)


@contextmanager
def _tables(site: Site) -> Iterator[Full]:
    with (
        small_disk(DATA) as disk,
        small_disk(DATA) as ahead,
        own_server(site, "synchronous_commit=on", data=disk, log=ahead) as (place, server),
    ):
        yield Full(site=place, disk=disk, server=server)


@contextmanager
def _log_ahead(site: Site) -> Iterator[Full]:
    settings = ("synchronous_commit=on", "min_wal_size=2MB", "max_wal_size=8MB", "wal_recycle=off")
    with small_disk(AHEAD) as disk, own_server(site, *settings, log=disk) as (place, server):
        press = partial(_use_up, server)
        yield Full(site=place, disk=disk, server=server, can_read=False, press=press)


def _use_up(server: Server) -> None:
    """Begin new pieces of the log until there is no room for one, and the server stops."""
    with suppress(psycopg.Error), superuser(server.sockets) as connection:
        for _ in range(4 * AHEAD):
            connection.execute("SELECT txid_current(), pg_logical_emit_message(false, 'f4', 'x')")
            connection.execute("SELECT pg_switch_wal()")
        raise StillRoomError("the log never ran out of room")


@contextmanager
def _our_logs(site: Site) -> Iterator[Full]:
    with small_disk(LITTLE) as disk:
        yield Full(site=site, disk=disk, is_for_logs=True)


WAYS: Final[Mapping[EngineName, Mapping[str, Way]]] = {
    "sqlite": {"files": _files, "logs": _our_logs},
    "postgresql": {"tables": _tables, "log ahead": _log_ahead, "logs": _our_logs},
}


def _tried(site: Site, name: str, way: Way, app: str) -> Result:
    history = History(file=site.histories / f"F4b-{name.replace(' ', '-')}-{site.engine}.jsonl")
    with ExitStack() as stack:
        place = stack.enter_context(way(site))
        installation = stack.enter_context(place.site.installation(people=site.size(6, 200)))
        log = place.disk / "web.log" if place.is_for_logs else None
        with gunicorn(installation, app=app, workers=1, log=log) as server:
            crowd = {one: prepare(installation, server.address, one) for one in installation.codes}
            bad = _sent(place, installation, history, crowd)
        violations = check(history.events, look(installation, history.events))
    unsure = count(history.events, Outcome.INFO, "send")
    if place.is_for_logs and unsure:
        bad.append(f"I6: without a log {unsure} were told that nobody knows")
    return Result(
        numbers={
            "acknowledged": count(history.events, Outcome.OK, "send"),
            "unsure": unsure,
            "longest to return": round(longest_return(history.events), 1),
        },
        violations=[*bad, *(str(one) for one in violations)],
    )


def _sent(
    place: Full, installation: Installation, history: History, crowd: Mapping[PersonId, Respondent]
) -> list[str]:
    """Let half of the people send, and the others while there is no room; return what is wrong."""
    names, waiting, bad = list(crowd), list[PersonId](), list[str]()
    early, meanwhile = names[: len(names) // 2], names[len(names) // 2 :]
    for person in early:
        deliver(history, crowd[person], person, tries=3)
    with history.fault("no room"):
        with full(place.disk):
            place.press()
            for person in meanwhile:
                told = deliver(history, crowd[person], person, tries=2)
                waiting += [person] if told.outcome is not Outcome.OK else []
                if place.can_read and crowd[person].browser.get("/privacy").status != HTTPStatus.OK:
                    bad.append("a page could not be read")
            bad += _copied(installation, place, has_room=False)
        if place.server is not None:
            place.server.revive()
    for person in waiting:
        deliver(history, crowd[person], person, tries=ROOM)
    return [*bad, *_copied(installation, place, has_room=True)]


def _copied(installation: Installation, place: Full, *, has_room: bool) -> list[str]:
    """Back up to the disk of the logs; return what is wrong."""
    if not place.is_for_logs:
        return []
    copy = place.disk / "copy.backup"
    is_made = run(installation, "backup", str(copy)) == 0
    wrong = is_made != has_room or copy.exists() != has_room
    return [f"a backup with{'' if has_room else 'out'} room: made {is_made}"] if wrong else []


FAULTS: Final = (
    Fault(
        id="F4b",
        name="A disk is really full: for tables, for the log ahead, for logs and backups",
        limit="nothing acknowledged is lost, a backup is whole or not there, it passes with room",
        measure=measure,
        control=control,
        engines=ENGINES if may_mount() else (),
        suite=(),
        suite_control=False,
        minutes=45,
    ),
)
