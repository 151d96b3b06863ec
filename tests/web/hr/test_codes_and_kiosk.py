"""Can HR hand codes over as text and set up a tablet, knowing what both ask of people?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
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
from feedbackpulse.roster.cards import find_card
from tests.pages import Visitor, table, words_of
from tests.web.hr.organisation import Organisation, organisation, running

Visit = Callable[[PersonId | None], Visitor]
LINE = re.compile(r"([2-9A-Z-]{14})\thttp://localhost/ballot#\1\t(\S.*)")


@pytest.fixture
def house(stores: Stores) -> Organisation:
    """Return an organisation of which one team answers with codes."""
    house = organisation(stores)
    with stores.main() as session, transaction(session):
        people.choose_paper(session, team_id=house.teams["Planning"], on_paper=True)
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


def codes_of(hr: Visitor, round_id: RoundId) -> list[str]:
    sent = hr.send(hr.open(f"/org/rounds/{round_id}/codes"))
    assert sent.mimetype == "text/plain"
    found = [LINE.fullmatch(line) for line in sent.get_data(as_text=True).split("\r\n") if line]
    return [one[1] for one in found if one]


def test_the_page_of_a_round_leads_to_all_three(hr: Visitor, round_id: RoundId) -> None:
    page = hr.open(f"/org/rounds/{round_id}")

    for path in (f"/org/rounds/{round_id}/cards", f"/org/rounds/{round_id}/codes", "/org/kiosk"):
        assert page.select_one(f"main a[href='{path}']"), path


def test_hr_is_told_what_whoever_sends_codes_may_not_keep(hr: Visitor, round_id: RoundId) -> None:
    page = hr.open(f"/org/rounds/{round_id}/codes")
    said = words_of(page)

    assert [row[-1] for row in table(page, "Codes for each group")[1:]] == ["6"]
    assert "Whoever sends the codes may not know who gets which." in said
    assert "the works council" in said
    assert "Those that nobody used work no longer from now on." in said


def test_there_is_a_line_for_every_code_and_each_works(
    hr: Visitor, stores: Stores, round_id: RoundId
) -> None:
    sent = hr.send(hr.open(f"/org/rounds/{round_id}/codes"))
    lines = sent.get_data(as_text=True).split("\r\n")

    assert lines.pop() == ""
    assert len(lines) == 6
    assert all(LINE.fullmatch(line) for line in lines)
    assert "\n" not in "".join(lines)
    assert sent.headers["Cache-Control"] == "no-store"
    assert sent.headers["Content-Disposition"] == "attachment; filename=codes-1.txt"
    now = clock.now() + timedelta(minutes=1)
    assert all(find_card(stores, code=line.split("\t")[0], now=now) for line in lines)


def test_making_them_again_makes_as_many_and_voids_the_unused(
    hr: Visitor, stores: Stores, round_id: RoundId
) -> None:
    first, second = codes_of(hr, round_id), codes_of(hr, round_id)

    assert len(first) == len(second) == 6
    assert not set(first) & set(second)
    assert find_card(stores, code=first[0], now=clock.now()) is None


def test_codes_are_made_while_a_round_is_open(stores: Stores, visit: Visit) -> None:
    house = organisation(stores)
    cycle = running(stores)
    with stores.main() as session:
        planned = cycles.list_rounds(session, cycle_id=cycle.id)[0]
    visitor, path = visit(house.hr), f"/org/rounds/{planned.id}/codes"

    assert "Codes are made while a round is open." in words_of(visitor.open(path))
    jobs.open_round(stores, round_id=planned.id, now=clock.now(), catalogue=load_catalogue())
    assert "Nobody answers this round with a card" in words_of(visitor.open(path))
    visitor.open(f"/org/rounds/{uuid4()}/codes", status=404)


def test_who_is_not_sure_of_our_address_makes_no_codes(
    app: Flask, hr: Visitor, round_id: RoundId
) -> None:
    page = hr.open(f"/org/rounds/{round_id}/codes")
    sent = hr.client.post(
        f"/org/rounds/{round_id}/codes",
        data={"csrf_token": page.select("input[name=csrf_token]")[-1]["value"]},
        base_url="http://pulse.example.org",
    )

    assert sent.mimetype != "text/plain"


def test_only_hr_makes_codes(house: Organisation, visit: Visit, round_id: RoundId) -> None:
    visit(house.lead).open(f"/org/rounds/{round_id}/codes", status=403)


def test_hr_reads_how_to_set_up_a_tablet_and_prints_the_poster(hr: Visitor) -> None:
    page = hr.open("/org/kiosk")

    assert "http://localhost/ballot/kiosk" in words_of(page)
    assert "Guided Access" in words_of(page)
    link = page.select_one("main a[href='/org/kiosk/poster']")
    assert link is not None
    sent = hr.get("/org/kiosk/poster")
    assert sent.mimetype == "application/pdf"
    assert len(re.findall(rb"/Type /Page\n", sent.data)) == 1
