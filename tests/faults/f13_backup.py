"""F13: backups are made while people answer, and put back: the newest, and an old one.

Each backup is put back into an empty installation. All that was acknowledged before it began has to
be there, and whoever is counted may not answer again. Then the oldest one is put back for good, as
after a disaster: everybody gets a new link and tries once more, and nobody may be counted twice.
"""

from __future__ import annotations

import shutil
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from stat import S_IMODE
from typing import Final
from unittest.mock import patch
from zipfile import ZipFile

from sqlalchemy import select

from feedbackpulse import create_app
from feedbackpulse.accounts.domain import new_token
from feedbackpulse.backup import snapshot, writing
from feedbackpulse.backup.snapshot import Views, engines_of
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cli.backups import back_up, put_back_into
from feedbackpulse.database import Stores, transaction
from feedbackpulse.extensions import Runtime
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.invited import keep_invitations
from feedbackpulse.roster.tables import RosterRow
from tests.conftest import close
from tests.databases import copy_databases, drop_databases, settings_in
from tests.faults.answering import deliver, prepare
from tests.faults.checker import Stored, Violation, check
from tests.faults.clients import Respondent
from tests.faults.fault import Fault, Result
from tests.faults.history import Event, History, Outcome, count
from tests.faults.running import Installation, Site
from tests.faults.serving import served

CLIENTS: Final = 4
PAUSE: Final = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A backup, and how many events there were when it began and when it was done."""

    file: Path
    began: int
    ended: int


def measure(site: Site) -> Result:
    """Back up what the product writes."""
    return _run(site, backups=site.size(2, 50), people=site.size(8, 400))


def control(site: Site) -> Result:
    """The test of the test: a copy of people first, and one of the box a moment later."""
    with patch.object(writing, "as_they_are", _one_after_the_other):
        return _run(site, backups=site.size(1, 5), people=site.size(24, 60), pause=0.2)


def _run(site: Site, *, backups: int, people: int, pause: float = PAUSE) -> Result:
    history = History(file=site.histories / f"F13-{site.engine}.jsonl")
    with site.installation(people=people) as installation:
        made = _answered(site, installation, history, backups, pause)
        events = list(history.events)
        violations = [
            f"{each.file.name}: {one}"
            for each in made
            for one in _look(site, installation, events, each)
        ]
        with installation.stores() as stores:
            violations += _sealed_well(stores, [each.file for each in made])
        again = _after_a_disaster(site, installation, events, made[0])
    return Result(
        numbers={
            "backups": len(made),
            "acknowledged": count(events, Outcome.OK, "send"),
            "in the oldest": _acknowledged(events[: made[0].began]),
            "answered again": _acknowledged(again[0]) - _acknowledged(events[: made[0].began]),
        },
        violations=[*violations, *map(str, again[1])],
    )


def _acknowledged(events: Sequence[Event]) -> int:
    return count(events, Outcome.OK, "send")


def _answered(
    site: Site, installation: Installation, history: History, backups: int, pause: float
) -> list[Made]:
    """Let everybody answer while backups are made; return those."""
    everybody = list(installation.codes)
    with served(site, installation) as server, ThreadPoolExecutor(CLIENTS) as pool:
        make = partial(prepare, installation, server.address)
        crowd = list(pool.map(make, everybody))
        waiting = [
            pool.submit(_slowly, history, somebody, person, pause)
            for somebody, person in zip(crowd, everybody, strict=True)
        ]
        _wait_for(history, len(everybody) // 5)
        made = [_back_up(installation, history, number) for number in range(backups)]
        _end(waiting)
    return made


def _slowly(history: History, somebody: Respondent, person: PersonId, pause: float) -> None:
    deliver(history, somebody, person)
    time.sleep(pause)


def _wait_for(history: History, sent: int) -> None:
    deadline = time.monotonic() + 60
    while _acknowledged(history.events) < sent and time.monotonic() < deadline:
        time.sleep(PAUSE)


def _end(waiting: Sequence[Future[None]]) -> None:
    for one in waiting:
        one.result()


def _back_up(installation: Installation, history: History, number: int) -> Made:
    file = installation.folder.with_name(f"{number:03}.backup")
    app = create_app(settings_in(installation.folder))
    began = len(history.events)
    runtime: Runtime = app.extensions["feedbackpulse"]
    with history.fault(f"backup {number}"):
        back_up(app, runtime, file)
    ended = len(history.events)
    close(app)
    return Made(file=file, began=began, ended=ended)


def _known_at(events: Sequence[Event], made: Made) -> list[Event]:
    """Return what was known when a backup began; what was under way meanwhile nobody knows."""
    begun = [one for one in events[made.began : made.ended] if one.outcome is Outcome.INVOKE]
    return [*events[: made.began], *begun]


def _look(
    site: Site, installation: Installation, events: Sequence[Event], made: Made
) -> list[Violation]:
    with put_back(site, installation, made.file) as (restored, stores):
        stored = Stored(values=restored.receipts(stores), used=restored.claimed(stores))
    return check(_known_at(events, made), stored)


@contextmanager
def put_back(
    site: Site, installation: Installation, file: Path
) -> Iterator[tuple[Installation, Stores]]:
    """Put a backup into an empty installation that has the same keys."""
    folder = installation.folder.with_name("restored")
    copy_databases(site.empty, folder)
    shutil.copytree(installation.folder / "keystore", folder / "keystore")
    app = create_app(settings_in(folder))
    try:
        runtime: Runtime = app.extensions["feedbackpulse"]
        put_back_into(app, runtime, file)
        yield replace(installation, folder=folder), runtime.stores
    finally:
        close(app)
        drop_databases(folder)
        shutil.rmtree(folder)


def _after_a_disaster(
    site: Site, installation: Installation, events: Sequence[Event], made: Made
) -> tuple[list[Event], list[Violation]]:
    """Go on from a backup: who may answers by a new link, and everybody is counted once at most."""
    history = History()
    history.events += _known_at(events, made)
    with put_back(site, installation, made.file) as (bare, stores):
        restored, done = _with_new_links(bare, stores), bare.claimed(stores)
        others = [person for person in restored.codes if str(person) not in done]
        with served(site, restored) as server, ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(partial(_try_again, restored, server.address, history), others))
        stored = Stored(values=restored.receipts(stores), used=restored.claimed(stores))
    return history.events, check(history.events, stored)


def _with_new_links(restored: Installation, stores: Stores) -> Installation:
    codes = {person: new_token() for person in restored.codes}
    with stores.main() as session, transaction(session):
        invited = {code: person for person, code in codes.items()}
        keep_invitations(session, round_id=restored.round_id, invited=invited)
    return replace(restored, codes=codes)


def _try_again(
    installation: Installation, address: str, history: History, person: PersonId
) -> None:
    """Answer anew, with a ballot of its own."""
    deliver(history, prepare(installation, address, person), person)


def _sealed_well(stores: Stores, files: Sequence[Path]) -> Iterator[str]:
    """Search backups for what only the key of the round may open, and compare their lengths."""
    with stores.box() as box, stores.main() as session:
        found = [
            *box.scalars(select(BallotRow.number_hash)),
            *session.scalars(select(RosterRow.claim)),
        ]
    secret = [b64encode(one) for one in found if one is not None]
    lengths = set()
    for file in files:
        with ZipFile(file) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
            sealed = [one for one in archive.infolist() if one.filename.startswith("sealed/")]
            lengths.add(tuple(sorted((one.filename, one.file_size) for one in sealed)))
        if seen := sum(one in content for one in secret):
            yield f"{file.name} shows {seen} claims or ballots"
        if (mode := S_IMODE(file.stat().st_mode)) != 0o600:
            yield f"{file.name} can be read by others: {mode:o}"
    if len(lengths) != 1:
        yield "the length of what is sealed tells how many answered"


@contextmanager
def _one_after_the_other(stores: Stores) -> Iterator[Views]:
    """Look at people first, and at the box when more of them have answered."""
    at_main, at_box = engines_of(stores)
    with ExitStack() as stack:
        main, roster = (stack.enter_context(at_main.connect()) for _ in range(2))
        main, roster = snapshot._begun(main), snapshot._begun(roster)
        time.sleep(0.5)
        box = snapshot._begun(stack.enter_context(at_box.connect()))
        yield Views(main=main, roster=roster, box=box)


FAULTS: Final = (
    Fault(
        id="F13",
        name="Backups are made while people answer, and put back",
        limit="all that was acknowledged before is in it; after a restore nobody counts twice",
        measure=measure,
        control=control,
    ),
)
