"""Can somebody give a colleague a compliment, and does it serve its receiver and nobody else?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.reflection import compliments, plans
from feedbackpulse.reflection.compliments import Compliment, Received
from feedbackpulse.reflection.own_words import list_own_words
from feedbackpulse.reflection.plan import NoteKind
from feedbackpulse.signals.conversations import arrived
from feedbackpulse.signals.domain import Reader
from feedbackpulse.signals.tables import ShownComplimentRow, SignalRow
from tests.notebooks import notebook_of
from tests.pages import Visitor, words_of
from tests.reflection.sharers import hire
from tests.web.employee.test_sharing import plan

Visit = Callable[[PersonId], Visitor]
TODAY: date = clock.local_day(clock.now(), "Europe/Amsterdam")
SAID = "You let her finish, and then asked what she needed."
GIVEN = Compliment(facet="M4E", body=SAID, giver="Ali Demo")


@pytest.fixture
def team(stores: Stores) -> list[PersonId]:
    """Return Noor, Ali who leads their team, and Bo."""
    found = hire(stores, "Noor", "Ali", "Bo")
    with stores.main() as session, transaction(session):
        root = people.team_tree(session).root
        people.appoint_lead(session, person_id=found[1], team_id=root.id)
    return found


def given(stores: Stores, team: list[PersonId], compliment: Compliment = GIVEN) -> None:
    with stores.main() as session, transaction(session):
        compliments.give_compliment(
            session, keys=stores.keys, giver=team[1], to=team[0], compliment=compliment
        )


def mine(stores: Stores, owner: PersonId) -> list[Received]:
    notebook = notebook_of(stores, owner)
    with stores.main() as session:
        return list(compliments.list_compliments(session, notebook=notebook))


def page_of(noor: Visitor) -> BeautifulSoup:
    """Return the page of the first compliment that Noor was given."""
    link = noor.open("/reflect/compliments").select_one("article h2 a")
    assert link is not None
    return noor.open(str(link["href"]))


def test_a_compliment_is_looked_at_first_and_then_given(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    ali, noor = visit(team[1]), visit(team[0])
    answers: dict[str, str | list[str]] = {
        "reader": str(team[0]),
        "facet": "M4E",
        "body": SAID,
        "signed": "name",
    }

    look = ali.submit(ali.open("/share/compliment"), answers, button="then=look")
    assert "This is what Noor Demo will read" in words_of(look)
    assert "There is no compliment here yet" in words_of(noor.open("/reflect/compliments"))
    ali.submit(look, button="then=give")

    read = words_of(noor.open("/reflect/compliments"))
    assert SAID in read
    assert "From Ali Demo" in read


def test_a_button_that_is_pressed_twice_gives_one_compliment(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    ali, noor = visit(team[1]), visit(team[0])
    answers: dict[str, str | list[str]] = {"reader": str(team[0]), "facet": "M4E", "body": SAID}
    look = ali.submit(ali.open("/share/compliment"), answers, button="then=look")
    for _ in range(2):
        ali.submit(look, button="then=give")
    again = ali.submit(ali.open("/share/compliment"), answers, button="then=look")
    ali.submit(again, button="then=give")

    assert len(noor.open("/reflect/compliments").select("article")) == 2


def test_without_a_name_its_receiver_reads_none(visit: Visit, team: list[PersonId]) -> None:
    ali, noor = visit(team[1]), visit(team[0])
    answers: dict[str, str | list[str]] = {
        "reader": str(team[0]),
        "facet": "M4E",
        "body": SAID,
        "signed": "no-name",
    }

    look = ali.submit(ali.open("/share/compliment"), answers, button="then=look")
    ali.submit(look, button="then=give")

    read = words_of(noor.open("/reflect/compliments"))
    assert "From a colleague who gave no name" in read
    assert "Ali" not in read


def test_what_is_missing_is_said_and_what_was_typed_stays(
    visit: Visit, team: list[PersonId]
) -> None:
    ali = visit(team[1])

    page = ali.submit(ali.open("/share/compliment"), {"body": SAID}, button="then=look", status=422)

    assert "Choose for whom it is." in words_of(page)
    assert "Choose what you saw your colleague do." in words_of(page)
    assert SAID in page.text


def test_a_colleague_of_another_team_is_found_by_name(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    with stores.main() as session, transaction(session):
        root = people.team_tree(session).root
        other = people.add_team(session, code="O", name="Other", parent_id=root.id)
        people.move_person(session, person_id=team[2], team_id=other.id, at=clock.now())
    ali = visit(team[1])
    page = ali.open("/share/compliment")
    assert "Bo Demo" not in words_of(page)

    page = ali.submit(page, {"search": "bo"}, button="then=search")

    assert "Bo Demo" in words_of(page)


def test_a_compliment_becomes_a_strength_in_ones_own_words(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    noor = visit(team[0])
    tile = page_of(noor).select_one("a[href*='new-strength']")
    assert tile is not None

    form = noor.open(str(tile["href"]))
    assert SAID in form.text
    noor.submit(form, {"title": "I let people finish"})

    with stores.main() as session:
        [kept] = list_own_words(session, notebook=notebook_of(stores, team[0]))
    assert (kept.words.title, SAID in kept.words.text) == ("I let people finish", True)


def test_a_compliment_is_kept_with_a_plan(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    plan(stores, team[0])
    noor = visit(team[0])
    tile = page_of(noor).select_one("a[href*='/note?']")
    assert tile is not None

    noor.submit(noor.open(str(tile["href"])))

    with stores.main() as session:
        [kept] = plans.list_plans(session, notebook=notebook_of(stores, team[0]))
    [note] = kept.notes
    assert note.kind is NoteKind.COMPLIMENT
    assert SAID in note.text


def test_a_compliment_stands_beside_the_part_that_it_is_about(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    noor = visit(team[0])
    page_of(noor)
    step = noor.submit(noor.open("/reflect/start"), {"checkpoints": ["M4", "M9"]})

    beside = []
    for _turn in range(6):
        if SAID in step.text:
            beside.append(step.select_one("h1.q"))
        step = noor.submit(step, {"value": "3"}, button="then=next")

    assert len(beside) >= 1


def test_the_team_reads_the_words_until_the_receiver_stops(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    noor, bo = visit(team[0]), visit(team[2])
    noor.submit(page_of(noor), form="form[action$='/show']")

    read = words_of(bo.open("/share/team"))
    assert SAID in read
    assert "For Noor Demo" in read
    assert "Ali" not in read

    noor.submit(page_of(noor), form="form[action$='/stop']")
    assert SAID not in words_of(bo.open("/share/team"))


def test_a_button_that_is_pressed_twice_shows_it_once_and_leaves_nothing_behind(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    noor, bo = visit(team[0]), visit(team[2])
    page = page_of(noor)
    for _ in range(2):
        noor.submit(page, form="form[action$='/show']")
    assert words_of(bo.open("/share/team")).count(SAID) == 1

    noor.submit(page_of(noor), form="form[action$='/stop']")
    assert SAID not in words_of(bo.open("/share/team"))


def test_the_lead_of_the_team_reads_it_and_no_other_role(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    with stores.main() as session, transaction(session):
        root = people.team_tree(session).root
        people.grant_role(session, person_id=team[2], role=Role.HR)
        other = people.add_team(session, code="O", name="Other", parent_id=root.id)
        people.move_person(session, person_id=team[2], team_id=other.id, at=clock.now())
    noor = visit(team[0])
    noor.submit(page_of(noor), form="form[action$='/show']")

    assert SAID in words_of(visit(team[1]).open(f"/team/{root.id}/whole"))
    assert SAID not in visit(team[2]).get(f"/org/results/{root.id}/whole").text


def test_the_first_page_says_that_one_waits_until_it_was_seen(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    noor = visit(team[0])

    before = words_of(noor.open("/"))
    page_of(noor)

    assert "A compliment waits for you" in before
    assert SAID not in before
    assert "A compliment waits for you" not in words_of(noor.open("/"))


def test_another_team_reads_nothing_of_it(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    noor, bo = visit(team[0]), visit(team[2])
    noor.submit(page_of(noor), form="form[action$='/show']")
    with stores.main() as session, transaction(session):
        root = people.team_tree(session).root
        other = people.add_team(session, code="O", name="Other", parent_id=root.id)
        people.move_person(session, person_id=team[2], team_id=other.id, at=clock.now())

    assert SAID not in words_of(bo.open("/share/team"))


def test_deleting_takes_it_from_the_team_too(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    noor = visit(team[0])
    noor.submit(page_of(noor), form="form[action$='/show']")

    noor.submit(page_of(noor), form="form[action$='/delete']")

    assert mine(stores, team[0]) == []
    with stores.main() as session:
        assert session.scalars(select(ShownComplimentRow)).all() == []


def test_only_the_receivers_own_report_reaches_hr(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team, Compliment(facet="M4E", body="Nice dress."))
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=team[2], role=Role.HR)
    noor = visit(team[0])
    link = page_of(noor).select_one("a[href$='/report']")
    assert link is not None
    form = noor.open(str(link["href"]))
    assert "Nice dress." in words_of(form)
    with stores.main() as session:
        assert session.scalars(select(SignalRow)).all() == []

    [one] = mine(stores, team[0])
    after = noor.submit(form, {"reader": "hr", "text": "I do not want this."})
    assert "Nice dress." not in words_of(after)
    noor.submit(form, {"reader": "hr", "text": "I do not want this."})
    noor.open(f"/reflect/compliments/{one.id}", status=404)

    with stores.main() as session:
        [concern] = arrived(session, keys=stores.keys, today=TODAY, reader=Reader.HR)
    assert concern.sender == team[0]
    assert "Nice dress." in concern.text
    assert "I do not want this." in concern.text


def test_nobody_opens_the_compliment_of_somebody_else(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    given(stores, team)
    page_of(visit(team[0]))
    [one] = mine(stores, team[0])

    for other in team[1:]:
        page = visit(other).open(f"/reflect/compliments/{one.id}", status=404)
        assert SAID not in page.text
