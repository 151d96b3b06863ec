"""Can an employee share one thing with one person, after looking at it, and stop again?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.plan import Plan
from tests.notebooks import notebook_of
from tests.pages import Visitor, table, words_of
from tests.reflection.sharers import hire
from tests.web.employee.test_reflect import DISTINCT, reflected

Visit = Callable[[PersonId], Visitor]
Answers = dict[str, str | list[str]]
TODAY = clock.local_day(clock.now(), "Europe/Amsterdam")
UNTIL = TODAY + timedelta(days=10)
SAID = "I let her finish"


@pytest.fixture
def team(stores: Stores) -> list[PersonId]:
    """Return Noor, who reflected twice and has a plan, and two colleagues, of whom Ali leads."""
    found = hire(stores, "Noor", "Ali", "Bo")
    for days, words in ((120, ""), (20, SAID)):
        reflected(stores, found[0], DISTINCT, on=TODAY - timedelta(days=days), words=words)
    with stores.main() as session, transaction(session):
        team = people.team_tree(session).teams[0]
        people.appoint_lead(session, person_id=found[1], team_id=team.id)
    plan(stores, found[0])
    return found


def plan(stores: Stores, owner: PersonId) -> None:
    notebook = notebook_of(stores, owner)
    with stores.main() as session, transaction(session):
        begun = plans.draft_plan(session, notebook=notebook, facet="M4E", today=TODAY)

        def filled_in(one: Plan) -> Plan:
            return Plan(
                id=one.id,
                facet=one.facet,
                created=one.created,
                due=one.due,
                goal="Count to three first",
                text_if="the phone rings",
                text_then="I count to three",
                obstacle="SECRET OBSTACLE",
            )

        plans.change_plan(session, notebook=notebook, plan_id=begun.id, change=filled_in)
        plans.begin_plan(session, notebook=notebook, plan_id=begun.id, today=TODAY)


def keys(page: BeautifulSoup, label: str) -> list[str]:
    """Return what is ticked to show the things with this label."""
    boxes = page.select("input[name=things]")
    return [str(box["value"]) for box in boxes if box.parent and label in box.parent.text]


def choices(page: BeautifulSoup, team: list[PersonId], *, until: date = UNTIL) -> Answers:
    [things] = [value for value in keys(page, "") if value.startswith("plan:")]
    return {"things": [things], "reader": str(team[1]), "until": until.isoformat()}


def shared(noor: Visitor, team: list[PersonId], **answers: str | list[str]) -> BeautifulSoup:
    """Share the plan with Ali, and return the page after that."""
    page = noor.open("/reflect/sharing/new")
    look = noor.submit(page, {**choices(page, team), **answers}, button="then=look")
    return noor.submit(look, button="then=share")


def test_who_shares_nothing_reads_that_and_can_begin(visit: Visit, team: list[PersonId]) -> None:
    page = visit(team[0]).open("/reflect/sharing")

    assert "You share nothing now" in words_of(page)
    assert "Only you can see this page." in words_of(page)


def test_everything_is_offered_by_itself(visit: Visit, team: list[PersonId]) -> None:
    page = visit(team[0]).open("/reflect/sharing/new")

    kinds = [value.split(":")[0] for value in keys(page, "")]
    assert set(kinds) == {"strength", "improvement_area", "plan", "growth", "words"}
    assert not page.select("input[name=things][checked]")


def test_nothing_is_shared_before_it_was_looked_at(visit: Visit, team: list[PersonId]) -> None:
    noor = visit(team[0])
    page = noor.open("/reflect/sharing/new")

    look = noor.submit(page, choices(page, team), button="then=look")

    assert "This is what Ali Demo will see" in words_of(look)
    assert "Count to three first" in words_of(look)
    assert "SECRET OBSTACLE" not in look.text
    assert "Nobody shares anything" in words_of(visit(team[1]).open("/reflect/shared-with-me"))


def test_the_reader_sees_what_the_owner_saw_beforehand(visit: Visit, team: list[PersonId]) -> None:
    noor, ali = visit(team[0]), visit(team[1])
    page = noor.open("/reflect/sharing/new")
    everything = {**choices(page, team), "things": keys(page, "")}
    look = noor.submit(page, everything, button="then=look")
    noor.submit(look, {"things": keys(page, "")}, button="then=share")

    read = ali.open(opened(ali))

    beforehand = [" ".join(one.text.split()) for one in look.select("article")]
    shown = [" ".join(one.text.split()) for one in read.select("article")]
    assert len(beforehand) == len(keys(page, ""))
    assert sorted(shown) == sorted(
        f"{one} You can read this until {UNTIL.day} {UNTIL:%B %Y}." for one in beforehand
    )
    assert table(read, "My own ratings, from 1 to 5")[0] == ["Day", "My own rating"]


def opened(visitor: Visitor) -> str:
    [link] = visitor.open("/reflect/shared-with-me").select("main article a")
    return str(link["href"])


def test_the_owner_sees_that_it_was_opened_and_stops(visit: Visit, team: list[PersonId]) -> None:
    noor, ali = visit(team[0]), visit(team[1])
    assert "Ali Demo can read it now" in words_of(shared(noor, team))
    assert "Not opened yet" in words_of(noor.open("/reflect/sharing"))
    address = opened(ali)
    ali.open(address)

    mine = noor.open("/reflect/sharing")
    assert "Opened on:" in words_of(mine)
    after = noor.submit(mine)

    assert "You stopped sharing this." in words_of(after)
    assert ali.get(address).status_code == 404
    assert "You share nothing now" in words_of(after)
    gone = noor.submit(after)
    assert "What I shared before" not in words_of(gone)


def test_a_colleague_is_found_by_a_part_of_the_name(visit: Visit, team: list[PersonId]) -> None:
    noor = visit(team[0])
    page = noor.open("/reflect/sharing/new")
    assert [box["value"] for box in page.select("input[name=reader]")] == [str(team[1])], "my lead"

    found = noor.submit(page, {"search": "bo"}, button="then=search")
    assert [box["value"] for box in found.select("input[name=reader]")] == [str(team[2])]
    none = noor.submit(page, {"search": "noor"}, button="then=search")
    assert not none.select("input[name=reader]"), "not oneself"
    assert "Nobody here has this name" in words_of(none)
    by_mail = noor.submit(page, {"search": "example"}, button="then=search")
    assert not by_mail.select("input[name=reader]"), "addresses are not searched"


@pytest.mark.both_engines
def test_odd_values_never_break_the_page(visit: Visit, stores: Stores) -> None:
    [noor] = hire(stores, "Noor")
    reflected(stores, noor, DISTINCT, on=TODAY)
    visitor = visit(noor)
    page = visitor.open("/reflect/sharing/new")

    for odd in ("\x00", "b\x00o", "%", "_", "' OR 1=1--", "<b>", "9" * 400, "2026-02-30", "٣"):
        for then in ("search", "look", "share", odd):
            sent = dict.fromkeys(("things", "search", "reader", "until", "notice", "then"), odd)
            token = str(page.select("main input[name=csrf_token]")[0]["value"])
            form = {**sent, "csrf_token": token, "then": then}
            answer = visitor.client.post("/reflect/sharing/new", data=form)
            assert answer.status_code in {200, 422}, (odd, then)


def test_what_was_chosen_stays_while_searching(visit: Visit, team: list[PersonId]) -> None:
    noor = visit(team[0])
    page = noor.open("/reflect/sharing/new")

    found = noor.submit(page, {**choices(page, team), "search": "bo"}, button="then=search")

    assert len(found.select("input[name=things][checked]")) == 1
    [ticked] = found.select("input[name=reader][checked]")
    assert ticked["value"] == str(team[1])


def test_what_is_missing_is_asked_for(visit: Visit, team: list[PersonId]) -> None:
    noor = visit(team[0])
    page = noor.open("/reflect/sharing/new")
    asked: list[tuple[Answers, str]] = [
        ({"things": []}, "Choose at least one thing to show."),
        ({"reader": "nobody"}, "Choose the person you want to show it to."),
        ({"until": TODAY.isoformat()}, "Choose a day after today, at most half a year away."),
        ({"until": ""}, "Choose a day."),
    ]

    for wrong, said in asked:
        answers = {**choices(page, team), **wrong}
        answer = noor.submit(page, answers, button="then=look", status=422)
        assert said in words_of(answer)


def test_what_is_not_mine_cannot_be_shared(visit: Visit, team: list[PersonId]) -> None:
    noor = visit(team[0])
    page = noor.open("/reflect/sharing/new")
    made_up = {**choices(page, team), "things": ["plan:1", "words:x"]}

    assert noor.send(page, made_up, button="then=look").status_code == 422


def test_a_mail_goes_out_only_when_the_owner_wants_it_and_says_nothing(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    def waiting() -> list[MailRow]:
        with stores.main() as session:
            return list(session.scalars(select(MailRow)))

    noor = visit(team[0])
    shared(noor, team)
    assert waiting() == []
    shared(noor, team, notice="y")
    shared(noor, team, notice="y")

    [mail] = waiting()
    assert (mail.kind, mail.person_id, mail.details) == (MailKind.SHARED, team[1], {})


def test_shared_pages_are_for_the_screen_only(visit: Visit, team: list[PersonId]) -> None:
    shared(visit(team[0]), team)
    ali = visit(team[1])

    answer = ali.get(opened(ali))

    assert answer.headers["Cache-Control"] == "no-store"
    page = ali.open(opened(ali))
    assert page.select_one("main article") is not None
    assert all(one.find_parent(class_="noprint") for one in page.select("main article"))
    links = [str(link["href"]) for link in page.select("main a")]
    assert links == ["/reflect/shared-with-me"], "no file, no search"


def test_a_strength_says_what_it_rests_on(visit: Visit, team: list[PersonId]) -> None:
    noor = visit(team[0])
    page = noor.open("/reflect/sharing/new")
    [strength] = [value for value in keys(page, "") if value.startswith("strength:")]

    look = noor.submit(page, {**choices(page, team), "things": [strength]}, button="then=look")

    assert "I am open to an opinion that differs from mine." in words_of(look)
    assert "Based on 2 reflections." in words_of(look)
    assert "It compares me with myself, not with others." in words_of(look)
