"""Does HR see how many take part, and never who or exactly how many so far?"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy.orm import Session

from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor, table, words_of
from tests.web.released import LONG_AGO, World

Visit = Callable[[PersonId | None], Visitor]
TEAMS = "Participation per team"


def test_an_open_round_shows_steps_only(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/participation")

    rows = {row[0]: row[1:] for row in table(page, TEAMS)[1:]}

    assert rows["Day"] == ["10", "more than half"]
    assert rows["Night"] == ["7", "fewer than 5"]
    assert "So far: 20% or more" in words_of(page)
    assert not re.search(r"\b8 (of|van)\b", words_of(page))


def test_no_person_is_named(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/participation")

    assert "You do not see persons here." in words_of(page)
    assert "Number" not in words_of(page)


def test_a_released_round_shows_how_many_of_how_many(world: World, visit: Visit) -> None:
    page = visit(world.hr).open(f"/org/participation?round={world.rounds[0].id}")

    rows = {row[0]: row[1:] for row in table(page, TEAMS)[1:]}

    assert rows["Day"][1].startswith("8 of 10")
    assert rows["Night"] == ["7", "fewer than 5"]
    assert not page.select("picture")


def test_the_picture_per_day_can_be_seen_in_both_shades(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)
    page = visitor.open("/org/participation")

    addresses = [str(page.select("picture img")[0]["src"])]
    addresses += [str(source["srcset"]) for source in page.select("picture source")]

    assert len(addresses) == 4
    for address in addresses:
        assert visitor.get(address).mimetype == "image/svg+xml"


def test_before_the_first_round_the_page_says_when(session: Session, visit: Visit) -> None:
    with transaction(session):
        hr = people.add_person(
            session, name="Hetty", email="hetty@example.org", team_id=None, at=LONG_AGO
        )
        people.grant_role(session, person_id=hr.id, role=Role.HR)
    visitor = visit(hr.id)

    assert "No round has opened yet" in words_of(visitor.open("/org/participation"))
    assert visitor.get("/org/participation/light-wide.svg").status_code == 404


def test_an_unknown_round_does_not_exist(world: World, visit: Visit) -> None:
    visit(world.hr).open(f"/org/participation?round={world.teams['Day']}", status=404)


def test_only_hr_may_come_here(world: World, visit: Visit) -> None:
    assert visit(world.lead("Day")).get("/org/participation").status_code == 403
