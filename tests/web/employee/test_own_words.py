"""Can somebody add to their profile, change it and take it away, and nobody else?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.own_words import MOST_OF_A_KIND, OwnWords, Place, add_own_words
from tests.insight.fuzz.reading import text_of_pdf
from tests.notebooks import notebook_of
from tests.pages import Visitor, words_of
from tests.web.employee.test_reflect import DISTINCT, browser, noor, reflected

__all__ = ["browser", "noor"]

TITLE = "I stay calm when somebody is angry."


@pytest.fixture
def added(browser: Visitor) -> str:
    """Add a strength; return the address where it can be changed."""
    page = browser.open("/reflect/strengths/new-strength")
    after = browser.submit(page, {"title": TITLE, "text": "I speak slower then."})
    return str(next(a["href"] for a in after.select("article a") if "Change" in a.text))


def test_a_strength_of_ones_own_stands_among_the_others(
    browser: Visitor, stores: Stores, noor: PersonId, added: str
) -> None:
    reflected(stores, noor, DISTINCT, on=date(2026, 1, 5))

    said = words_of(browser.open("/reflect/strengths"))

    assert said.index("Openness") < said.index(TITLE) < said.index("This is where I can grow")
    assert "My own addition" in said
    assert "I speak slower then." in said


def test_somebody_who_never_reflected_can_add_one_as_well(browser: Visitor, added: str) -> None:
    assert TITLE in words_of(browser.open("/reflect/strengths"))


def test_it_can_be_changed_and_taken_away(browser: Visitor, added: str) -> None:
    page = browser.open(added)
    after = browser.submit(page, {"title": "I wait."})
    assert "I wait." in words_of(after)
    assert TITLE not in words_of(after)

    gone = browser.submit(browser.open(added), form="form[action$=delete]")

    assert "Taken away." in words_of(gone)
    assert "I wait." not in words_of(gone)
    browser.open(added, status=404)


def test_without_saying_what_nothing_is_kept(browser: Visitor) -> None:
    page = browser.open("/reflect/strengths/new-improvement_area")

    again = browser.submit(page, {"title": "  ", "text": "Only this."}, status=422)

    assert "Write in a few words what you do." in words_of(again)
    assert "Only this." in words_of(again)
    assert "My own addition" not in words_of(browser.open("/reflect/strengths"))


def test_there_is_an_end_to_how_many(browser: Visitor, stores: Stores, noor: PersonId) -> None:
    words, day = OwnWords(place=Place.STRENGTH, title="One"), date(2026, 1, 5)
    notebook = notebook_of(stores, noor)
    with stores.main() as session, transaction(session):
        for _ in range(MOST_OF_A_KIND):
            add_own_words(session, notebook=notebook, words=words, today=day)

    page = browser.open("/reflect/strengths/new-strength")

    assert "Take one away first." in words_of(browser.submit(page, {"title": "Two"}, status=422))
    other = browser.open("/reflect/strengths/new-improvement_area")
    assert "Saved." in words_of(browser.submit(other, {"title": "Two"}))


def test_a_note_stands_beside_its_part_and_goes_when_it_is_emptied(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    reflected(stores, noor, DISTINCT, on=date(2026, 1, 5))
    note = "/reflect/strengths/notes/M4A"

    after = browser.submit(browser.open(note), {"text": "Mostly in the morning."})
    assert "Mostly in the morning." in words_of(after)
    assert "Change my note: Openness" in words_of(after)

    gone = browser.submit(browser.open(note), {"text": ""})

    assert "Mostly in the morning." not in words_of(gone)
    assert "Write a note: Openness" in words_of(gone)


def test_a_note_stays_in_sight_when_its_part_is_no_longer_named(browser: Visitor) -> None:
    after = browser.submit(
        browser.open("/reflect/strengths/notes/M4B"), {"text": "I ask too little."}
    )

    assert "My notes beside other parts" in words_of(after)
    assert "I ask too little." in words_of(after)


@pytest.mark.parametrize("facet", ["M99", "B1A"])
def test_a_note_beside_nothing_does_not_exist(browser: Visitor, facet: str) -> None:
    browser.open(f"/reflect/strengths/notes/{facet}", status=404)


def test_nobody_else_finds_what_somebody_added(
    visit: Callable[[PersonId], Visitor], stores: Stores, added: str
) -> None:
    with stores.main() as session, transaction(session):
        [team] = people.team_tree(session).teams
        other = people.add_person(
            session,
            name="Other Demo",
            email="other@example.org",
            team_id=team.id,
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )

    visit(other.id).open(added, status=404)


def test_what_somebody_adds_stays_out_of_caches(browser: Visitor, added: str) -> None:
    for path in (added, "/reflect/strengths/new-strength", "/reflect/strengths/notes/M4A"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


def test_what_somebody_added_can_be_taken_along(browser: Visitor, added: str) -> None:
    browser.submit(browser.open("/reflect/strengths/notes/M4A"), {"text": "In the morning."})

    found = json.loads(browser.get("/account/data/everything.json").text)["written_by_me"]
    document = text_of_pdf(browser.get("/account/data/everything.pdf").data)

    assert {one["place"] for one in found["own_words"]} == {"strength", "note"}
    assert f"A strength of my own: {TITLE}" in document
    assert "My note about Openness: In the morning." in document
