"""Does the link of a mail bring its owner all the way, and a mail scanner nowhere?"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import func, select
from werkzeug.serving import make_server

from feedbackpulse import clock
from feedbackpulse.accounts.tables import SessionRow
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores
from feedbackpulse.notices.domain import Preference
from feedbackpulse.notices.post import Post, calm_of
from feedbackpulse.people import service as people
from feedbackpulse.web.letters.compose import composer
from tests.databases import FILES
from tests.days import local_today
from tests.notices.mail_server import Box, Received, mail_server
from tests.pages import Visitor
from tests.privacy.dumps import Dump, dump
from tests.web.employee.rounds import Asked, ask

THANKS = "Thank you. Your answers are sent."
LINK = re.compile(r"http://\S+")
TIMES = 3


@pytest.fixture
def asked(stores: Stores) -> Asked:
    """Return a round that is open now."""
    return ask(stores)


@pytest.fixture
def mails(app: Flask) -> Iterator[Box]:
    """Run a mail server, and let the application send through it."""
    box = Box()
    with mail_server(box) as port:
        change(app, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
        change(app, mail_from="luister@example.org")
        yield box


@pytest.fixture
def address(app: Flask, mails: Box) -> Iterator[str]:
    """Return where the application runs, which is what its mails say."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    change(app, public_url=f"http://127.0.0.1:{server.server_port}")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def device(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """Return a device on which nobody was before."""
    context = browser.new_context(
        base_url=address, locale="en", viewport={"width": 390, "height": 844}
    )
    yield context
    for page in context.pages:  # a file that is still being sent would stay open
        page.wait_for_load_state("networkidle")
    context.close()


def change(app: Flask, **settings: object) -> None:
    for name, value in settings.items():
        object.__setattr__(app.extensions["feedbackpulse"].settings, name, value)


def post(app: Flask, stores: Stores) -> None:
    """Send what somebody waits for; and the rest when people may next be written to."""
    settings = app.extensions["feedbackpulse"].settings
    with stores.main() as session:
        calm = calm_of(session, zone=settings.zone)
    moment = calm.next_moment(clock.now(), preference=Preference())
    send = Post(stores=stores, settings=settings, compose=composer(app))
    send(clock.now())
    send(moment)


def links_to(mails: Box, to: str) -> Mapping[str, str]:
    """Return the links by which somebody goes on, by the first part of their path."""
    found = [LINK.search(mail.part("plain")) for mail in of_person(mails, to)]
    return {link[0].split("/", 3)[3].partition("#")[0]: link[0] for link in found if link}


def of_person(mails: Box, to: str) -> list[Received]:
    return [mail for mail in mails.mails if mail.to == to]


def email_of(stores: Stores, asked: Asked) -> str:
    with stores.main() as session:
        person = people.find_person(session, person_id=asked.people[0], on=local_today())
    assert person is not None
    return person.email


def everything(app: Flask) -> Mapping[str, Dump]:
    """Return all that both databases hold."""
    return {name: dump(Path(app.instance_path) / name) for name in FILES.values()}


def test_an_invitation_goes_from_the_mail_server_to_a_ballot_in_the_box(
    app: Flask, stores: Stores, asked: Asked, mails: Box, device: BrowserContext
) -> None:
    post(app, stores)
    assert sorted(mails.times().values()) == [1] * len(asked.people)
    [link] = links_to(mails, email_of(stores, asked)).values()
    page = device.new_page()
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))

    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are invited")
    assert page.url.endswith("/i")
    page.get_by_role("button", name="Go on").click()
    page.locator("section[data-step=intro] [data-go=next]").click()
    for question in page.locator("section[data-step=question]").all():
        expect(question).to_be_visible()
        middle = question.locator("input[type=radio][value='3']")
        if middle.count():
            middle.check()
        question.locator("[data-go=next]").click()
    page.locator("#send").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    code = link.partition("#")[2]
    assert not [url for url in told if code in url.partition("#")[0]]
    with stores.box() as box:
        assert box.scalar(select(func.count()).select_from(BallotRow)) == 1


def test_without_a_script_the_page_behind_an_invitation_says_what_to_do(
    app: Flask, stores: Stores, asked: Asked, mails: Box, address: str, browser: Browser
) -> None:
    post(app, stores)
    [link] = links_to(mails, email_of(stores, asked)).values()
    context = browser.new_context(base_url=address, locale="en", java_script_enabled=False)
    page = context.new_page()

    page.goto(link)

    expect(page.get_by_role("button", name="Go on")).to_be_hidden()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    context.close()


def test_a_scanner_that_runs_scripts_changes_nothing_and_gets_nowhere(
    app: Flask,
    stores: Stores,
    asked: Asked,
    mails: Box,
    address: str,
    browser: Browser,
    device: BrowserContext,
) -> None:
    to, somebody = email_of(stores, asked), Visitor(app.test_client())
    for path in ("/password", "/sign-in/mail"):
        somebody.submit(somebody.open(path), {"email": to})
    post(app, stores)
    links = links_to(mails, to)
    assert set(links) == {"i", "password/choose", "sign-in/link"}
    addresses = [url for mail in of_person(mails, to) for url in LINK.findall(mail.part("plain"))]
    before = everything(app)

    for _ in range(TIMES):
        scanner = browser.new_context(locale="en")
        for url in addresses:
            scanner.request.head(url)
            scanner.request.get(url)
            page = scanner.new_page()
            page.goto(url, wait_until="networkidle")
        assert "/sign-in" in scanner.request.get(f"{address}/account").url
        assert "/sign-in" in scanner.request.get(f"{address}{asked.path}").url
        scanner.close()

    assert everything(app) == before
    page = device.new_page()
    page.goto(links["sign-in/link"])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.goto(links["i"], wait_until="networkidle")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#title")).to_have_text("How we listen")
    page.wait_for_load_state("networkidle")
    with stores.main() as session:
        assert list(session.scalars(select(SessionRow.scope))) == ["full"]
