"""Do the guide for a talk, and the sheet of a team session, fit on one page in both languages?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, StorageState

PAGE = re.compile(rb"/Type\s*/Page\b")
TEAM = re.compile(r"(/team/[^/]+)/.*")
TITLE = {"nl-NL": "Gespreksgids", "en-GB": "Conversation guide"}


def sheets(page: Page) -> int:
    """Return on how many sheets of A4 the browser prints a page."""
    return len(PAGE.findall(page.pdf(format="A4")))


@pytest.mark.parametrize("language", list(TITLE))
def test_both_fit_on_one_sheet(
    browser: Browser,
    demo: str,
    signed_in: Callable[[str], StorageState | None],
    language: str,
) -> None:
    state = signed_in("lead")
    context = browser.new_context(base_url=demo, locale=language, storage_state=state)
    page = context.new_page()
    page.goto("/team")
    page.locator("table.units a").first.click()
    page.locator("a[href*='/guide']").click()

    page.locator("[data-print]").wait_for()
    assert page.locator("h1").inner_text() == TITLE[language]
    assert sheets(page) == 1

    page.goto(TEAM.sub(r"\1/session/sheet", page.url))
    page.locator("[data-print]").wait_for()
    assert page.locator(".room-votes tbody tr").count() == 3
    assert sheets(page) == 1
    context.close()
