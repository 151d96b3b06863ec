"""What somebody learns from a backup that is made after a fault: the attack of test_backups.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import select

from feedbackpulse import create_app
from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.roster.tables import RosterRow
from tests.conftest import close
from tests.databases import FILES, settings_in
from tests.faults.running import Installation
from tests.privacy.attacks import copies
from tests.privacy.test_backups import contents, lengths

Parts = Mapping[str, bytes]
SEALED = "sealed/"


def backed_up(installation: Installation, name: str) -> Parts:
    """Make a backup beside an installation; return all that is in it."""
    app = create_app(settings_in(installation.folder))
    try:
        return contents(app, _beside(installation, name))
    finally:
        close(app)


def copied(installation: Installation, _name: str) -> Parts:
    """Copy the databases as they are, which nobody should: the careless variant."""
    return {
        f"{SEALED}{store}": copies.bytes_of_store(installation.folder, store) for store in FILES
    }


def leaks(installation: Installation, before: Parts, after: Parts) -> Iterator[str]:
    """Compare a backup of when nobody had answered with one of when everybody had."""
    with installation.stores() as stores, stores.main() as session, stores.box() as box:
        claims = session.scalars(select(RosterRow.claim).where(RosterRow.claim.is_not(None)))
        numbers = [bytes(one) for one in box.scalars(select(BallotRow.number_hash))]
        marks = [bytes(one) for one in claims if one] + numbers
    marks += [receipt_of(one).encode() for one in numbers]
    marks += [code.encode() for code in installation.codes.values()]
    content = b"".join(after.values())
    if found := sum(each in content for each in marks):
        yield f"I4: a backup has {found} marks of people or ballots"
    sealed = [
        {name: one[name] for name in one if name.startswith(SEALED)} for one in (before, after)
    ]
    if lengths(sealed[0]) != lengths(sealed[1]):
        yield "I4: two backups tell by their lengths how many answered between them"


def _beside(installation: Installation, name: str) -> Path:
    return installation.folder.with_name(name)
