"""F15: an installation of an earlier version is upgraded in the middle of a round, and rolled back.

Half of the people answer; then both databases get the tables of an earlier version, as an
installation has them that was never upgraded since. `feedbackpulse migrate` brings them to this
version in one go. Everybody else follows the link that they had before. At last a backup is put
back into empty databases, which is the way back from an upgrade, too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from alembic import command
from sqlalchemy import func, select, update

from feedbackpulse import create_app
from feedbackpulse.cli.backups import back_up
from feedbackpulse.database import Stores, transaction
from feedbackpulse.extensions import Runtime
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.roster.tables import RosterRow
from feedbackpulse.schema import alembic_config, upgrade
from tests.conftest import close
from tests.databases import settings_in
from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import Stored, check
from tests.faults.f13_backup import put_back
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome, count
from tests.faults.running import ROOT, Installation, Site
from tests.faults.serving import served

EARLIER: Final = ("0009", "0008", "0007", "0006", "0005", "0004", "0003")
"""Versions of the main database whose rounds go on in this one; 0003 was the first with links."""


def measure(site: Site) -> Result:
    """Upgrade with the migrations of the product."""
    return _upgrade(site, EARLIER[-1:] if site.short else EARLIER, lambda _stores: None)


def control(site: Site) -> Result:
    """The test of the test: an upgrade that forgets who has answered."""
    return _upgrade(site, EARLIER[:1], _forget_claims)


def _forget_claims(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        session.execute(update(RosterRow).values(claim=None))


def _upgrade(site: Site, revisions: Sequence[str], after: Callable[[Stores], None]) -> Result:
    violations: list[str] = []
    acknowledged = 0
    for revision in revisions:
        history = History(file=site.histories / f"F15-{site.engine}-{revision}.jsonl")
        violations += [f"{revision}: {one}" for one in _from(site, revision, history, after)]
        acknowledged += count(history.events, Outcome.OK, "send")
    return Result(
        numbers={"versions": len(revisions), "acknowledged": acknowledged}, violations=violations
    )


def _from(
    site: Site, revision: str, history: History, after: Callable[[Stores], None]
) -> list[str]:
    with site.installation(people=site.size(6, 40)) as installation:
        everybody = list(installation.codes)
        half = len(everybody) // 2
        _answer(site, installation, history, everybody[:half])
        _go_back(installation, revision)
        _migrate(site, installation)
        with installation.stores() as stores:
            after(stores)
            found = _people(stores, len(everybody))
        _answer(site, installation, history, everybody[half:])
        found += map(str, check(history.events, look(installation, history.events)))
        return found + _rolled_back(site, installation, history)


def _answer(
    site: Site, installation: Installation, history: History, people: Sequence[PersonId]
) -> None:
    with served(site, installation) as server:
        make = partial(prepare, installation, server.address)
        for person in people:
            deliver(history, make(person), person)


def _go_back(installation: Installation, revision: str) -> None:
    """Give the main database the tables of an earlier version, with all that is in them."""
    app = create_app(settings_in(installation.folder))
    command.downgrade(alembic_config(app, "main"), revision)
    close(app)


def _migrate(site: Site, installation: Installation) -> None:
    if site.short:  # without a process of its own
        app = create_app(settings_in(installation.folder))
        upgrade(app)
        close(app)
        return
    subprocess.run(
        [sys.executable, "-m", "feedbackpulse", "migrate"],
        cwd=ROOT,
        env=installation.environment(),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _people(stores: Stores, expected: int) -> list[str]:
    with stores.main() as session:
        there = session.scalar(select(func.count()).select_from(PersonRow))
    return [] if there == expected else [f"{expected} people became {there}"]


def _rolled_back(site: Site, installation: Installation, history: History) -> list[str]:
    file = installation.folder.with_name("before.backup")
    app = create_app(settings_in(installation.folder))
    runtime: Runtime = app.extensions["feedbackpulse"]
    back_up(app, runtime, file)
    close(app)
    with put_back(site, installation, file) as (restored, stores):
        stored = Stored(values=restored.receipts(stores), used=restored.claimed(stores))
    return [f"put back: {one}" for one in check(history.events, stored)]


FAULTS: Final = (
    Fault(
        id="F15",
        name="An earlier version is upgraded in the middle of a round, and rolled back",
        limit="nothing is lost or counted twice; links from before still work",
        measure=measure,
        control=control,
    ),
)
