"""Can somebody look at themselves in two rhythms of their own choice, and does nothing nag?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.reminding import queue_reminders
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import plans, rhythms
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import Reflection, ReflectionKind
from feedbackpulse.reflection.plan import Next, Plan
from feedbackpulse.reflection.rhythm import Rhythm
from feedbackpulse.reflection.tables import ReminderRow
from tests.notebooks import notebook_of
from tests.pages import Visitor, words_of

DAY = timedelta(days=1)
ZONE = "Europe/Amsterdam"
QUESTION = "form[aria-labelledby=question]"
SHORT = "form[action='/reflect/short']"
NOT_NOW = "form[action='/reflect/not-now']"


@pytest.fixture
def today() -> date:
    return clock.local_day(clock.now(), ZONE)


@pytest.fixture
def noor(stores: Stores) -> PersonId:
    with stores.main() as session, transaction(session):
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        return people.add_person(
            session, name="Noor Demo", email="noor@example.org", team_id=None, at=moment
        ).id


@pytest.fixture
def browser(visit: Callable[[PersonId], Visitor], noor: PersonId) -> Visitor:
    return visit(noor)


def planned(stores: Stores, owner: PersonId, *, on: date, facet: str = "M4E") -> Plan:
    """Let somebody have begun a plan on that day."""
    notebook = notebook_of(stores, owner)
    with stores.main() as session, transaction(session):
        plan = plans.draft_plan(session, notebook=notebook, facet=facet, today=on)
        plans.change_plan(
            session,
            notebook=notebook,
            plan_id=plan.id,
            change=lambda one: replace(one, goal="Listen.", text_if="I react", text_then="I wait"),
        )
        return plans.begin_plan(session, notebook=notebook, plan_id=plan.id, today=on)


def reflected(stores: Stores, owner: PersonId, *, on: date) -> None:
    """Let somebody have looked at themselves on that day, on the page for it."""
    notebook = notebook_of(stores, owner)
    with stores.main() as session, transaction(session):
        begun = reflections.start_reflection(
            session, notebook=notebook, checkpoints=["M4", "M9"], today=on
        )
        reflections.finish_reflection(session, notebook=notebook, reflection_id=begun.id, today=on)


def chosen(stores: Stores, owner: PersonId) -> Rhythm:
    notebook = notebook_of(stores, owner)
    with stores.main() as session:
        return rhythms.get_rhythm(session, notebook=notebook)


def latest(stores: Stores, owner: PersonId) -> Reflection:
    notebook = notebook_of(stores, owner)
    with stores.main() as session:
        return reflections.list_reflections(session, notebook=notebook)[-1]


def plan_now(stores: Stores, owner: PersonId, plan: Plan) -> Plan:
    notebook = notebook_of(stores, owner)
    with stores.main() as session:
        return plans.find_plan(session, notebook=notebook, plan_id=plan.id)


def step_of(page: BeautifulSoup) -> str:
    found = page.select_one("nav.pulse-nav strong")
    assert found is not None
    return found.text


def test_without_a_plan_there_is_no_short_look(browser: Visitor) -> None:
    page = browser.open("/reflect")

    assert page.select_one(SHORT) is None
    assert "A question for this week" not in words_of(page)
    assert "An easy one to begin with" in words_of(page)


def test_a_short_look_opens_with_the_plan_and_takes_two_steps(
    browser: Visitor, stores: Stores, noor: PersonId, today: date
) -> None:
    plan = planned(stores, noor, on=today - 30 * DAY)

    page = browser.submit(browser.open("/reflect"), form=SHORT)
    assert step_of(page) == "Step 1 of 2"
    assert "If I react, then I wait" in words_of(page)
    assert "Only you can see this page." in words_of(page)
    page = browser.submit(page, {"gas": "0", "next": "keep", "note": "Three times."})
    assert step_of(page) == "Step 2 of 2"
    assert "find it hard to let someone finish?" in words_of(page)
    page = browser.submit(page, {"value": "4", "words": "At the desk."}, button="then=next")

    assert "Your reflection is finished." in words_of(page)
    assert "Short: Letting people finish" in words_of(page)
    kept, went = latest(stores, noor), plan_now(stores, noor, plan).follow_ups[-1]
    assert (kept.kind, kept.scores()) == (ReflectionKind.SMALL, {"M4E": (4,)})
    assert kept.words_of("M4E-O1") == "At the desk."
    assert (went.gas, went.next, went.note) == (0, Next.KEEP, "Three times.")


def test_a_short_look_can_be_left_and_taken_up_and_nothing_in_it_must(
    browser: Visitor, stores: Stores, noor: PersonId, today: date
) -> None:
    plan = planned(stores, noor, on=today - 30 * DAY)
    page = browser.submit(browser.open("/reflect"), form=SHORT)

    onward = browser.open(str(page.select("main a.btn")[-1]["href"]))
    page = browser.submit(onward, {"value": "2"}, button="then=stop")
    assert "You have a short look that is not finished yet" in words_of(page)
    again = browser.open(str(page.select_one("section[aria-labelledby=short] a.btn")["href"]))  # type: ignore[index]  # the page has it
    page = browser.submit(again)

    assert "Your reflection is finished." in words_of(page)
    assert plan_now(stores, noor, plan).follow_ups == ()


def test_who_wants_to_change_the_step_comes_there_at_the_end(
    browser: Visitor, stores: Stores, noor: PersonId, today: date
) -> None:
    planned(stores, noor, on=today - 30 * DAY)
    page = browser.submit(browser.open("/reflect"), form=SHORT)
    page = browser.submit(page, {"gas": "-1", "next": "adjust"})

    page = browser.submit(page, {"value": "3"}, button="then=next")

    assert "I wait" in str(page.select_one("[name=text_then]"))


def test_a_large_one_opens_with_the_plan_too_and_ticks_its_subject(
    browser: Visitor, stores: Stores, noor: PersonId, today: date
) -> None:
    planned(stores, noor, on=today - DAY, facet="M7B")

    page = browser.open("/reflect/start")
    ticked = [box["value"] for box in page.select("input[name=checkpoints][checked]")]
    assert ticked == ["M4", "M7", "M9"]
    assert "you have a plan here" in words_of(page)
    page = browser.submit(page)

    assert step_of(page) == "Step 1 of 12"
    page = browser.submit(page, status=422)
    assert "Choose how it went." in words_of(page)
    onward = browser.open(str(page.select("main a.btn")[-1]["href"]))
    assert step_of(onward) == "Step 2 of 12"


def test_a_plan_of_today_is_not_looked_back_on(
    browser: Visitor, stores: Stores, noor: PersonId, today: date
) -> None:
    planned(stores, noor, on=today)

    page = browser.submit(browser.open("/reflect/start"))

    assert step_of(page) == "Step 1 of 9"


def test_the_question_of_the_week_is_kept_and_found_again(
    browser: Visitor, stores: Stores, noor: PersonId, today: date
) -> None:
    reflected(stores, noor, on=today)
    page = browser.open("/reflect")
    other = browser.open(str(page.select_one(f"{QUESTION} a.btn")["href"]))  # type: ignore[index]  # the page has it
    asked = [one.select_one("#question").text for one in (page, other)]  # type: ignore[union-attr]  # the page has it
    assert asked[0] != asked[1]
    assert "Write a few words first." in words_of(
        browser.submit(other, {"words": " "}, form=QUESTION, status=422)
    )

    page = browser.submit(other, {"words": "A quiet hour."}, form=QUESTION)

    assert "Saved. You find it below, and only you do." in words_of(page)
    assert f"{asked[1]} A quiet hour." in words_of(page)
    kept = latest(stores, noor)
    reading = words_of(browser.open(f"/reflect/{kept.id}"))
    assert "A quiet hour." in reading
    assert asked[1] in reading


def test_a_question_that_does_not_exist_is_not_answered(browser: Visitor) -> None:
    page = browser.open("/reflect")
    browser.submit(page, {"prompt": "M4A-P1", "words": "Sneaky."}, form=QUESTION)

    [kept] = browser.get("/reflect/download").json["reflections"]  # type: ignore[index]  # it is JSON
    known = {
        prompt.code
        for point in load_catalogue().checkpoints
        for prompt in load_catalogue().prompts(point.code, "reflection")
    }
    assert kept["words"][0]["prompt"] in known


@pytest.mark.parametrize(("button", "wanted"), [("wanted=yes", True), ("wanted=no", False)])
def test_reminders_are_asked_about_once_and_only_who_says_yes_gets_one(
    browser: Visitor, stores: Stores, noor: PersonId, today: date, button: str, *, wanted: bool
) -> None:
    assert "tell you when it is time" not in words_of(browser.open("/reflect"))
    reflected(stores, noor, on=today)

    form = "form[action='/reflect/rhythm/reminders']"
    page = browser.submit(browser.open("/reflect"), form=form, button=button)

    assert page.select_one(form) is None
    assert chosen(stores, noor).reminders is wanted
    with stores.main() as session:
        days = [row.on for row in session.scalars(select(ReminderRow))]
    assert days == ([today + 91 * DAY] if wanted else [])


def test_a_rhythm_of_ones_own_is_kept_beside_what_hr_proposes(
    browser: Visitor, stores: Stores, noor: PersonId, today: date
) -> None:
    reflected(stores, noor, on=today)
    page = browser.open("/reflect/rhythm")
    assert "Every 13 weeks, as HR proposes" in words_of(page)

    page = browser.submit(page, {"large": "26", "small": "0", "reminders": "y"})

    assert "Saved." in words_of(page)
    kept = chosen(stores, noor)
    assert (kept.large_weeks, kept.small_weeks, kept.reminders) == (26, 0, True)
    assert "Your next look at yourself: from" in words_of(browser.open("/reflect"))
    page = browser.submit(page, {"large": "proposed"})
    assert chosen(stores, noor).large_weeks is None
    browser.submit(page, {"large": "1"}, status=422)


@pytest.mark.parametrize("path", ["/", "/reflect"])
def test_what_is_due_stands_on_the_page_and_not_now_is_enough(
    browser: Visitor, stores: Stores, noor: PersonId, today: date, path: str
) -> None:
    reflected(stores, noor, on=today - 92 * DAY)
    page = browser.open(path)
    assert "It is time" in words_of(page)

    page = browser.submit(page, form=NOT_NOW)

    assert "Fine. We ask nothing until" in words_of(page)
    assert "It is time" not in words_of(page)
    assert page.select_one(NOT_NOW) is None


def test_who_did_it_before_the_mail_went_gets_no_mail(
    browser: Visitor, stores: Stores, noor: PersonId, today: date
) -> None:
    planned(stores, noor, on=today - 30 * DAY)
    with stores.main() as session, transaction(session):
        session.add(ReminderRow(owner=noor, on=today))
    queue_reminders(stores, now=clock.now(), zone=ZONE)

    page = browser.submit(browser.open("/reflect"), form=SHORT)
    page = browser.submit(page, {"gas": "1", "next": "keep"})
    browser.submit(page, {"value": "4"}, button="then=next")

    with stores.main() as session:
        assert session.scalars(select(MailRow)).all() == []
