"""People who try to sign in."""

from __future__ import annotations

import pytest

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person

PASSWORD = "vier paarden in de gang"


@pytest.fixture
def noor(stores: Stores) -> Person:
    """Return somebody in a team who chose a password."""
    with stores.main() as session, transaction(session):
        team = people.add_team(session, code="L", name="Linde", parent_id=None)
        person = people.add_person(
            session,
            name="Noor Wit",
            email="noor@example.org",
            team_id=team.id,
            at=clock.now(),
        )
        accounts.set_password(session, person_id=person.id, password_hash=hash_password(PASSWORD))
    return person
