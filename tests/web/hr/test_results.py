"""Does HR see the organisation and every unit in it, as it was released?"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor, table, words_of
from tests.web.released import LONG_AGO, TREND, World

Visit = Callable[[PersonId | None], Visitor]


def test_the_organisation_comes_first(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/results")

    header, *rounds = table(page, TREND)

    assert header == ["Round", "House", "Most likely", "Answers"]
    assert len(rounds) == 2


def test_every_unit_can_be_opened_from_there(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)
    page = visitor.open("/org/results")

    links = [str(link["href"]) for link in page.select(".units a")]

    assert len(links) == 7
    for link in links:
        visitor.open(link)


def test_a_team_that_was_never_asked_has_no_results_and_no_link(
    world: World, visit: Visit, session: Session
) -> None:
    with transaction(session):
        root = people.team_tree(session).root.id
        people.add_team(session, code="new", name="Newcomers", parent_id=root)

    page = visit(world.hr).open("/org/results")

    rows = {row[0]: row[1] for row in table(page, "All units with their latest result")[1:]}
    assert rows["Newcomers"] == "no results yet"
    assert "Newcomers" not in {link.text for link in page.select(".units a")}


def test_units_stand_in_the_order_of_the_organisation(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/results")

    names = [row[0] for row in table(page, "All units with their latest result")[1:]]

    assert names == [
        "House",
        "Care",
        "Care: small teams together",
        "Day",
        "Night",
        "Trio",
        "Desk",
    ]


def test_every_unit_says_how_many_answered_the_latest_rounds(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/results/response")

    header, *rows = table(page, "How many answered")

    assert len(header) == 3
    assert {row[0]: row[1:] for row in rows}["Day"] == ["10 of 10", "8 of 10"]
    assert {row[0]: row[1:] for row in rows}["Night"][1] == "–"


def test_an_earlier_round_can_be_chosen(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)

    page = visitor.open(f"/org/results?round={world.rounds[0].id}")

    assert len(table(page, TREND)) == 2
    visitor.open("/org/results?round=nonsense", status=404)
    visitor.open(f"/org/results?round={world.rounds[2].id}", status=404)


def test_before_the_first_round_the_page_says_so(session: Session, visit: Visit) -> None:
    with transaction(session):
        hr = people.add_person(
            session, name="Hetty", email="hetty@example.org", team_id=None, at=LONG_AGO
        )
        people.grant_role(session, person_id=hr.id, role=Role.HR)

    assert "No results yet" in words_of(visit(hr.id).open("/org/results"))


def test_an_unknown_unit_does_not_exist(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)

    visitor.open(f"/org/results/{world.rounds[0].id}/whole", status=404)
    visitor.open("/org/results" + world.unit("Day", "rest"), status=404)


def test_the_lead_of_a_part_may_not_come_here(world: World, visit: Visit) -> None:
    assert visit(world.lead("Care")).get("/org/results").status_code == 403
    assert visit(world.lead("Care")).get("/org/results" + world.unit("Day")).status_code == 403
