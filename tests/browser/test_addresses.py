"""Does the demo show every page to somebody, and does none ask the database too much?

Nor for everybody who works here, of whom a page shows a few.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import Client

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import transaction
from feedbackpulse.people import directory
from feedbackpulse.people.tables import PersonRow
from tests.browser.addresses import addresses
from tests.browser.conftest import WHO, email_of
from tests.queries import counted_queries

OF_A_SEAL = {f"employee.{name}" for name in ("lost", "unlock", "unlock_with_code", "unseal")}
"""Nobody in the demo sealed their notebook; test_seal.py looks at these pages, with axe too."""
OF_A_SECOND_STEP = {"account.second_step_app", "account.sign_in_code", "admin.take_second_step"}
"""Nobody in the demo has an app for a second step, or is halfway through signing in."""
OF_A_LARGE_ROUND = {"employee.manifest_part"}
"""No round of the demo has more than 64 stamps; test_sealed_sending.py fetches such a part."""
MOST = 12
"""How many questions a page may ask the database."""
MOST_PEOPLE = 25
"""How many people a page of the demo may read: a team, and who leads those around it."""


@pytest.fixture
def visitors(demo_app: Flask) -> list[Client]:
    """Return a browser for everybody that the axe test signs in."""
    stores = demo_app.extensions["feedbackpulse"].stores
    now = clock.now()
    found: list[Client] = []
    for name in WHO.values():
        client = demo_app.test_client()
        found.append(client)
        if name is None:
            continue
        with stores.main() as session, transaction(session):
            on = clock.local_day(now, "Europe/Amsterdam")
            person = directory.find_person_by_email(session, email=email_of(name), on=on)
            assert person is not None
            token = accounts.start_session(session, person_id=person.id, now=now, twice=True)
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A page that somebody was shown, and how often it asked the main database."""

    endpoint: str
    path: str
    asked: int
    people: int
    """How many people it read whole, not by name alone."""


def shown(app: Flask, paths: list[str], visitors: list[Client]) -> Iterator[Shown]:
    """Open one example of every page, for the first reader who is let in."""
    adapter = app.url_map.bind("localhost")
    seen: set[str] = set()
    for path in paths:
        endpoint = adapter.match(path)[0]
        for visitor in visitors if endpoint not in seen else ():
            with counted_queries(app) as statements, counted_people() as people:
                is_shown = visitor.get(path).status_code == 200
            if is_shown:
                seen.add(endpoint)
                yield Shown(
                    endpoint=endpoint, path=path, asked=_count(statements), people=len(people)
                )
                break


@contextmanager
def counted_people() -> Iterator[set[UUID]]:
    """Give a set that everybody who is read from the database is added to."""
    people: set[UUID] = set()

    def note(row: PersonRow, _context: object) -> None:
        people.add(row.id)

    event.listen(PersonRow, "load", note)
    try:
        yield people
    finally:
        event.remove(PersonRow, "load", note)


def _count(statements: list[str]) -> int:
    """Count the questions of a page; whether the schema is ours is asked now and then, by any."""
    questions = (one for one in statements if one.startswith(("SELECT", "PRAGMA")))
    return sum("alembic_version" not in one for one in questions)


def test_every_page_is_shown_to_somebody_and_asks_the_database_a_dozen_times_at_most(
    demo_app: Flask, visitors: list[Client]
) -> None:
    adapter = demo_app.url_map.bind("localhost")
    paths = addresses(demo_app)
    every = {adapter.match(path)[0] for path in paths}

    pages = list(shown(demo_app, paths, visitors))

    elsewhere = OF_A_SEAL | OF_A_SECOND_STEP | OF_A_LARGE_ROUND
    assert every - {one.endpoint for one in pages} == elsewhere & every
    assert [one for one in pages if one.asked > MOST] == []
    assert [one for one in pages if one.people > MOST_PEOPLE] == []
