"""Is the same thing asked once for a page, and does every page still show what is true now?"""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reading import read_once
from tests.organisations import found
from tests.queries import counted_queries
from tests.web.released import LONG_AGO

pytestmark = pytest.mark.both_engines
TODAY = date(2026, 1, 5)


@pytest.fixture
def ada(stores: Stores) -> PersonId:
    """Return somebody who works here."""
    with stores.main() as session, transaction(session):
        return found(session, "House 1", at=LONG_AGO).people["House"][0]


def name_of(session: Session, person_id: PersonId) -> str:
    """Return what somebody is called."""
    found = people.find_person(session, person_id=person_id, on=TODAY)
    assert found is not None
    return found.name


def rename(stores: Stores, person_id: PersonId, name: str) -> None:
    with stores.main() as session, transaction(session):
        people.change_person(session, person_id=person_id, name=name, email="ada@example.org")


def test_a_page_asks_for_the_same_thing_once(app: Flask, session: Session, ada: PersonId) -> None:
    read_once(session)

    with counted_queries(app) as statements:
        names = {name_of(session, ada) for _time in range(3)}

    assert len(names) == 1
    assert len([one for one in statements if "FROM person" in one]) == 1


def test_what_was_not_begun_so_asks_every_time(app: Flask, session: Session, ada: PersonId) -> None:
    with counted_queries(app) as statements:
        for _time in range(3):
            name_of(session, ada)

    assert len([one for one in statements if "FROM person" in one]) == 3


def test_the_next_transaction_sees_what_changed(
    stores: Stores, session: Session, ada: PersonId
) -> None:
    read_once(session)
    name_of(session, ada)

    rename(stores, ada, "Ada Lovelace")
    session.rollback()

    assert name_of(session, ada) == "Ada Lovelace"


def test_whoever_writes_reads_what_they_wrote(session: Session, ada: PersonId) -> None:
    read_once(session)
    name_of(session, ada)

    with transaction(session):
        email = "ada@example.org"
        people.change_person(session, person_id=ada, name="Ada Lovelace", email=email)
        assert name_of(session, ada) == "Ada Lovelace"

    assert name_of(session, ada) == "Ada Lovelace"
