"""F6b: in a real browser somebody clicks twice, loads the page of thanks anew, and goes back.

With JavaScript and without. Each time there is one answer, and whatever is shown afterwards says
that it was sent: thanks, with the same receipt wherever there is one, or “you already took part”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page

from feedbackpulse import _tools
from feedbackpulse.people.domain import PersonId
from tests.browser import chromium
from tests.faults import careless
from tests.faults.afterwards import look
from tests.faults.checker import check
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.running import Installation, Site
from tests.faults.serving import served
from tests.faults.signed_in import signed_in

SENT: Final = ("Thank you. Your answers are sent.", "You already took part")
SHOWN: Final = "section[data-step]:not([hidden])"
RECEIPT: Final = "[data-receipt] [data-code]"
PATIENCE: Final = 20_000
"""Milliseconds."""


class NoBrowserError(RuntimeError):
    """There is nothing to click in."""


def measure(site: Site) -> Result:
    """Click twice in what the product shows."""
    return _apart(lambda: _clicked(site, "F6b", site.size(2, 100)))


def control(site: Site) -> Result:
    """The test of the test: a server that makes a new ballot of every form it gets."""
    with careless.forgetful():
        return _apart(lambda: _clicked(replace(site, short=True), "F6b-control", 2))


def _apart(work: Callable[[], Result]) -> Result:
    """Work in a thread of its own: in one that has a browser already, Playwright starts no other."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


def _clicked(site: Site, name: str, people: int) -> Result:
    history = History(file=site.histories / f"{name}-{site.engine}.jsonl")
    with ExitStack() as stack:
        browser = stack.enter_context(chromium.running(_browser()))
        installation = stack.enter_context(site.installation(people=max(people, 5)))
        with served(site, installation) as server:
            bad = [
                f"I6: {each}"
                for person, script in zip(
                    list(installation.codes)[:people], cycle((True, False)), strict=False
                )
                for each in _one(
                    _Somebody(
                        installation=installation,
                        address=server.address,
                        person=person,
                        browser=browser,
                        script=script,
                    ),
                    history,
                )
            ]
        stored = look(installation, history.events)
    violations = [str(one) for one in check(history.events, stored)]
    return Result(
        numbers={"people": people, "ballots": len(stored.values)}, violations=[*bad, *violations]
    )


def _browser() -> str:
    found = _tools.find_browser()
    if not found:
        raise NoBrowserError("no Chromium; on Debian, type `sudo apt-get install -y chromium`")
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Somebody:
    installation: Installation
    address: str
    person: PersonId
    browser: Browser
    script: bool

    def context(self) -> BrowserContext:
        made = self.browser.new_context(
            base_url=self.address, locale="en", java_script_enabled=self.script
        )
        made.set_default_timeout(PATIENCE)
        for name, value in signed_in(self.installation, self.person).items():
            made.add_cookies([{"name": name, "value": value, "url": self.address}])
        return made


def _one(somebody: _Somebody, history: History) -> Iterator[str]:
    """Let somebody do it all; yield what nobody could live with."""
    context = somebody.context()
    page = context.new_page()
    _fill_in(page, f"/pulse/{somebody.installation.round_id}", script=somebody.script)
    page.dblclick("#send", no_wait_after=True)
    page.wait_for_selector(RECEIPT)
    receipt = page.locator(RECEIPT).inner_text().strip()
    history.invoke("send", who=str(somebody.person), value=receipt).ok()
    yield from _is_honest(page, "a double click", receipt)
    page.reload()
    yield from _is_honest(page, "loading anew", receipt)
    page.go_back()
    yield from _is_honest(page, "going back", receipt)
    context.close()


def _fill_in(page: Page, path: str, *, script: bool) -> None:
    page.goto(path)
    if not script:
        for question in page.locator("#ballot fieldset:has(input[value='4'])").all():
            question.locator("input[value='4']").check()
        return
    page.click(f"{SHOWN} [data-go=next]")
    while page.locator(f"{SHOWN} [data-go=next]").count():
        if page.locator(f"{SHOWN} input[value='4']").count():
            page.locator(f"{SHOWN} input[value='4']").check()
        page.click(f"{SHOWN} [data-go=next]")


def _is_honest(page: Page, what: str, receipt: str) -> Iterator[str]:
    page.wait_for_load_state()
    heading = page.locator("h1").first.inner_text()
    if heading not in SENT:
        yield f"after {what} somebody reads “{heading}”"
    for shown in page.locator(RECEIPT).all():
        if shown.is_visible() and shown.inner_text().strip() != receipt:
            yield f"after {what} somebody reads another receipt"


FAULTS: Final = (
    Fault(
        id="F6b",
        name="A double click, loading anew and going back, in a real browser",
        limit="one answer; whatever is shown says that it was sent",
        measure=measure,
        control=control,
        suite=("sqlite",) if _tools.find_browser() else (),
        suite_control=False,
        minutes=45,
    ),
)
