"""Does HR see units side by side, in the picture as in the table, and go on from there?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor, table, words_of
from tests.web.released import LONG_AGO, World

Visit = Callable[[PersonId | None], Visitor]
TABLE = "The level of each unit on each topic, from 1 to 5"


def test_the_departments_come_first_and_the_whole_last(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/results/departments")

    names = [cell.find(string=True) for cell in page.select(".heat tbody th")]

    assert names == ["Care", "Desk", "House"]


def test_the_picture_has_the_numbers_of_the_table(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)
    page = visitor.open("/org/results/departments")
    [image] = page.select("picture img")

    drawn = BeautifulSoup(visitor.get(str(image["src"])).text, "xml").text
    words = " ".join(cell for row in table(page, TABLE) for cell in row)
    numbers = re.findall(r"\b[1-5]\.\d\b", words)

    assert numbers
    assert all(number in drawn for number in numbers)


def test_from_a_department_to_its_teams_and_to_its_own_page(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)
    page = visitor.open("/org/results/departments")
    links = {" ".join(link.text.split()): str(link["href"]) for link in page.select("nav .rows a")}

    teams = visitor.open(links["Its teams side by side – Care"])

    assert "Care: its teams side by side" in words_of(teams)
    assert [cell.find(string=True) for cell in teams.select(".heat tbody th")][-1] == "Care"
    visitor.open(links["Care"])


def test_only_units_with_a_figure_can_be_opened(world: World, visit: Visit) -> None:
    page = visit(world.hr).open(f"/org/results/departments?round={world.rounds[0].id}")

    teams = visit(world.hr).open(f"/org/results/departments?below={world.teams['Care']}")

    assert [link.text for link in page.select("nav .rows a.plain")] == ["Care", "Desk"]
    opened = {link.text for link in teams.select("nav .rows a.plain")}
    shown = {
        str(row.th.find(string=True))
        for row in teams.select(".heat tbody tr")[:-1]
        if row.th and row.select("td:not(.na)")
    }
    assert opened == shown


@pytest.mark.parametrize("below", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_what_has_nothing_below_it_does_not_exist(world: World, visit: Visit, below: str) -> None:
    visit(world.hr).open(f"/org/results/departments?below={below}", status=404)
    visit(world.hr).open(f"/org/results/departments?below={world.teams['Desk']}", status=404)


def test_before_the_first_round_every_page_says_so(session: Session, visit: Visit) -> None:
    with transaction(session):
        hr = people.add_person(
            session, name="Hetty", email="hetty@example.org", team_id=None, at=LONG_AGO
        )
        people.grant_role(session, person_id=hr.id, role=Role.HR)
    visitor = visit(hr.id)

    said = [
        words_of(visitor.open(f"/org/results/{page}"))
        for page in ("departments", "compare", "response", "questions", "association")
    ]

    assert all("yet" in words for words in said)
    assert visitor.get("/org/results/association/light-wide.svg").status_code == 404
