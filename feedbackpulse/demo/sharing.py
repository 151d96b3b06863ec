"""What some of the fictional people share: with their own lead, and with a colleague."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import address
from feedbackpulse.people.directory import find_person_by_email
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import shares
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.reflection.offers import list_offers
from feedbackpulse.reflection.sharing import Shareable, ShareId

SHARED: Final = (
    ("Noor Libel", "Joris Rietveen", (Shareable.STRENGTH, Shareable.PLAN), 6, 15),
    ("Noor Libel", "Fatima Dotter", (Shareable.GROWTH,), 60, -30),
    ("Fatima Dotter", "Noor Libel", (Shareable.WORDS,), 3, 25),
)
"""Who shares with whom, one thing of each kind, since so many days, for so many more."""
OPENED_DAYS_AGO: Final = (5, 2)


def make_shares(stores: Stores, *, zone: str, now: datetime) -> None:
    """Let people share what they have, and let Noor's lead have opened it twice."""
    today = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        for owner, reader, kinds, days_ago, days_more in SHARED:
            since, until = today - timedelta(days=days_ago), today + timedelta(days=days_more)
            _share(session, stores, (owner, reader), kinds, since=since, until=until)
        for days in OPENED_DAYS_AGO:
            _open(session, stores, SHARED[0][1], on=today - timedelta(days=days))


def _share(
    session: Session,
    stores: Stores,
    both: tuple[str, str],
    kinds: tuple[Shareable, ...],
    *,
    since: date,
    until: date,
) -> None:
    owner, reader = (_person(session, name, since) for name in both)
    notebook = open_notebook(session, keys=stores.keys, owner=owner)
    offers = list_offers(session, notebook=notebook)
    first = [next((copy for copy in offers if copy.kind is kind), None) for kind in kinds]
    shares.share(
        session,
        keys=stores.keys,
        notebook=notebook,
        reader=reader,
        copies=[copy for copy in first if copy is not None],
        until=until,
        today=since,
    )


def _open(session: Session, stores: Stores, reader: str, *, on: date) -> None:
    notebook = open_notebook(session, keys=stores.keys, owner=_person(session, reader, on))
    given = shares.shared_with(session, reader=notebook.owner, today=on)
    shares.read_shared(session, notebook=notebook, share_id=ShareId(given[0].id), today=on)


def _person(session: Session, name: str, on: date) -> PersonId:
    found = find_person_by_email(session, email=address(name), on=on)
    assert found is not None, name
    return found.id
