"""Does a compliment reach only whom it is for, and does nothing tell who gave it, when, or how many?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import compliments
from feedbackpulse.reflection.compliments import LONGEST_COMPLIMENT, Compliment, Received
from feedbackpulse.reflection.domain import ReflectionError
from feedbackpulse.reflection.everything import export_everything
from feedbackpulse.reflection.pages import PageNotFoundError
from feedbackpulse.reflection.sealing import seal_notebook
from feedbackpulse.reflection.tables import LetterRow
from tests.notebooks import notebook_of
from tests.reflection.sharers import BEGAN, TODAY, hire

pytestmark = pytest.mark.both_engines

LATER = date(2026, 3, 9)
KIND = Compliment(facet="M4E", body="You let her finish, twice.", giver="Ali Demo")
UNSIGNED = Compliment(facet="M4F", body="You took the time on Monday.")


@pytest.fixture
def noor_and_ali(stores: Stores) -> tuple[PersonId, PersonId]:
    noor, ali = hire(stores, "Noor", "Ali")
    return noor, ali


def give(stores: Stores, giver: PersonId, to: PersonId, *given: Compliment) -> None:
    with stores.main() as session, transaction(session):
        for one in given:
            compliments.give_compliment(
                session, keys=stores.keys, giver=giver, to=to, compliment=one
            )


def received(stores: Stores, owner: PersonId, *, on: date = TODAY) -> tuple[Received, ...]:
    """Take in what waits, and return what the owner has."""
    notebook = notebook_of(stores, owner)
    with stores.main() as session, transaction(session):
        compliments.take_in(session, notebook=notebook, today=on)
    with stores.main() as session:
        return compliments.list_compliments(session, notebook=notebook)


def test_a_compliment_waits_for_its_receiver_alone(
    stores: Stores, noor_and_ali: tuple[PersonId, PersonId]
) -> None:
    noor, ali = noor_and_ali
    give(stores, ali, noor, KIND)

    with stores.main() as session:
        assert compliments.has_new_compliment(session, owner=noor)
        assert not compliments.has_new_compliment(session, owner=ali)
    assert [one.compliment for one in received(stores, noor)] == [KIND]
    assert received(stores, ali) == ()


def test_once_it_is_taken_in_no_letter_is_left(
    stores: Stores, noor_and_ali: tuple[PersonId, PersonId]
) -> None:
    noor, ali = noor_and_ali
    give(stores, ali, noor, KIND, UNSIGNED)

    found = received(stores, noor)

    with stores.main() as session:
        assert not compliments.has_new_compliment(session, owner=noor)
        assert session.scalars(select(LetterRow)).all() == []
    assert {one.compliment for one in found} == {KIND, UNSIGNED}
    assert {one.since for one in received(stores, noor, on=LATER)} == {TODAY}


def test_the_row_names_neither_the_giver_nor_a_moment(
    stores: Stores, noor_and_ali: tuple[PersonId, PersonId]
) -> None:
    noor, ali = noor_and_ali
    give(stores, ali, noor, KIND, UNSIGNED)

    with stores.main() as session:
        rows = session.scalars(select(LetterRow)).all()

    assert set(LetterRow.__table__.columns.keys()) == {"id", "reader", "kind", "about", "sealed"}
    assert len({len(row.sealed) for row in rows}) == 1
    assert not any(b"Ali" in row.sealed or ali.bytes in row.sealed for row in rows)


def test_without_a_name_the_receiver_reads_none(
    stores: Stores, noor_and_ali: tuple[PersonId, PersonId]
) -> None:
    noor, ali = noor_and_ali
    give(stores, ali, noor, UNSIGNED)

    [one] = received(stores, noor)

    assert one.compliment.giver == ""


def test_nobody_compliments_themselves_or_who_left(
    stores: Stores, noor_and_ali: tuple[PersonId, PersonId]
) -> None:
    noor, ali = noor_and_ali
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=noor, at=BEGAN)

    for giver, to in ((ali, ali), (ali, noor)):
        with pytest.raises(ReflectionError):
            give(stores, giver, to, KIND)


@pytest.mark.parametrize("body", ["", "  \n", "x" * (LONGEST_COMPLIMENT + 1)])
def test_a_compliment_says_something_in_a_few_sentences(body: str) -> None:
    with pytest.raises(ReflectionError):
        Compliment(facet="M4E", body=body)


def test_a_reported_one_is_out_of_sight_and_can_still_be_taken_along(
    stores: Stores, noor_and_ali: tuple[PersonId, PersonId]
) -> None:
    noor, ali = noor_and_ali
    give(stores, ali, noor, KIND)
    [one] = received(stores, noor)
    notebook = notebook_of(stores, noor)

    with stores.main() as session, transaction(session):
        compliments.hide_reported(session, notebook=notebook, compliment_id=one.id)

    with stores.main() as session:
        assert compliments.list_compliments(session, notebook=notebook) == ()
        assert "You let her finish" in str(export_everything(session, notebook=notebook))


def test_a_deleted_one_is_gone(stores: Stores, noor_and_ali: tuple[PersonId, PersonId]) -> None:
    noor, ali = noor_and_ali
    give(stores, ali, noor, KIND)
    [one] = received(stores, noor)
    notebook = notebook_of(stores, noor)

    with stores.main() as session, transaction(session):
        compliments.delete_compliment(session, notebook=notebook, compliment_id=one.id)

    with stores.main() as session:
        assert compliments.export_compliments(session, notebook=notebook) == {"compliments": []}
        with pytest.raises(PageNotFoundError):
            compliments.find_compliment(session, notebook=notebook, compliment_id=one.id)


def test_what_nobody_looked_at_yet_is_taken_along_too(
    stores: Stores, noor_and_ali: tuple[PersonId, PersonId]
) -> None:
    noor, ali = noor_and_ali
    give(stores, ali, noor, KIND)
    notebook = notebook_of(stores, noor)

    with stores.main() as session:
        found = compliments.export_compliments(session, notebook=notebook)["compliments"]

    assert [one["body"] for one in found] == [KIND.body]


def test_a_seal_keeps_compliments_of_before_and_after_it(
    stores: Stores, noor_and_ali: tuple[PersonId, PersonId]
) -> None:
    noor, ali = noor_and_ali
    give(stores, ali, noor, KIND)
    received(stores, noor)
    give(stores, ali, noor, UNSIGNED)
    notebook = notebook_of(stores, noor)
    with stores.main() as session, transaction(session):
        sealed, _code = seal_notebook(
            session, keys=stores.keys, notebook=notebook, passphrase="seven herons on a bridge"
        )
    give(stores, ali, noor, UNSIGNED)

    with stores.main() as session, transaction(session):
        compliments.take_in(session, notebook=sealed, today=TODAY)
    with stores.main() as session:
        found = compliments.list_compliments(session, notebook=sealed)

    assert [one.compliment.body for one in found].count(UNSIGNED.body) == 2
    assert KIND in {one.compliment for one in found}
