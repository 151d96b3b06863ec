"""Does anything tell who gave whom a compliment, when, or how many somebody has?

The attacker has the database before and after, its logs, everybody's id, and every role but that of
the receiver.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.signals.shown import show_compliment
from tests.pages import Visitor
from tests.privacy.dumps import spellings
from tests.privacy.test_say import changed
from tests.privacy.test_traces import main_store
from tests.reflection.complimented import complimented
from tests.reflection.sharers import TODAY, hire

pytestmark = pytest.mark.both_engines

Visit = Callable[[PersonId | None], Visitor]
SAID = "zilverreiger"
PAGES = (
    "/",
    "/share",
    "/share/team",
    "/team",
    "/org",
    "/org/signals",
    "/org/listening",
    "/programme",
)
"""Where somebody who leads or is of HR reads of people, of what came in, and of listening."""


@pytest.fixture
def team(stores: Stores) -> list[PersonId]:
    """Return Noor, Ali, Lea who leads them, and Hes of HR."""
    found = hire(stores, "Noor", "Ali", "Lea", "Hes")
    with stores.main() as session, transaction(session):
        root = people.team_tree(session).root
        people.appoint_lead(session, person_id=found[2], team_id=root.id)
        people.grant_role(session, person_id=found[3], role=Role.HR)
        complimented(session, keys=stores.keys, giver=found[2], to=found[0], today=TODAY)
    return found


def give(giver: Visitor, to: PersonId, *, signed: str) -> None:
    page = giver.open("/share/compliment")
    look = giver.submit(
        page,
        {"reader": str(to), "facet": "M4E", "body": SAID, "signed": signed},
        button="then=look",
    )
    giver.submit(look, button="then=give")


@pytest.mark.parametrize("signed", ["name", "no-name"])
def test_giving_adds_one_sealed_letter_that_leads_to_nobody_but_its_receiver(
    app: Flask, visit: Visit, team: list[PersonId], signed: str, caplog: pytest.LogCaptureFixture
) -> None:
    noor, ali = team[:2]
    visitor = visit(ali)
    visitor.open("/share/compliment")
    before = main_store(app)

    with caplog.at_level(logging.DEBUG):
        give(visitor, noor, signed=signed)
        found = changed(before, main_store(app))

    assert found.keys() == {"letter"}
    [row] = found["letter"]
    assert not [one for one in (*spellings(ali), b"Ali", SAID.encode()) if one in row]
    assert SAID not in caplog.text
    assert str(noor) not in caplog.text


@pytest.mark.sqlite_only
def test_nobody_else_sees_that_somebody_was_given_one(visit: Visit, team: list[PersonId]) -> None:
    noor, ali = team[:2]
    others = [visit(one) for one in team[2:]]
    before = [text_of(visitor, page) for visitor in others for page in PAGES]

    give(visit(ali), noor, signed="name")
    visit(noor).open("/reflect/compliments")

    assert [text_of(visitor, page) for visitor in others for page in PAGES] == before


def text_of(visitor: Visitor, path: str) -> str:
    """Return what a page says."""
    response = visitor.get(path)
    if response.mimetype != "text/html":
        return str(response.mimetype)
    return BeautifulSoup(response.text, "html.parser").text


def test_what_a_team_reads_names_no_giver_in_any_row(
    app: Flask, stores: Stores, team: list[PersonId]
) -> None:
    noor, ali = team[:2]
    before = main_store(app)
    with stores.main() as session, transaction(session):
        root = people.team_tree(session).root
        complimented(
            session, keys=stores.keys, giver=ali, to=noor, today=TODAY, body=SAID, name="Ali Demo"
        )
        show_compliment(
            session,
            keys=stores.keys,
            receiver=noor,
            team_id=root.id,
            facet="M4E",
            text=SAID,
            on=TODAY,
        )

    found = changed(before, main_store(app))

    assert found.keys() == {"notebook_page", "shown_compliment"}
    rows = [row for of_table in found.values() for row in of_table]
    assert not [
        row for row in rows for one in (*spellings(ali), b"Ali", SAID.encode()) if one in row
    ]
