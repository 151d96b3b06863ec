"""Do the sizes of teams follow who is in them now?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.sizes import team_sizes
from tests.organisations import Organisation, found

pytestmark = pytest.mark.both_engines

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def session(stores: Stores) -> Iterator[Session]:
    with stores.main() as session, transaction(session):
        yield session


@pytest.fixture
def house(session: Session) -> Organisation:
    return found(session, "House 1\n  Care 0\n    Day 3\n    Night 2\n  Desk 0", at=AT)


def sizes(session: Session, house: Organisation) -> dict[str, tuple[int, int]]:
    known = team_sizes(session)
    return {name: (known[one].own, known[one].all) for name, one in house.teams.items()}


def test_a_team_has_its_own_people_and_those_of_all_teams_below_it(
    session: Session, house: Organisation
) -> None:
    assert sizes(session, house) == {
        "House": (1, 6),
        "Care": (0, 5),
        "Day": (3, 3),
        "Night": (2, 2),
        "Desk": (0, 0),
    }


def test_who_left_is_not_counted_until_they_are_back(session: Session, house: Organisation) -> None:
    before = sizes(session, house)
    both = house.people["Night"]
    for one in both:
        people.deactivate_person(session, person_id=one, at=LATER)
    gone = sizes(session, house)
    for one in both:
        people.reactivate_person(session, person_id=one, at=LATER)

    assert (gone["Night"], gone["Care"], gone["House"]) == ((0, 0), (0, 3), (1, 4))
    assert sizes(session, house) == before


def test_who_moves_is_counted_where_they_are_now(session: Session, house: Organisation) -> None:
    first, second, _ = house.people["Day"]
    people.move_person(session, person_id=first, team_id=house.teams["Desk"], at=LATER)
    people.move_person(session, person_id=second, team_id=None, at=LATER)

    now = sizes(session, house)

    assert (now["Day"], now["Desk"], now["House"]) == ((1, 1), (1, 1), (1, 5))


def test_without_teams_there_are_no_sizes(session: Session) -> None:
    assert team_sizes(session) == {}
