"""Does an idea without a name become a promise that is kept, and does the next round say if it helped?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedbackpulse import clock
from feedbackpulse.cycles.domain import Cycle
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.signals.door import find_door
from tests.browser.served import become, served
from tests.organisations import Organisation, found
from tests.web.released import OUTLINE, find_round, plan_cycle, run_round

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
FIRST_DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOW, HIGH = {"Day": [2, 3, 2, 2, 3, 2, 2, 3, 2, 2]}, {"Day": [5, 4, 5, 5, 4, 5, 5, 4, 5, 5]}
IDEA = "Put the phones away in the first ten minutes of the day."
ANSWER = "Thank you. We will try this for a month."
STEP = "We begin each day with ten minutes without phones."


class Calendar:
    """The day on which the pages are opened."""

    def __init__(self) -> None:
        self.now = FIRST_DAY

    def later(self, by: timedelta) -> None:
        """Let time go by."""
        self.now += by


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """Return the calendar that the application goes by."""
    kept = Calendar()
    monkeypatch.setattr(clock, "now", lambda: kept.now)
    return kept


@pytest.fixture
def made(stores: Stores, calendar: Calendar) -> Organisation:
    """Return an organisation in which somebody leads the team Day."""
    assert calendar.now == FIRST_DAY
    with stores.main() as session, transaction(session):
        organisation = found(session, OUTLINE, at=FIRST_DAY - timedelta(days=900))
        lead = organisation.people["Day"][0]
        people.appoint_lead(session, person_id=lead, team_id=organisation.teams["Day"])
    return organisation


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as where:
        yield where


@contextmanager
def browsing(browser: Browser, address: str, size: Mapping[str, int]) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address,
        locale="en",
        viewport=size,  # type: ignore[arg-type]  # a plain dict is one
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def run(stores: Stores, cycle: Cycle, made: Organisation, number: int) -> None:
    ratings = LOW if number == 1 else HIGH
    run_round(stores, find_round(stores, cycle, number), made, ratings)


def bring_up(page: Page, door: str) -> str:
    """Send the idea to the lead of Day, from a phone that is not signed in; return the code."""
    page.goto(f"/ballot/signal/{door}")
    page.locator("input[name=kind][value=idea]").check()
    page.locator("input[name=reader][value=lead]").check()
    page.locator("select[name=team]").select_option(label="Day")
    page.get_by_label("Your words").fill(IDEA)
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.locator("h1")).to_have_text("Is this what you want to send?")
    page.wait_for_load_state()
    page.get_by_role("button", name="Send without my name").click()
    expect(page.locator("h1")).to_have_text("It is sent, without your name")
    assert page.context.cookies() == []
    return page.locator("#new-code").inner_text()


def inbox(page: Page, made: Organisation) -> None:
    page.goto(f"/team/{made.teams['Day']}/signals")


def answer_and_promise(page: Page, made: Organisation, due: str) -> None:
    """Read the idea as the lead, write back, and make a promise of it."""
    inbox(page, made)
    page.get_by_role("link", name=IDEA).click()
    expect(page.locator("main")).to_contain_text("Somebody wrote, without a name")
    page.locator("form[action$=answer] textarea").fill(ANSWER)
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_role("link", name="Make a promise of it").click()
    page.locator("#said").fill(IDEA)
    page.locator("#heard").fill("The first minutes of the day are noisy.")
    page.locator("#does").fill(STEP)
    page.locator("#owner").select_option(index=1)
    page.locator("#due_on").fill(due)
    page.locator("#topic").select_option(index=1)
    page.locator("input[name=recognisable][value=no]").check()
    page.get_by_role("button", name="Promise this").click()


def keep(page: Page) -> None:
    page.goto("/changes")
    page.get_by_role("link", name=STEP).click()
    page.get_by_role("link", name="It is done, or it will not be").click()
    page.locator("input[name=state][value=done]").check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Done")


@pytest.fixture
def sign_in(app: Flask, stores: Stores, address: str) -> Callable[[Page, PersonId], Page]:
    """Return what signs somebody in, every time anew: time goes by between."""

    def sign_in(page: Page, person_id: PersonId) -> Page:
        become(app, stores, page, address, person_id)
        return page

    return sign_in


@pytest.fixture
def door(stores: Stores) -> str:
    """Return the end of the address at which nobody gives a name."""
    with stores.main() as session, transaction(session):
        return find_door(session)


def refused_as_a_quote(page: Page) -> None:
    """See that somebody's own words are refused, and say it differently."""
    expect(page.locator("main")).to_contain_text("Say it in your own words")
    page.locator("#said").fill("Mornings are full of distraction.")
    page.get_by_role("button", name="Promise this").click()
    expect(page.locator("main")).to_contain_text(STEP)
    expect(page.locator("main")).not_to_contain_text(IDEA)


def read_answer(page: Page, code: str) -> None:
    page.goto("/ballot/reply")
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Open the conversation").click()
    expect(page.locator("main")).to_contain_text(ANSWER)


def sees(page: Page, path: str, *texts: str) -> None:
    page.goto(path)
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


@pytest.mark.timeout(300)
def test_an_idea_without_a_name_becomes_a_promise_whose_effect_is_tested(
    browser: Browser,
    stores: Stores,
    address: str,
    made: Organisation,
    calendar: Calendar,
    door: str,
    sign_in: Callable[[Page, PersonId], Page],
) -> None:
    cycle = plan_cycle(stores, window_days=5)
    run(stores, cycle, made, 1)
    calendar.now = find_round(stores, cycle, 1).closes_at + timedelta(days=1)
    lead, member = made.people["Day"][0], made.people["Day"][5]
    with browsing(browser, address, PHONE) as phone, browsing(browser, address, DESK) as desk:
        code = bring_up(phone, door)
        inbox(sign_in(desk, lead), made)
        expect(desk.locator("main")).not_to_contain_text(IDEA)
        calendar.later(timedelta(days=1))
        answer_and_promise(sign_in(desk, lead), made, due=f"{calendar.now:%Y-%m-%d}")
        refused_as_a_quote(desk)
        read_answer(phone, code)
        sees(sign_in(phone, member), "/", "What changed because of you", STEP)
        calendar.later(timedelta(days=3))
        keep(sign_in(desk, lead))
        sees(sign_in(phone, member), "/changes", "Cannot tell yet")

        calendar.now = find_round(stores, cycle, 2).closes_at + timedelta(days=1)
        run(stores, cycle, made, 2)
        sees(sign_in(phone, member), "/changes", "Did it help?")
        expect(phone.locator("main article .pill.good", has_text="Up")).to_be_visible()
