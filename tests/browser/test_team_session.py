"""Can twelve people in a room vote with their phones, and does the screen show it once?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from tests.browser.axe import OVERFLOW
from tests.browser.served import become, served
from tests.organisations import found

COUNTS_DOWN = re.compile(r"^\d+:\d\d$")
"""What the clock says once the script runs."""
KNOWN = """() => document.forms.vote.elements.ticket.value
    === JSON.parse(localStorage.getItem("feedbackpulse-vote")).ticket"""
"""Whether the page has the ticket of its phone: the script ran."""
ROOM = "() => [Object.keys(localStorage), sessionStorage.length, document.cookie]"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def screen(app: Flask, stores: Stores, browser: Browser, address: str) -> Iterator[Page]:
    """Return the projector of a lead, before the first step."""
    with stores.main() as session, transaction(session):
        made = found(session, "House 0\n  Desk 13", at=clock.now() - timedelta(days=9))
        lead, team = made.people["Desk"][0], made.teams["Desk"]
        people.appoint_lead(session, person_id=lead, team_id=team)
    context = browser.new_context(base_url=address, locale="en", color_scheme="dark")
    page = context.new_page()
    become(app, stores, page, address, lead)
    page.goto(f"/team/{team}/session")
    page.get_by_role("button", name="Show it on the screen").click()
    yield page
    context.close()


@contextmanager
def phones(browser: Browser, address: str, number: int) -> Iterator[list[BrowserContext]]:
    """Give some phones, of which the first runs no scripts."""
    contexts = [
        browser.new_context(
            base_url=address,
            viewport={"width": 320 if place else 390, "height": 700},
            locale="en",
            java_script_enabled=place > 0,
        )
        for place in range(number)
    ]
    yield contexts
    for one in contexts:
        one.close()


def open_vote(screen: Page) -> str:
    screen.get_by_role("button", name="Vote with phones instead").click()
    expect(screen.get_by_role("img", name="QR code")).to_be_visible()
    return screen.locator(".room-code").inner_text()


def vote(phone: BrowserContext, code: str, *choices: str) -> Page:
    page = phone.new_page()
    page.goto(f"/ballot/vote/{code.replace(' ', '')}")
    return send(page, *choices)


def type_code(phone: BrowserContext, code: str) -> Page:
    page = phone.new_page()
    page.goto("/ballot/vote")
    page.get_by_label("The code on the screen").fill(code.lower())
    page.get_by_role("button", name="Go on").click()
    return page


def send(page: Page, *choices: str) -> Page:
    for choice in choices:
        page.locator(f"label[for={choice}]").click()
    page.locator("#vote button").click()
    expect(page.get_by_text("Your vote is in.")).to_be_visible()
    return page


def counts(screen: Page) -> list[list[str]]:
    """Return the numbers on the screen, of each statement that has any."""
    cards = screen.locator(".room-results > .card").all()
    return [[one.split()[-1] for one in card.locator(".count").all_inner_texts()] for card in cards]


def test_twelve_phones_vote_and_the_screen_tells_it_once(
    screen: Page, browser: Browser, address: str
) -> None:
    code = open_vote(screen)
    before = screen.locator("main").inner_text()
    with phones(browser, address, 12) as room:
        *_, page = [
            vote(phone, code, "how-1-0" if phone in room[:7] else "how-1-2", "way-1-1")
            for phone in room[1:]
        ]
        send(type_code(room[0], code), "how-1-0", "way-1-1")
        assert all(phone.cookies() == [] for phone in room)
        assert page.evaluate(ROOM) == [["feedbackpulse-vote"], 0, ""]
        assert page.evaluate(OVERFLOW) <= 0
        again = room[1].new_page()  # the same phone scans the code once more
        again.goto(f"/ballot/vote/{code.replace(' ', '')}")
        again.wait_for_function(KNOWN)
        send(again, "how-1-1", "way-1-1")

    screen.reload()
    assert screen.locator("main").inner_text() == before
    screen.get_by_role("button", name="Close and show").click()
    told = counts(screen)
    assert told[0] == ["6", "1", "5", "0", "12", "0"]
    assert not any(told[1:])
    screen.reload()
    expect(screen.get_by_role("heading", level=1)).to_have_text("The count is gone")


def test_four_phones_show_nothing_and_the_keyboard_leads_through_the_talk(
    screen: Page, browser: Browser, address: str
) -> None:
    expect(screen.get_by_role("timer")).to_have_text(COUNTS_DOWN)
    screen.keyboard.press("ArrowRight")
    expect(screen.get_by_role("heading", level=1)).to_have_text("Choose one subject")
    expect(screen.get_by_role("timer")).to_have_text(COUNTS_DOWN)
    screen.keyboard.press("ArrowLeft")
    expect(screen.get_by_role("heading", level=1)).to_have_text("Look back")
    code = open_vote(screen)
    screen.keyboard.press("ArrowRight")  # while people vote the talk stays where it is
    with phones(browser, address, 4) as room:
        for phone in room:
            vote(phone, code, "how-1-2")
    screen.get_by_role("button", name="Close and show").click()

    expect(screen.get_by_role("heading", level=1)).to_have_text("What we voted")
    assert not any(counts(screen))
    assert "4" not in screen.locator("main").inner_text()
