"""Does a lead get help to talk, made of what the team sees as well, and of nothing else?"""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, words_of
from tests.web.released import REMARK, World

STEPS = ["Thank and share", "Celebrate what goes well", "Ask more", "Choose one step"]
Visit = Callable[[PersonId | None], Visitor]


def guide_for(visitor: Visitor, world: World, team: str, *, after: int | None = None) -> str:
    """Return the words of the guide after the latest round, or after the one with that place."""
    wanted = "" if after is None else f"?round={world.rounds[after].id}"
    return words_of(visitor.open(f"/team{world.unit(team)}/guide{wanted}"))


def step_titles(page: BeautifulSoup) -> list[str]:
    return [str(title.contents[0]).strip() for title in page.select(".talk h2")]


def test_it_speaks_of_the_teams_own_numbers_in_four_steps(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))
    page = visitor.open(f"/team{world.unit('Day')}/guide?round={world.rounds[0].id}")
    said = words_of(page)

    assert step_titles(page) == STEPS
    assert "20 minutes" in said
    assert "8 of 10 people answered. Thank you." in said
    assert "is at 3.1 out of 5, most likely between 2.6 and 3.6" in said
    assert "is at 3.1, out of 5. Do you recognise that? What would help?" in said
    assert "This is the only topic with a number now." in said
    assert "Never ask who wrote what, or who gave which number" in said


def test_its_small_steps_are_those_of_the_catalogue_for_what_is_difficult(
    world: World, visit: Visit
) -> None:
    said = guide_for(visit(world.lead("Day")), world, "Day", after=0)

    [topic] = [point for point in load_catalogue().checkpoints if f"For “{point.title.en}”" in said]
    for action in topic.development["team"]:
        assert action.text.en in said


def test_the_page_of_a_team_leads_to_it_and_says_the_same(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))
    page = visitor.open("/team" + world.unit("Day"))
    address = f"/team{world.unit('Day')}/guide?round={world.rounds[1].id}"

    assert address in [str(link["href"]) for link in page.select(".card a")]
    assert "went from 3.1 to 4.2 or higher" in words_of(page)
    assert "went from 3.1 to 4.2 or higher" in words_of(visitor.open(address))


def test_it_hands_out_no_comment(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))

    assert REMARK in words_of(visitor.open("/team" + world.unit("Day")))
    assert REMARK not in guide_for(visitor, world, "Day")


def test_where_no_number_may_be_shown_the_steps_are_the_same_without_numbers(
    world: World, visit: Visit
) -> None:
    """Night had too few answers in the first round; Trio is counted with others."""
    for team, after in (("Night", 0), ("Trio", None)):
        said = guide_for(visit(world.lead(team)), world, team, after=after)

        assert all(title in said for title in STEPS)
        assert "no numbers that we can show" in said
        assert "out of 5" not in said
        assert "people answered" not in said


def test_it_is_for_the_lead_of_the_team_alone(world: World, visit: Visit) -> None:
    address = f"/team{world.unit('Day')}/guide"

    assert "Thank you." in guide_for(visit(world.lead("Care")), world, "Care")
    assert visit(world.lead("Desk")).get(address).status_code == 404
    assert visit(world.member("Day")).get(address).status_code == 403
