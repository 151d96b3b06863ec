"""Does a lead see at once what needs them, of their own teams alone?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import time_machine
from bs4 import BeautifulSoup

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.promises.domain import Plan, Source, Words
from feedbackpulse.promises.service import make_promise
from feedbackpulse.signals.domain import Reader
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.signals.inbox import add_signal
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
TODAY = local_today()
LONG_SINCE = TODAY - timedelta(days=40)
WORDS = Words(said="Calls take long.", heard="Waiting is hard.", does="We call back at once.")


def titles(page: BeautifulSoup) -> list[str]:
    return [one.get_text(strip=True) for one in page.select(".tile .t")]


def promised(
    stores: Stores, world: World, team: str | None, *, after: int, round_: int = 0
) -> None:
    """Promise something to a team, or everybody, forty days ago, due so many days later."""
    source = Source(role=Role.LEAD, round_id=world.rounds[round_].id)
    plan = Plan(owner=None, due_on=LONG_SINCE + timedelta(days=after))
    with stores.main() as session, transaction(session):
        team_id = world.teams[team] if team else None
        make_promise(session, team_id=team_id, words=WORDS, plan=plan, source=source, on=LONG_SINCE)


def signal(stores: Stores, world: World, team: str, *, days_ago: int) -> None:
    with stores.main() as session, transaction(session):
        add_signal(
            session,
            keys=stores.keys,
            reader=Reader.LEAD,
            team_id=world.teams[team],
            on=TODAY - timedelta(days=days_ago),
        )


def test_what_is_late_comes_first(world: World, stores: Stores, visit: Visit) -> None:
    signal(stores, world, "Day", days_ago=2)
    promised(stores, world, "Day", after=30)

    page = visit(world.lead("Day")).open("/team")

    assert titles(page)[:2] == ["We call back at once.", "1 signal waits for you"]
    assert len(page.select(".tile .pill.warn")) == 1


def test_nobody_reads_what_waits_for_another_lead(
    world: World, stores: Stores, visit: Visit
) -> None:
    signal(stores, world, "Night", days_ago=30)
    promised(stores, world, "Night", after=3)

    for team in ("Day", "Desk", "Care"):
        page = visit(world.lead(team)).open("/team")
        assert "1 signal waits for you" not in titles(page)
        assert "We call back at once." not in titles(page)


def test_the_talk_waits_until_something_is_promised_after_the_results(
    world: World, stores: Stores, visit: Visit
) -> None:
    talk = "Talk about the latest results with your team"
    with time_machine.travel(world.rounds[1].closes_at + timedelta(days=1)):
        promised(stores, world, "Day", after=300, round_=0)
        before = titles(visit(world.lead("Day")).open("/team"))
        promised(stores, world, "Day", after=300, round_=1)
        after = titles(visit(world.lead("Day")).open("/team"))
        too_small = titles(visit(world.lead("Trio")).open("/team"))

    assert talk in before
    assert talk not in after
    assert talk not in too_small


def test_who_leads_everybody_keeps_what_was_promised_to_everybody(
    world: World, stores: Stores, visit: Visit
) -> None:
    talk = "Talk about the latest results with your team"
    with time_machine.travel(world.rounds[1].closes_at + timedelta(days=1)):
        with stores.main() as session, transaction(session):
            people.appoint_lead(
                session, person_id=world.member("Desk"), team_id=world.teams["House"]
            )
        direction = visit(world.member("Desk"))
        before = titles(direction.open("/team"))
        promised(stores, world, None, after=30, round_=1)
        page = direction.open("/team")

    assert talk in before
    assert talk not in titles(page)
    assert "We call back at once." in words_of(page)


def test_results_of_long_ago_are_nothing_to_talk_about_now(world: World, visit: Visit) -> None:
    with time_machine.travel(world.rounds[1].closes_at + timedelta(days=31)):
        page = visit(world.lead("Day")).open("/team")

    assert "Talk about the latest results with your team" not in titles(page)


def test_an_open_round_asks_for_a_moment(world: World, visit: Visit) -> None:
    page = visit(world.lead("Trio")).open("/team")

    assert "Give people time for “How do we listen?”" in titles(page)


def test_when_nothing_waits_the_page_says_what_to_do(
    world: World, stores: Stores, visit: Visit
) -> None:
    with time_machine.travel(world.rounds[2].closes_at + timedelta(days=60)):
        page = visit(world.lead("Day")).open("/team")

    assert "Nothing waits for you now. Ask your team how it goes, and listen." in words_of(page)
