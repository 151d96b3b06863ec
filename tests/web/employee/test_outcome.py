"""Does a member see what their lead sees of their own unit, and nothing of another?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, table, words_of
from tests.web.released import REMARK, TREND, World

Visit = Callable[[PersonId | None], Visitor]


def comments_of(page: BeautifulSoup) -> list[str]:
    """Return the comments on a page about a unit."""
    assert page.select("#comments")
    return [found.text.strip() for found in page.select("blockquote")]


@pytest.mark.parametrize("team", ["Day", "Night", "Desk"])
def test_a_member_sees_the_same_numbers_as_the_lead(world: World, visit: Visit, team: str) -> None:
    as_member = visit(world.member(team)).open("/outcome" + world.unit(team))
    as_lead = visit(world.lead(team)).open("/team" + world.unit(team))
    as_hr = visit(world.hr).open("/org/results" + world.unit(team))

    tables = [
        [found.text for found in page.select("table")] for page in (as_member, as_lead, as_hr)
    ]

    assert tables[0] == tables[1] == tables[2]
    assert table(as_member, TREND)[1:]


def test_a_member_sees_the_same_pictures_as_the_lead(world: World, visit: Visit) -> None:
    end = world.unit("Day") + "/trend-dark-phone.svg"

    drawn = visit(world.member("Day")).get("/outcome" + end).data

    assert drawn == visit(world.lead("Day")).get("/team" + end).data
    assert drawn == visit(world.hr).get("/org/results" + end).data


@pytest.mark.parametrize(("unit", "part"), [("Care", "whole"), ("House", "whole")])
def test_a_member_sees_the_units_above_their_own(
    world: World, visit: Visit, unit: str, part: str
) -> None:
    page = visit(world.member("Day")).open("/outcome" + world.unit(unit, part))

    assert table(page, TREND)[1:]


@pytest.mark.parametrize(
    ("unit", "part"), [("Night", "whole"), ("Desk", "whole"), ("Care", "rest"), ("Trio", "whole")]
)
def test_another_unit_does_not_exist_for_a_member(
    world: World, visit: Visit, unit: str, part: str
) -> None:
    visitor = visit(world.member("Day"))
    address = "/outcome" + world.unit(unit, part)

    visitor.open(address, status=404)
    assert visitor.get(address + "/trend-light-wide.svg").status_code == 404
    assert visitor.get(address + "/topics-light-wide.svg").status_code == 404


def test_links_lead_only_to_units_that_the_member_may_read(world: World, visit: Visit) -> None:
    visitor = visit(world.member("Day"))

    page = visitor.open("/outcome" + world.unit("Care"))
    below = [link.text.strip() for link in page.select("nav.card a")]

    assert below == ["Day"]
    for link in page.select("main a[href^='/outcome']:not([href*='/report.'])"):
        visitor.open(str(link["href"]))


def test_people_of_a_small_team_see_where_their_answers_count(world: World, visit: Visit) -> None:
    page = visit(world.member("Trio")).open("/outcome" + world.unit("Care", "rest"))

    assert "Counted together here: Care, Trio" in words_of(page)


def test_a_member_reads_the_comments_that_the_lead_reads(world: World, visit: Visit) -> None:
    member = visit(world.member("Day")).open("/outcome" + world.unit("Day"))
    lead = visit(world.lead("Day")).open("/team" + world.unit("Day"))

    assert REMARK in words_of(member)
    assert comments_of(member) == comments_of(lead)


@pytest.mark.parametrize("unit", ["Care", "House"])
def test_a_member_reads_the_comments_of_the_units_above(
    world: World, visit: Visit, unit: str
) -> None:
    member = visit(world.member("Day")).open("/outcome" + world.unit(unit))
    hr = visit(world.hr).open("/org/results" + world.unit(unit))

    assert comments_of(member) == comments_of(hr)


def test_comments_of_too_small_a_group_are_nowhere_below(world: World, visit: Visit) -> None:
    page = visit(world.member("Night")).open("/outcome" + world.unit("Night"))

    assert REMARK not in words_of(page)
    assert "There are no comments that we can show here" in words_of(page)


def test_an_unknown_team_does_not_exist(world: World, visit: Visit) -> None:
    visit(world.member("Day")).open(f"/outcome/{world.rounds[0].id}/whole", status=404)


def test_who_is_not_signed_in_is_asked_to(world: World, visit: Visit) -> None:
    assert visit(None).get("/outcome" + world.unit("Day")).status_code == 302
