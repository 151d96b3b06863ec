"""Can an employee make a plan, work on it, look back on it and take it to a talk?"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from bs4 import BeautifulSoup

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.plan import Plan
from tests.notebooks import notebook_of
from tests.pages import Visitor, table, words_of
from tests.web.employee.test_reflect import DISTINCT, GROWTH, noor, reflected

__all__ = ["noor"]

GOAL = "I let a caller finish, in every talk."
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def browser(visit: Callable[[PersonId], Visitor], noor: PersonId) -> Visitor:
    return visit(noor)


def of(stores: Stores, owner: PersonId) -> tuple[Plan, ...]:
    notebook = notebook_of(stores, owner)
    with stores.main() as session:
        return plans.list_plans(session, notebook=notebook)


def written(browser: Visitor, *, due: str = "", facet: str = "M4E") -> BeautifulSoup:
    """Write a plan, step by step, and return the page that asks whether to begin."""
    page = browser.submit(browser.open("/reflect/plan/new"), {"facet": facet})
    page = browser.submit(page, {"goal": GOAL}, button="then=next")
    page = browser.submit(page, {"reality": "On quiet days."}, button="then=next")
    page = browser.submit(page, {"action": "M4-E1"}, button="then=next")
    page = browser.submit(page, button="then=next")
    page = browser.submit(page, {"obstacle": "A queue."}, button="then=next")
    page = browser.submit(page, {"support": "Grace"}, button="then=next")
    return browser.submit(page, {"due": due} if due else {}, button="then=next")


def running(stores: Stores, owner: PersonId) -> Plan:
    """Let somebody have begun with a plan."""
    notebook = notebook_of(stores, owner)
    with stores.main() as session, transaction(session):
        plan = plans.draft_plan(session, notebook=notebook, facet="M4E", today=TODAY)
        plans.change_plan(
            session,
            notebook=notebook,
            plan_id=plan.id,
            change=lambda one: replace(
                one, goal=GOAL, text_if="I want to respond", text_then="I first count to two"
            ),
        )
        return plans.begin_plan(session, notebook=notebook, plan_id=plan.id, today=TODAY)


def test_a_plan_is_made_in_seven_small_steps(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    check = written(browser)
    [draft] = of(stores, noor)
    assert draft.is_draft
    assert (draft.goal, draft.reality, draft.support) == (GOAL, "On quiet days.", "Grace")
    assert draft.due == TODAY + timedelta(weeks=4)
    assert "If I want to respond, then I first count to two" in words_of(check)

    listed = browser.submit(check)

    assert "Your plan has begun" in words_of(listed)
    assert "Week 1 of 4" in words_of(listed)
    assert of(stores, noor)[0].is_running


def test_a_plan_can_be_left_and_taken_up_again(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/plan/new"), {"facet": "M4F"})

    listed = browser.submit(page, {"goal": GOAL}, button="then=stop")

    assert "You have a plan that you are still writing" in words_of(listed)
    [onward] = listed.select("section[aria-labelledby=draft] a.btn:not(.plain)")
    waiting = browser.open(str(onward["href"]))
    assert GOAL in words_of(waiting)
    assert "A plan can begin once it says" in words_of(waiting)
    assert "You are still writing a plan about" in words_of(browser.open("/reflect/plan/new"))
    assert not waiting.select("form[action$=begin]")


def test_my_own_words_about_the_part_are_shown_again(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    reflected(stores, noor, DISTINCT, on=date(2026, 9, 1), words="I ask too little.")

    page = browser.submit(browser.open("/reflect/plan/new?facet=M4A"))
    page = browser.submit(page, {"goal": GOAL}, button="then=next")

    assert "You wrote about this in a reflection:" in words_of(page)
    assert "I ask too little." in words_of(page)


def test_where_i_can_grow_comes_first(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    reflected(stores, noor, DISTINCT, on=date(2026, 9, 1))

    proposed = browser.open("/reflect/plan").select("a.tile[href*='facet=']")

    assert [str(link["href"]) for link in proposed] == ["/reflect/plan/new?facet=M1B"]
    chosen = browser.open(str(proposed[0]["href"]))
    assert next(box["value"] for box in chosen.select("input[name=facet]")) == "M1B"
    assert [box["value"] for box in chosen.select("input[checked]")] == ["M1B"]


def test_a_step_of_my_own_begins_with_empty_halves(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/plan/new"), {"facet": "M4E"})
    page = browser.submit(page, button="then=next")
    page = browser.submit(page, button="then=next")

    page = browser.submit(page, {"action": "own"}, button="then=next")

    assert str(page.select_one("#text_if")["value"]) == ""  # type: ignore[index]  # the page has it


def test_a_day_that_is_over_is_kept_and_asked_about_once(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    written(browser)
    path = f"/reflect/plan/{of(stores, noor)[0].id}/date?check=1"

    asked = browser.submit(browser.open(path), {"due": "2026-10-01"}, status=422)
    assert "This day is over" in words_of(asked)
    assert str(asked.select_one("#due")["value"]) == "2026-10-01"  # type: ignore[index]  # the page has it
    browser.submit(asked, {"passed": "y"})

    assert of(stores, noor)[0].due == date(2026, 10, 1)


def test_words_that_are_too_many_come_back(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/plan/new"), {"facet": "M4E"})

    again = browser.submit(page, {"goal": "x" * 2001}, status=422)

    assert "Use at most 2000 characters." in words_of(again)


def look_back(browser: Visitor, plan: Plan, answers: dict[str, str | list[str]]) -> BeautifulSoup:
    return browser.submit(browser.open(f"/reflect/plan/{plan.id}/look-back"), answers)


def test_looking_back_asks_how_it_went_and_what_comes_next(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    plan = running(stores, noor)
    page = browser.open(f"/reflect/plan/{plan.id}/look-back")
    assert "If I want to respond, then I first count to two" in words_of(page)
    assert len(page.select("input[name=gas]")) == 5
    browser.submit(page, {"gas": "1"}, status=422)

    listed = look_back(browser, plan, {"gas": "1", "next": "keep", "note": "It gets easier."})

    assert "You go on with your plan." in words_of(listed)
    assert "More than planned" in words_of(listed)
    assert "It gets easier." in words_of(listed)
    again = browser.open(f"/reflect/plan/{plan.id}/look-back")
    assert [str(one["value"]) for one in again.select("input[checked]")] == ["1", "keep"]


def test_a_smaller_step_can_be_written_at_once(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    plan = running(stores, noor)

    page = look_back(browser, plan, {"gas": "-1", "next": "adjust"})
    assert "When will you do what?" in words_of(page)
    shown = browser.submit(page, {"text_then": "I take one breath"}, button="then=next")

    assert "then I take one breath" in words_of(shown)
    assert "I first count to two" in words_of(shown), "what it was stays in the course"


def test_a_plan_that_was_stopped_is_no_failure(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    plan = running(stores, noor)

    listed = look_back(browser, plan, {"gas": "-2", "next": "stop"})

    said = words_of(listed)
    assert "What you learned stays here" in said
    assert "Stopped" in said
    assert not re.search(r"fail|red\b|poor|score", said, re.IGNORECASE)
    assert "Changed your mind?" in words_of(browser.open(f"/reflect/plan/{plan.id}"))


def test_a_third_plan_waits_until_there_is_room(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    for _plan in range(2):
        running(stores, noor)

    third = written(browser)

    assert "Your plan is ready, and it can wait" in words_of(third)
    [waiting] = [plan for plan in of(stores, noor) if plan.is_draft]
    browser.client.post(f"/reflect/plan/{waiting.id}/begin")
    assert sum(plan.is_running for plan in of(stores, noor)) == 2


def test_a_note_is_kept_and_can_be_deleted(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    plan = running(stores, noor)
    page = browser.open(f"/reflect/plan/{plan.id}/note")
    browser.submit(page, {"text": " "}, status=422)

    shown = browser.submit(page, {"kind": "compliment", "text": "Grace said: you listened."})

    assert "A compliment somebody gave me" in words_of(shown)
    asked = browser.open(str(shown.select_one("a.edit[href*='/note/']")["href"]))  # type: ignore[index]  # the page has it
    gone = browser.submit(asked)
    assert "Grace said" not in words_of(gone)


def test_a_plan_can_be_deleted(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    plan = running(stores, noor)

    listed = browser.submit(browser.open(f"/reflect/plan/{plan.id}/delete"))

    assert "The plan is deleted." in words_of(listed)
    assert of(stores, noor) == ()
    browser.open(f"/reflect/plan/{plan.id}", status=404)


def test_a_talk_takes_along_what_i_chose_and_nothing_else(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    assert "There is nothing to bring yet" in words_of(browser.open("/reflect/plan/talk"))
    plan = running(stores, noor)
    look_back(browser, plan, {"gas": "0", "next": "keep", "note": "Keep *this* to myself"})
    page = browser.open("/reflect/plan/talk")
    assert not page.select("input[checked]"), "nothing is chosen for me"
    assert not page.select("button[value=pdf]"), "I look first"
    browser.submit(page, status=422)

    preview = browser.submit(page, {"items": [f"plan-{plan.id}"]}, button="then=preview")

    assert GOAL in words_of(preview)
    assert "to myself" not in words_of(preview)
    markdown = browser.send(preview, button="then=md")
    assert markdown.headers["Content-Disposition"] == 'attachment; filename="for-my-talk.md"'
    assert "no-store" in markdown.headers["Cache-Control"]
    assert markdown.text.startswith("# For my talk\n\nNoor Demo, 2 November 2026\n\n## My plan: ")
    assert GOAL in markdown.text
    assert "to myself" not in markdown.text
    with pikepdf.open(io.BytesIO(browser.send(preview, button="then=pdf").data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")


def test_what_i_wrote_stays_words_in_the_file(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
) -> None:
    plan = running(stores, noor)
    look_back(browser, plan, {"gas": "0", "next": "keep", "note": "# Not *a* heading | here"})
    page = browser.open("/reflect/plan/talk")
    preview = browser.submit(page, {"items": [f"notes-{plan.id}"]}, button="then=preview")

    written_down = browser.send(preview, button="then=md").text

    assert r"\# Not \*a\* heading \| here" in written_down


def test_somebody_else_finds_nothing_of_it(
    browser: Visitor,
    stores: Stores,
    noor: PersonId,
    visit: Callable[[PersonId], Visitor],
) -> None:
    plan = running(stores, noor)
    with stores.main() as session, transaction(session):
        team = next(iter(people.team_tree(session).teams))
        grace = people.add_person(
            session,
            name="Grace Demo",
            email="grace@example.org",
            team_id=team.id,
            at=datetime(2026, 1, 1, tzinfo=UTC),
        ).id
    other = visit(grace)

    for end in ("", "/goal", "/look-back", "/note", "/delete"):
        other.open(f"/reflect/plan/{plan.id}{end}", status=404)
    assert GOAL not in words_of(other.open("/reflect/plan"))


def test_it_is_all_there_in_dutch(
    visit: Callable[[PersonId], Visitor], stores: Stores, noor: PersonId
) -> None:
    dutch, plan = Visitor(visit(noor).client, language="nl"), running(stores, noor)
    page = dutch.open(f"/reflect/plan/{plan.id}/options?check=1")
    dutch.submit(page, {"action": "M4-E2"}, button="then=next")

    said = words_of(dutch.open("/reflect/plan"))

    assert "Als iemand mij iets komt vertellen, dan leg ik mijn telefoon weg" in said
    assert "Week 1 van 4" in said


def test_the_day_a_plan_began_is_marked_beside_my_ratings(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    for month in (10, 11):
        reflected(stores, noor, (4, 3, 3, 3, 2, 3, 3, 1), on=date(2026, month, 2))
    assert "Dashed line" not in words_of(browser.open("/reflect/strengths"))

    running(stores, noor)

    page = browser.open("/reflect/strengths")
    assert "Dashed line: the day a plan of yours began." in words_of(page)
    rows = table(page, GROWTH)
    assert [row[0] for row in rows if "Plan began:" in row[1]] == ["Letting people finish"]
