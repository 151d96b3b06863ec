"""Can a team read a compliment only while its receiver wants that, and nobody who gave it?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, TeamId
from feedbackpulse.signals import shown
from feedbackpulse.signals.sealing import KEY_FILE, LostSignalKeyError
from feedbackpulse.signals.shown import Shown, ShownId
from feedbackpulse.signals.tables import ShownComplimentRow
from tests.reflection.sharers import hire

pytestmark = pytest.mark.both_engines

TODAY = date(2026, 3, 2)
SAID = "You let her finish, twice."


@pytest.fixture
def noor(stores: Stores) -> PersonId:
    return hire(stores, "Noor", "Ali")[0]


def team_of(stores: Stores) -> TeamId:
    with stores.main() as session:
        return people.team_tree(session).teams[0].id


def show(stores: Stores, receiver: PersonId, *, on: date = TODAY, text: str = SAID) -> ShownId:
    team_id = team_of(stores)
    with stores.main() as session, transaction(session):
        return shown.show_compliment(
            session,
            keys=stores.keys,
            receiver=receiver,
            team_id=team_id,
            facet="M4E",
            text=text,
            on=on,
        )


def read(stores: Stores) -> tuple[tuple[str, Shown], ...]:
    team_id = team_of(stores)
    with stores.main() as session:
        return shown.shown_to(session, keys=stores.keys, team_id=team_id)


def test_a_lost_key_is_not_made_anew_for_a_compliment(stores: Stores, noor: PersonId) -> None:
    show(stores, noor)
    (stores.keys / KEY_FILE).unlink()

    with pytest.raises(LostSignalKeyError):
        show(stores, noor)
    assert not (stores.keys / KEY_FILE).exists()


def test_a_team_reads_it_with_the_newest_first(stores: Stores, noor: PersonId) -> None:
    show(stores, noor)
    show(stores, noor, on=date(2026, 3, 5), text="And you asked on.")

    assert [(name, one.receiver, one.text) for name, one in read(stores)] == [
        ("Noor Demo", noor, "And you asked on."),
        ("Noor Demo", noor, SAID),
    ]


def test_of_who_moved_away_or_left_a_team_reads_nothing(stores: Stores, noor: PersonId) -> None:
    show(stores, noor)
    at = datetime(2026, 3, 3, tzinfo=UTC)

    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=noor, at=at)
    assert read(stores) == ()

    with stores.main() as session, transaction(session):
        people.reactivate_person(session, person_id=noor, at=at)
        people.move_person(session, person_id=noor, team_id=None, at=at)
    assert read(stores) == ()


def test_a_copy_of_the_database_does_not_show_the_words(stores: Stores, noor: PersonId) -> None:
    show(stores, noor)

    with stores.main() as session:
        row = session.scalars(select(ShownComplimentRow)).one()

    assert SAID.encode() not in row.sealed


def test_only_its_receiver_takes_it_back(stores: Stores, noor: PersonId) -> None:
    shown_id = show(stores, noor)

    with stores.main() as session, transaction(session):
        other = next(one.id for one in people.list_people(session, on=TODAY) if one.id != noor)
        shown.take_back(session, receiver=other, shown_id=shown_id)
    assert len(read(stores)) == 1

    with stores.main() as session, transaction(session):
        shown.take_back(session, receiver=noor, shown_id=shown_id)
    assert read(stores) == ()


def test_who_erases_everything_shows_nothing_any_more(stores: Stores, noor: PersonId) -> None:
    show(stores, noor)
    show(stores, noor)

    with stores.main() as session, transaction(session):
        shown.take_back_all(session, receiver=noor)

    assert read(stores) == ()
