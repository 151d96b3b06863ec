"""Does the main job work from end to end, in a browser, for everybody who takes part in it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.company import HR, LEAD, NORTH, OTHER_LEAD, PASSWORD, Company, address, found
from tests.browser.conftest import sign_in
from tests.browser.servers import running

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
TITLE = "Do we listen?"


@pytest.fixture
def company(browser: Browser, tmp_path: Path) -> Company:
    """Return a company on an instance that only this test uses."""
    assert browser.is_connected()
    return found(tmp_path / "company")


@pytest.fixture
def server(company: Company) -> Iterator[str]:
    with running("serve", company.instance) as base:
        yield base


@contextmanager
def visiting(
    browser: Browser, server: str, name: str, *, phone: bool = False, script: bool = True
) -> Iterator[Page]:
    """Open a browser of somebody's own, signed in."""
    context = browser.new_context(
        base_url=server,
        locale="en-GB",
        viewport=PHONE if phone else DESK,  # type: ignore[arg-type]  # a plain dict is one
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_in(page, address(name), PASSWORD)
    yield page
    context.close()


def plan_and_open(page: Page) -> None:
    """Go through the wizard as HR, start the cycle, and open its first round by hand."""
    page.goto("/org/cycles")
    page.get_by_role("button", name="New cycle").first.click()
    for step in range(1, 7):
        expect(page.locator(".wiz-count")).to_have_text(f"Step {step} of 7")
        if step == 5:
            page.get_by_label("Name", exact=False).first.fill(TITLE)
        page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Is this right?")).to_be_visible()
    page.get_by_role("button", name="Start this cycle").click()
    page.get_by_role("link", name="Round 1").click()
    page.get_by_role("link", name="Open now").click()
    page.get_by_role("button", name="Open this round").click()
    expect(page.get_by_role("link", name="Close now")).to_be_visible()


def answer_step_by_step(page: Page) -> None:
    """Answer "neither agree nor disagree" to everything, one question at a time."""
    begin_round(page)
    page.locator("section[data-step=intro] [data-go=next]").click()
    for question in page.locator("section[data-step=question]").all():
        expect(question).to_be_visible()
        middle = question.locator("input[type=radio][value='3']")
        if middle.count():
            middle.check()
        question.locator("[data-go=next]").click()
    page.locator("#send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers are sent.")


def answer_on_one_page(page: Page) -> None:
    """Answer the same without JavaScript: all questions on one page."""
    begin_round(page)
    for option in page.locator("input[type=radio][value='3']").all():
        option.check()
    page.locator("#send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers are sent.")


def begin_round(page: Page) -> None:
    page.goto("/")
    page.locator("main a[href^='/pulse/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def close(page: Page) -> None:
    page.goto("/org/cycles")
    page.get_by_role("link", name=f"{TITLE}, round 1").first.click()
    page.get_by_role("link", name="Close now").click()
    page.locator("#reason").fill("Everybody has answered, and the team meets today.")
    page.get_by_role("button", name="Close this round").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{TITLE}, round 1")
    expect(page.get_by_role("link", name="Close now")).to_have_count(0)


def figures(page: Page, path: str) -> list[str]:
    """Return the cells of every table on a team's page."""
    response = page.goto(path)
    assert response is not None
    assert response.status == 200
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    return page.locator("main table tbody tr").all_inner_texts()


@pytest.mark.timeout(300)
def test_a_round_is_planned_answered_closed_and_read(
    browser: Browser, server: str, company: Company
) -> None:
    with visiting(browser, server, HR) as page:
        plan_and_open(page)
    for name in NORTH[1:5]:
        with visiting(browser, server, name, phone=True) as page:
            answer_step_by_step(page)
    with visiting(browser, server, NORTH[5], phone=True, script=False) as page:
        answer_on_one_page(page)
    with visiting(browser, server, HR) as page:
        close(page)

    with visiting(browser, server, LEAD) as page:
        read_by_lead = figures(page, f"/team/{company.north}/whole")
    with visiting(browser, server, NORTH[6], phone=True) as page:
        read_by_member = figures(page, f"/outcome/{company.north}/whole")
    with visiting(browser, server, OTHER_LEAD) as page:
        refused = page.goto(f"/team/{company.north}/whole")

    assert read_by_lead == read_by_member
    assert any("Listening culture\t3.0" in row and "5 of 7" in row for row in read_by_lead)
    assert refused is not None
    assert refused.status == 404
