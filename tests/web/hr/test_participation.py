"""Does HR see how many take part, and never who or exactly how many so far?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.rounds import count_participation, open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor, table, words_of
from tests.web.hr.organisation import organisation, running
from tests.web.released import LONG_AGO, World

Visit = Callable[[PersonId | None], Visitor]
TEAMS = "Participation per team"


def test_an_open_round_shows_steps_only(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/participation")

    rows = {row[0]: row[1:] for row in table(page, TEAMS)[1:]}

    assert (rows["Day"][0], rows["Day"][1][:14]) == ("10", "more than half")
    assert (rows["Night"][0], rows["Night"][1][:12]) == ("7", "fewer than 5")
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


@pytest.mark.both_engines
def test_every_day_that_was_counted_is_in_the_table_and_the_last_one_in_the_lines(
    stores: Stores, world: World, visit: Visit
) -> None:
    asked = world.rounds[2]
    late = (asked.opens_at + timedelta(days=days) for days in range(7, 10))
    counted = [count_participation(stores, round_id=asked.id, now=day) for day in late]

    page = visit(world.hr).open("/org/participation")

    heads, first, *others = table(page, "Participation per working day")
    assert heads[1:] == ["Took part", "Previous round, same working day"]
    assert first[1:] == ["20%+", "80%+"]
    assert [row[1:] for row in others] == [["20%+", "not counted"]] * sum(counted)
    assert "On the same working day of the previous round" not in words_of(page)


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


def test_beside_an_open_round_stands_the_same_day_of_the_round_before(
    world: World, visit: Visit
) -> None:
    page = visit(world.hr).open("/org/participation")

    rows = {row[0]: row[1:] for row in table(page, TEAMS)}

    assert rows["Team"][-1] == "Previous round, same working day"
    assert rows["Day"][-1] == "more than half"
    assert rows["Night"][-1] == "more than half"
    assert "On the same working day of the previous round: 80% or more." in words_of(page)


def test_beside_a_released_round_stands_what_was_published_of_the_one_before(
    world: World, visit: Visit
) -> None:
    page = visit(world.hr).open(f"/org/participation?round={world.rounds[1].id}")

    rows = {row[0]: row[1:] for row in table(page, TEAMS)}

    assert rows["Team"][-1] == "Previous round"
    assert (rows["Day"][1][:8], rows["Day"][-1][:7]) == ("10 of 10", "8 of 10")
    assert rows["Night"][-1] == "fewer than 5"


def test_the_first_round_has_nothing_beside_it(world: World, visit: Visit) -> None:
    page = visit(world.hr).open(f"/org/participation?round={world.rounds[0].id}")

    assert table(page, TEAMS)[0] == ["Team", "People", "Took part"]


def test_hr_reads_what_can_be_done(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/participation")

    assert "Never ask who did not take part." in words_of(page)
    assert not page.select("a[href$='/extend']"), "this round fills all the time to the next"


def test_a_round_with_time_left_can_stay_open_longer(stores: Stores, visit: Visit) -> None:
    hr = visit(organisation(stores).hr)
    cycle = running(stores, window_days=5)
    with stores.main() as session:
        asked = cycles.list_rounds(session, cycle_id=cycle.id)[0]
    open_round(stores, round_id=asked.id, now=clock.now(), catalogue=load_catalogue())

    page = hr.open("/org/participation")

    assert page.select(f"a[href='/org/rounds/{asked.id}/extend']")
    assert "Not counted yet" in words_of(page)
