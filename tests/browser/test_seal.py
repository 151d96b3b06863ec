"""Can somebody seal their notebook in a browser, and can everybody use the pages of the seal?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from tests.browser.axe import ALL_RULES, AXE, OVERFLOW, RUN_AXE
from tests.browser.served import become, served

PASSPHRASE = "seven herons under the bridge"
NARROWEST: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def owner(stores: Stores) -> PersonId:
    with stores.main() as session, transaction(session):
        team = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        return people.add_person(
            session,
            name="Sanne Reiger",
            email="s@example.org",
            team_id=team.id,
            at=datetime(2026, 1, 1, tzinfo=UTC),
        ).id


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as found:
        yield found


def check(page: Page) -> None:
    """Look at a page in both themes, and at its narrowest."""
    page.evaluate(AXE)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert page.evaluate(RUN_AXE, ALL_RULES) == []
    assert page.evaluate(OVERFLOW) <= 0


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


Look = Callable[[], None]


def seal(page: Page, look: Look) -> str:
    """Seal a notebook; return its recovery code."""
    page.goto("/reflect/seal")
    look()
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(PASSPHRASE)
    page.get_by_label("I understand").check()
    press(page, "Seal my notebook")
    look()
    code = page.locator("main .code").inner_text()
    page.get_by_role("link", name="I kept the code").click()
    return code


def close(page: Page, look: Look) -> None:
    page.goto("/reflect/seal")
    look()
    press(page, "Close it now")


def open_with_passphrase(page: Page, look: Look) -> None:
    """Try a wrong passphrase first; afterwards the page that was wanted is there."""
    page.goto("/reflect/strengths")
    expect(page.get_by_role("heading", level=1)).to_have_text("Open my notebook")
    look()
    page.get_by_label("Your passphrase").fill("not this one at all")
    press(page, "Open my notebook")
    look()
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Open my notebook")
    assert page.url.endswith("/reflect/strengths")


def open_with_code(page: Page, look: Look, code: str) -> None:
    for path in ("/reflect/lost", "/reflect/unlock/code"):
        page.goto(path)
        look()
    page.get_by_label("Your recovery code").fill(code.lower())
    press(page, "Open my notebook")
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose another passphrase")


def take_off(page: Page, look: Look) -> None:
    page.goto("/reflect/unseal")
    look()
    press(page, "Take the seal off")
    expect(page.get_by_role("heading", level=1)).to_have_text("Seal my notebook")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_notebook_is_sealed_closed_and_opened_again(
    browser: Browser,
    app: Flask,
    stores: Stores,
    owner: PersonId,
    address: str,
    script: bool,  # noqa: FBT001  (a parameter of the test)
) -> None:
    context = browser.new_context(
        base_url=address, locale="en-GB", viewport=NARROWEST, java_script_enabled=script
    )
    page = context.new_page()
    become(app, stores, page, address, owner)
    look = partial(check, page) if script else partial(expect(page).not_to_have_title, "")

    code = seal(page, look)
    close(page, look)
    open_with_passphrase(page, look)
    close(page, look)
    open_with_code(page, look, code)
    take_off(page, look)

    context.close()
