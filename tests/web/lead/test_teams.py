"""Does a lead see every unit they lead, with nothing more than was released?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, table, words_of
from tests.web.released import REMARK, TREND, World

Visit = Callable[[PersonId | None], Visitor]


def test_a_lead_sees_the_trend_with_intervals_and_counts(world: World, visit: Visit) -> None:
    page = visit(world.lead("Day")).open("/team" + world.unit("Day"))

    header, first, second = table(page, TREND)

    assert header == ["Round", "Day", "Most likely", "Answers", "Whole organisation"]
    assert first[1:4] == ["3.1", "between 2.6 and 3.6", "8 of 10"]
    assert second[1:4] == ["4.2 or higher", "–", "10 of 10"]


def test_a_picture_stands_beside_every_table(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))
    page = visitor.open("/team" + world.unit("Day"))

    addresses = [str(image["src"]) for image in page.select("picture img")]
    addresses += [str(source["srcset"]) for source in page.select("picture source")]

    assert len(addresses) == 8
    for address in addresses:
        response = visitor.get(address)
        assert response.status_code == 200
        assert response.mimetype == "image/svg+xml"
        assert response.headers["Cache-Control"] == "private, no-cache"


def test_a_browser_that_has_a_picture_does_not_get_it_again(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))
    address = str(visitor.open("/team" + world.unit("Day")).select("picture img")[0]["src"])
    tag = visitor.get(address).headers["ETag"]

    again = visitor.client.get(address, headers={"If-None-Match": tag, "Accept-Language": "en"})

    assert again.status_code == 304
    assert again.data == b""


def test_a_round_with_too_few_answers_is_a_gap_with_its_reason(world: World, visit: Visit) -> None:
    page = visit(world.lead("Night")).open("/team" + world.unit("Night"))

    _, first, second = table(page, TREND)

    assert first[1:4] == ["fewer than 5 answers", "–", "–"]
    assert second[3] == "6 of 7"
    assert re.search(r"Not shown in [^:]+: fewer than 5 answers\.", words_of(page))


def test_the_earlier_round_can_be_chosen_and_says_nothing_then(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Night"))

    page = visitor.open(f"/team{world.unit('Night')}?round={world.rounds[0].id}")

    assert "Too few answers, so we show nothing" in words_of(page)
    assert "You do not need a number to talk" in words_of(page)


def test_a_team_that_is_too_small_gets_an_explanation_and_no_numbers(
    world: World, visit: Visit
) -> None:
    page = visit(world.lead("Trio")).open("/team" + world.unit("Trio"))

    assert "Counted together with other teams" in words_of(page)
    assert not page.select("table, picture")


def test_the_topics_of_the_round_say_how_sure_they_are(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))

    page = visitor.open(f"/team{world.unit('Day')}?round={world.rounds[0].id}")
    header, *rows = table(page, "The topics of this round")

    assert header[:4] == ["Topic", "Day", "Most likely", "How sure"]
    assert rows
    assert {row[3] for row in rows} == {"rough picture"}
    assert page.select(".asked li")


def test_a_change_is_said_first_with_how_we_know_it(world: World, visit: Visit) -> None:
    page = visit(world.lead("Day")).open("/team" + world.unit("Day"))

    card = page.select_one("article.sum")

    assert card is not None
    assert card.select_one(".pill").text.strip() == "Up"  # type: ignore[union-attr]  # every card has one
    assert "From 3.1 to 4.2 or higher since" in card.text
    assert "The difference is at least 1.1." in card.text
    assert page.select(".heat .mk") == []


def test_where_no_test_finds_a_change_none_is_claimed(world: World, visit: Visit) -> None:
    page = visit(world.lead("Care")).open("/team" + world.unit("Care"))
    text = words_of(page).lower()

    for claim in ("improved", "increase", "decrease", "went up", "went down", "grew", "rising"):
        assert claim not in text
    assert {pill.text.strip() for pill in page.select("article.sum .pill")} <= {
        "No change that we can tell",
        "Steady",
    }
    assert "we see a change of about" in text


def test_a_lead_of_a_department_sees_every_unit_below_it(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Care"))

    rows = list(visitor.open("/team").select("tbody tr"))
    names = [row.select_one("th").text.strip() for row in rows]  # type: ignore[union-attr]  # every row has one

    assert names == ["Care", "Care: small teams together", "Day", "Night", "Trio"]
    for row in rows:
        link = row.select_one("a")
        assert link is not None
        visitor.open(str(link["href"]))


def test_the_page_of_a_department_leads_to_its_units_and_says_what_is_counted_together(
    world: World, visit: Visit
) -> None:
    visitor = visit(world.lead("Care"))
    page = visitor.open("/team" + world.unit("Care"))

    below = [link.text.strip() for link in page.select("nav.card a")]
    rest = visitor.open("/team" + world.unit("Care", "rest"))

    assert below == ["Care: small teams together", "Day", "Night"]
    assert "Counted together here: Care, Trio" in words_of(rest)


@pytest.mark.parametrize("unit", ["House", "Night", "Desk", "Care"])
def test_another_team_does_not_exist_for_a_lead(world: World, visit: Visit, unit: str) -> None:
    visitor = visit(world.lead("Day"))

    visitor.open("/team" + world.unit(unit), status=404)
    assert visitor.get(f"/team{world.unit(unit)}/trend-light-wide.svg").status_code == 404


def test_an_unknown_round_or_team_does_not_exist(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))
    own = "/team" + world.unit("Day")

    visitor.open(f"{own}?round=nonsense", status=404)
    visitor.open(f"{own}?round={world.teams['Day']}", status=404)
    visitor.open(f"{own}?round={world.rounds[2].id}", status=404)
    visitor.open(f"/team/{world.rounds[0].id}/whole", status=404)
    visitor.open(own.replace("whole", "half"), status=404)


def test_a_lead_reads_the_comments_of_a_unit_that_has_enough_answers(
    world: World, visit: Visit
) -> None:
    enough = visit(world.lead("Day")).open("/team" + world.unit("Day"))
    too_few = visit(world.lead("Night")).open("/team" + world.unit("Night"))

    assert REMARK in words_of(enough)
    assert REMARK not in words_of(too_few)
    assert "There are no comments that we can show here" in words_of(too_few)


def test_who_leads_nothing_may_not_come_here(world: World, visit: Visit) -> None:
    assert visit(world.member("Day")).get("/team").status_code == 403
    assert visit(None).get("/team").status_code == 302
