"""Does who leads the whole organisation read what HR reads of it, and nothing that HR sets up?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, UnitKey
from tests.pages import Visitor, table, words_of
from tests.release.answerable import add_answerable
from tests.web.released import TREND, World

Visit = Callable[[PersonId | None], Visitor]
PAGES = ("", "/departments", "/compare", "/response", "/questions", "/association", "/learning")


@pytest.fixture
def direction(stores: Stores, world: World) -> PersonId:
    """Return who leads the house, without a role of HR."""
    person = world.member("Desk")
    with stores.main() as session, transaction(session):
        people.appoint_lead(session, person_id=person, team_id=world.teams["House"])
    return person


def links_of(page: BeautifulSoup) -> set[str]:
    """Return where a page leads to."""
    return {str(link["href"]).partition("#")[0] for link in page.select("a[href^='/']")}


def test_the_direction_finds_the_organisation_in_the_menu(
    world: World, visit: Visit, direction: PersonId
) -> None:
    entry = "nav.areas a[href='/org/results']"

    assert visit(direction).open("/").select_one(entry) is not None
    assert visit(world.lead("Care")).open("/").select_one(entry) is None
    assert visit(world.hr).open("/").select_one(entry) is None  # HR begins elsewhere


def test_the_numbers_are_those_of_hr(world: World, visit: Visit, direction: PersonId) -> None:
    for path in ("/org/results", "/org/results" + world.unit("Day")):
        pages = [visit(person).open(path) for person in (direction, world.hr)]
        assert table(pages[0], TREND) == table(pages[1], TREND)


def test_no_page_leads_the_direction_to_a_closed_door(
    world: World, visit: Visit, direction: PersonId
) -> None:
    visitor, doors = visit(direction), set[str]()
    for path in (*PAGES, world.unit("Day"), world.unit("Day") + "/topics/M1"):
        doors |= links_of(visitor.open(f"/org/results{path}"))

    closed = {door for door in doors if visitor.get(door).status_code not in {200, 302}}

    assert "/org/results/departments" in doors
    assert closed == set()


def test_the_direction_writes_back_as_a_lead(
    world: World, visit: Visit, stores: Stores, direction: PersonId
) -> None:
    unit = UnitKey(team_id=world.teams["Day"])
    with stores.main() as session, transaction(session):
        add_answerable(session, round_id=world.rounds[1].id, unit=unit)

    page = visit(direction).open("/org/results" + world.unit("Day"))

    [link] = page.select("main a[href*='/comments/']")
    assert str(link["href"]).startswith("/team/")
    assert "Write back" in words_of(visit(direction).open(str(link["href"])))


def test_how_many_reflected_is_told_to_hr_alone(
    world: World, visit: Visit, direction: PersonId
) -> None:
    said = [words_of(visit(who).open("/org/results/learning")) for who in (direction, world.hr)]

    assert ["looked back at their own work" in each for each in said] == [False, True]


def test_who_no_longer_leads_everybody_stops_reading(
    world: World, visit: Visit, stores: Stores, direction: PersonId
) -> None:
    visitor = visit(direction)
    assert visitor.get("/org/results").status_code == 200
    with stores.main() as session, transaction(session):
        people.withdraw_lead(session, person_id=direction, team_id=world.teams["House"])

    assert visitor.get("/org/results").status_code == 403
