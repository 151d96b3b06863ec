"""An administrator, a colleague, and two teams."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId, Role, Team
from tests.pages import Visitor


@dataclass(frozen=True, kw_only=True)
class House:
    """A small organisation, and its administrator's browser."""

    root: Team
    desk: Team
    noor: Person
    ada: Person
    admin: Visitor


@pytest.fixture
def house(stores: Stores, visit: Callable[[PersonId | None], Visitor]) -> House:
    """Return an organisation of two teams and two people, one of them an administrator."""
    with stores.main() as session, transaction(session):
        root = people.add_team(session, code="L", name="Linde", parent_id=None)
        desk = people.add_team(session, code="KC", name="Klantcontact", parent_id=root.id)
        noor = people.add_person(
            session, name="Noor Wit", email="noor@example.org", team_id=desk.id, at=clock.now()
        )
        ada = people.add_person(
            session, name="Ada Smit", email="ada@example.org", team_id=root.id, at=clock.now()
        )
        people.grant_role(session, person_id=ada.id, role=Role.ADMIN)
    return House(root=root, desk=desk, noor=noor, ada=ada, admin=visit(ada.id))


@pytest.fixture
def look_up(stores: Stores) -> Callable[[Person], Person]:
    """Return a function that looks somebody up as they are now."""

    def now(person: Person) -> Person:
        with stores.main() as session:
            found = people.find_person(
                session, person_id=person.id, on=clock.local_day(clock.now(), "Europe/Amsterdam")
            )
        assert found is not None
        return found

    return now
