"""Does the page of one topic say the same to everybody who may read the unit, and nobody else?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, table, words_of
from tests.web.released import TREND, World

Visit = Callable[[PersonId | None], Visitor]


def topic(world: World, team: str, key: str) -> str:
    return f"{world.unit(team)}/topics/{key}"


def test_lead_member_and_hr_read_the_same(world: World, visit: Visit) -> None:
    end = topic(world, "Day", "M4")

    lead = visit(world.lead("Day")).open("/team" + end)
    member = visit(world.member("Day")).open("/outcome" + end)
    hr = visit(world.hr).open("/org/results" + end)

    for page in (lead, hr):
        [promise] = page.select("main a[href*='/promises/new']")  # what they can do about it
        promise.decompose()
    assert words_of(lead) == words_of(member) == words_of(hr)


def test_the_page_has_the_questions_in_their_words_and_every_round(
    world: World, visit: Visit
) -> None:
    page = visit(world.lead("Day")).open("/team" + topic(world, "Day", "M4"))

    asked = [line.text for line in page.select("aside .rows li")]
    header, *rounds = table(page, "Listening culture: round by round")

    assert len(asked) == 6
    assert header[:4] == ["Round", "Day", "Most likely", "Answers"]
    assert [row[3] for row in rounds] == ["8 of 10"]
    assert "8 of 10 people answered." in words_of(page)


def test_its_numbers_are_those_of_the_page_of_the_unit(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))

    of_unit = table(visitor.open("/team" + world.unit("Day")), TREND)[1:]
    of_topic = table(visitor.open("/team" + topic(world, "Day", "G1")), TREND)[1:]

    assert [row[:5] for row in reversed(of_topic)] == of_unit


def test_the_name_of_a_topic_leads_to_its_page_and_its_own_picture(
    world: World, visit: Visit
) -> None:
    visitor = visit(world.lead("Day"))
    unit = visitor.open("/team" + world.unit("Day"))
    link = unit.select(".heat tbody th a")[0]

    page = visitor.open(str(link["href"]))
    [own, overall] = [one.select("picture img")[0] for one in (page, unit)]

    assert page.select_one("h1").text == link.text  # type: ignore[union-attr]  # every page has one
    assert link.text in str(own["alt"])
    assert visitor.get(str(own["src"])).data != visitor.get(str(overall["src"])).data


@pytest.mark.parametrize("key", ["M11", "nonsense", "OWN-1"])
def test_a_topic_that_was_never_asked_does_not_exist(world: World, visit: Visit, key: str) -> None:
    visitor = visit(world.lead("Day"))

    visitor.open("/team" + topic(world, "Day", key), status=404)
    picture = f"/team{world.unit('Day')}/trend-light-wide.svg?topic={key}"
    assert visitor.get(picture).status_code == 404


def test_a_unit_that_somebody_may_not_read_has_no_topics_for_them(
    world: World, visit: Visit
) -> None:
    for person, start in ((world.lead("Day"), "/team"), (world.member("Day"), "/outcome")):
        visit(person).open(start + topic(world, "Desk", "M4"), status=404)


def test_a_topic_of_a_small_team_has_no_numbers_and_says_why(world: World, visit: Visit) -> None:
    page = visit(world.lead("Trio")).open("/team" + topic(world, "Trio", "M4"))
    _, *rounds = table(page, "Listening culture: round by round")

    assert {row[1] for row in rounds} == {"counted together"}
    assert {row[2] for row in rounds} == {"–"}


def test_other_words_break_the_table_and_nothing_is_compared(
    world: World, visit: Visit, stores: Stores
) -> None:
    with stores.main() as session, transaction(session):
        row = session.get_one(RoundRow, world.rounds[0].id)
        row.items = [
            {**item, "version": 7, "text": {**item["text"], "en": "We used to ask this."}}
            if item["code"] == "G1"
            else item
            for item in row.items
        ]
    visitor = visit(world.lead("Day"))

    page = visitor.open("/team" + topic(world, "Day", "G1"))
    unit = visitor.open("/team" + world.unit("Day"))

    assert page.select("tr.broken")
    assert "We used to ask this." in words_of(page)
    assert "Numbers from before and after are not compared." in words_of(page)
    assert not [pill for pill in unit.select("article.sum .pill") if pill.text.strip() == "Up"]
