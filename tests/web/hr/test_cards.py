"""Can HR print the cards of a round, as often as needed, without learning who took part?"""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import rounds as jobs
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.cards import units_with_cards
from tests.pages import Visitor, table, words_of
from tests.web.hr.organisation import Organisation, organisation, running

Visit = Callable[[PersonId | None], Visitor]


@pytest.fixture
def house(stores: Stores) -> Organisation:
    """Return an organisation of which one team and the first of another answer with a card."""
    house = organisation(stores)
    with stores.main() as session, transaction(session):
        people.choose_paper(session, team_id=house.teams["Planning"], on_paper=True)
        [first, *_] = people.people_by_team(
            session, on=clock.local_day(clock.now(), "Europe/Amsterdam")
        )[house.teams["Repairs"]]
        people.choose_paper(session, person_id=first.id, on_paper=True)
    return house


@pytest.fixture
def hr(house: Organisation, visit: Visit) -> Visitor:
    return visit(house.hr)


@pytest.fixture
def round_id(stores: Stores, house: Organisation) -> RoundId:
    """Return an open round."""
    cycle = running(stores)
    with stores.main() as session:
        planned = cycles.list_rounds(session, cycle_id=cycle.id)[0]
    assert jobs.open_round(stores, round_id=planned.id, now=clock.now(), catalogue=load_catalogue())
    return planned.id


def pages_in(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\n", pdf))


def test_the_page_of_an_open_round_leads_to_its_cards(hr: Visitor, round_id: RoundId) -> None:
    page = hr.open(f"/org/rounds/{round_id}")

    assert "7 people answer with a printed card, without signing in." in words_of(page)
    assert page.select_one(f"a[href='/org/rounds/{round_id}/cards']")


def test_hr_is_told_what_happens_before_cards_are_made(hr: Visitor, round_id: RoundId) -> None:
    page = hr.open(f"/org/rounds/{round_id}/cards")
    said = words_of(page)

    [_, *rows] = table(page, "Cards for each group")
    assert sorted(row[-1] for row in rows) == ["1", "6"]
    assert "Those that nobody used work no longer from now on." in said
    assert "Some groups have fewer than 5 cards." in said
    assert "http://localhost/ballot" in said


def test_the_cards_come_as_a_file_that_nothing_keeps(
    hr: Visitor, stores: Stores, round_id: RoundId
) -> None:
    sent = hr.send(hr.open(f"/org/rounds/{round_id}/cards"))

    assert sent.mimetype == "application/pdf"
    assert sent.data.startswith(b"%PDF")
    assert pages_in(sent.data) == 2 * len(units_with_cards(stores, round_id=round_id)) == 4
    assert sent.headers["Cache-Control"] == "no-store"
    assert sent.headers["Content-Disposition"] == "attachment; filename=cards.pdf"


def test_who_is_not_sure_of_our_address_prints_no_cards(
    app: Flask, hr: Visitor, round_id: RoundId
) -> None:
    page = hr.open(f"/org/rounds/{round_id}/cards")
    sent = hr.client.post(
        f"/org/rounds/{round_id}/cards",
        data={"csrf_token": page.select("input[name=csrf_token]")[-1]["value"]},
        base_url="http://pulse.example.org",
    )

    assert sent.mimetype != "application/pdf"


def test_a_round_without_cards_says_so(stores: Stores, visit: Visit) -> None:
    house = organisation(stores)
    cycle = running(stores)
    with stores.main() as session:
        planned = cycles.list_rounds(session, cycle_id=cycle.id)[0]
    visitor, path = visit(house.hr), f"/org/rounds/{planned.id}/cards"

    assert "Cards are made while a round is open." in words_of(visitor.open(path))
    jobs.open_round(stores, round_id=planned.id, now=clock.now(), catalogue=load_catalogue())
    assert "Nobody answers this round with a card" in words_of(visitor.open(path))
    visitor.open(f"/org/rounds/{uuid4()}/cards", status=404)


def test_only_hr_prints_cards(house: Organisation, visit: Visit, round_id: RoundId) -> None:
    visit(house.lead).open(f"/org/rounds/{round_id}/cards", status=403)
