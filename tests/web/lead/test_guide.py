"""Does a lead get help to talk, made of what the team sees as well, and of nothing else?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, words_of
from tests.web.released import REMARK, World

Visit = Callable[[PersonId | None], Visitor]


def guide_for(visitor: Visitor, world: World, team: str, *, after: int | None = None) -> str:
    """Return the words of the guide after the latest round, or after the one with that place."""
    wanted = "" if after is None else f"?round={world.rounds[after].id}"
    return words_of(visitor.open(f"/team{world.unit(team)}/guide{wanted}"))


def step_titles(page: BeautifulSoup) -> list[str]:
    return [str(title.contents[0]).strip() for title in page.select(".talk h2")]


def test_the_talk_has_four_steps_in_twenty_minutes(world: World, visit: Visit) -> None:
    page = visit(world.lead("Day")).open(f"/team{world.unit('Day')}/guide")

    assert step_titles(page) == [
        "Thank and share",
        "Celebrate what goes well",
        "Ask more",
        "Choose one step",
    ]
    assert "20 minutes" in words_of(page)


def test_it_speaks_of_the_teams_own_numbers(world: World, visit: Visit) -> None:
    said = guide_for(visit(world.lead("Day")), world, "Day", after=0)

    assert "8 of 10 people answered. Thank you." in said
    assert "is at 3.1 out of 5, most likely between 2.6 and 3.6" in said
    assert "is at 3.1, out of 5. Do you recognise that? What would help?" in said
    assert "Which one is lower can be chance" in said


def test_a_change_that_is_sure_is_said_as_one(world: World, visit: Visit) -> None:
    said = guide_for(visit(world.lead("Day")), world, "Day")

    assert "went from 3.1 to 4.2 or higher" in said


def test_a_round_without_numbers_gets_the_same_steps_without_them(
    world: World, visit: Visit
) -> None:
    visitor = visit(world.lead("Night"))
    page = visitor.open(f"/team{world.unit('Night')}/guide?round={world.rounds[0].id}")

    assert len(step_titles(page)) == 4
    assert "no numbers that we can show" in words_of(page)
    assert "out of 5" not in words_of(page)
    assert "people answered" not in words_of(page)


def test_a_team_that_is_counted_with_others_gets_a_guide_as_well(
    world: World, visit: Visit
) -> None:
    said = guide_for(visit(world.lead("Trio")), world, "Trio")

    assert "no numbers that we can show" in said
    assert "out of 5" not in said


def test_it_hands_out_no_comment(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))

    assert REMARK in words_of(visitor.open("/team" + world.unit("Day")))
    assert REMARK not in guide_for(visitor, world, "Day")


def test_the_small_steps_are_the_catalogues_for_what_is_difficult(
    world: World, visit: Visit
) -> None:
    catalogue = load_catalogue()
    said = guide_for(visit(world.lead("Day")), world, "Day", after=0)

    [topic] = [point for point in catalogue.checkpoints if f"For “{point.title.en}”" in said]
    for action in topic.development["team"]:
        assert action.text.en in said


def test_it_says_what_better_not_to_do(world: World, visit: Visit) -> None:
    said = guide_for(visit(world.lead("Day")), world, "Day")

    assert "Never ask who wrote what, or who gave which number" in said
    assert "Do not compare with other teams" in said


def test_the_page_of_the_team_leads_to_it_for_a_lead_only(world: World, visit: Visit) -> None:
    lead, member = visit(world.lead("Day")), visit(world.member("Day"))
    address = f"/team{world.unit('Day')}/guide?round={world.rounds[1].id}"

    page = lead.open("/team" + world.unit("Day"))
    links = [str(link["href"]) for link in page.select(".card a")]

    assert address in links
    assert "Talk about it together" in words_of(page)
    assert member.get(address).status_code == 403


def test_nobody_reads_a_guide_about_a_team_they_do_not_lead(world: World, visit: Visit) -> None:
    assert visit(world.lead("Desk")).get(f"/team{world.unit('Day')}/guide").status_code == 404


@pytest.mark.parametrize("after", [0, 1])
def test_a_department_has_a_guide_too(world: World, visit: Visit, after: int) -> None:
    assert "Thank you." in guide_for(visit(world.lead("Care")), world, "Care", after=after)
