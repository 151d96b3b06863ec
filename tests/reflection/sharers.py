"""People who share: an owner with something to show, and colleagues to show it to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.database import Base, Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import shares
from feedbackpulse.reflection.sharing import Copy, Shareable
from tests.notebooks import notebook_of

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
UNTIL = TODAY + timedelta(days=14)
SECRET = "I interrupted a tenant on Tuesday"
WORDS = Copy(
    kind=Shareable.WORDS,
    ref="1.M4A-O1",
    facts={"prompt": "M4A-O1", "facet": "M4A", "text": SECRET, "day": "2026-02-20"},
)
STRENGTH = Copy(
    kind=Shareable.STRENGTH, ref="M4B", facts={"times": 3, "first": False, "high": True}
)


def hire(stores: Stores, *names: str) -> list[PersonId]:
    """Let people work here, in one team."""
    with stores.main() as session, transaction(session):
        team = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        return [
            people.add_person(
                session,
                name=f"{name} Demo",
                email=f"{name.lower()}@example.org",
                team_id=team.id,
                at=BEGAN,
            ).id
            for name in names
        ]


def give(
    stores: Stores,
    owner: PersonId,
    reader: PersonId,
    *copies: Copy,
    until: date = UNTIL,
    today: date = TODAY,
) -> None:
    """Let somebody share something."""
    notebook = notebook_of(stores, owner)
    with stores.main() as session, transaction(session):
        shares.share(
            session,
            keys=stores.keys,
            notebook=notebook,
            reader=reader,
            copies=copies or (WORDS,),
            until=until,
            today=today,
        )


def mine(stores: Stores, owner: PersonId, *, today: date = TODAY) -> tuple[shares.Shared, ...]:
    """Return what somebody shares and shared."""
    notebook = notebook_of(stores, owner)
    with stores.main() as session:
        return shares.list_shared(session, notebook=notebook, today=today)


def read(stores: Stores, reader: PersonId, *, today: date = TODAY) -> list[Copy]:
    """Return everything that somebody can read of others, as reading it one by one gives it."""
    notebook = notebook_of(stores, reader)
    with stores.main() as session, transaction(session):
        given = shares.shared_with(session, reader=reader, today=today)
        found = {
            one.id: copy
            for share in given
            for one, copy in shares.read_shared(
                session, notebook=notebook, share_id=share.id, today=today
            )
        }
    return list(found.values())


def rows_of(session: Session, tables: Iterable[type[Base]]) -> dict[str, int]:
    """Return how many rows there are in each of these tables."""
    return {
        str(table.__tablename__): session.scalar(select(func.count()).select_from(table)) or 0
        for table in tables
    }
