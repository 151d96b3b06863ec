"""Does a browser with JavaScript send one sealed ballot, whatever gets lost on the way?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, Route, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.ballots.keystore import load_key
from feedbackpulse.ballots.sealing import unseal
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cycles import service as cycles
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.receipt_codes import mailbox_of
from feedbackpulse.release import service as release
from feedbackpulse.roster import tallies
from feedbackpulse.roster.intake import Answers, CommentScope, questions_of
from feedbackpulse.roster.tables import RosterRow
from tests.boxes import sealed_ballots
from tests.browser.large_manifests import Stamps, lay_in_parts
from tests.web.employee.rounds import Asked, ask, close

PHONE = {"width": 390, "height": 844}
SHOWN = "section[data-step]:not([hidden])"
WORDS = "The cupboard is a fictional mess"
CODE = r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}"


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Return where the application runs."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


Open = Callable[..., Page]


@pytest.fixture
def open_as(app: Flask, stores: Stores, browser: Browser, address: str) -> Iterator[Open]:
    """Return a function that gives somebody a browser of their own."""
    contexts = []

    def become(person_id: PersonId, *, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=PHONE,  # type: ignore[arg-type]  # a plain dict is one
            base_url=address,
            locale="en",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        sign_in(app, stores, context.new_page(), address, person_id)
        return context.pages[0]

    yield become
    for context in contexts:
        context.close()


def sign_in(app: Flask, stores: Stores, page: Page, address: str, person_id: PersonId) -> None:
    """Make somebody the one who is signed in in this browser."""
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person_id, now=clock.now())
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    kept = client.get_cookie("feedbackpulse")
    assert kept is not None
    page.context.add_cookies([{"name": kept.key, "value": kept.value, "url": address}])


@pytest.fixture
def page(open_as: Open, asked: Asked) -> Page:
    """Return the last step of a ballot that the first person has filled in."""
    page = open_as(asked.people[0])
    page.set_default_timeout(10_000)
    fill_in(page, asked)
    return page


def fill_in(page: Page, asked: Asked, *, rating: str = "4", words: str = WORDS) -> None:
    """Answer the first question and the open one, up to the check."""
    page.goto(asked.path)
    page.click(f"{SHOWN} [data-go=next]")
    page.locator(f"{SHOWN} input[value='{rating}']").check()
    while page.locator(f"{SHOWN} [data-go=next]").count():
        if page.locator(f"{SHOWN} textarea").count():
            page.fill(f"{SHOWN} textarea", words)
        page.click(f"{SHOWN} [data-go=next]")


def send(page: Page) -> None:
    """Press Send and wait for the receipt."""
    page.click("#send")
    page.wait_for_url("**/thanks")
    expect(page.locator("[data-receipt] [data-code]")).to_be_visible()


def receipt_on(page: Page) -> str:
    return page.locator("[data-receipt] [data-code]").inner_text().strip()


def kept(page: Page) -> int:
    return int(page.evaluate("localStorage.length"))


def wait_for(page: Page, condition: str) -> None:
    """Wait until something holds in the page, whose policy forbids the browser's own way."""
    for _attempt in range(100):
        page.wait_for_load_state()
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"not in ten seconds: {condition}")


def sealed(stores: Stores) -> list[bytes]:
    with stores.box() as box:
        return list(box.scalars(select(BallotRow.sealed)))


def opened(stores: Stores, asked: Asked) -> list[Answers]:
    """Open the ballots as they are opened after closing."""
    with stores.main() as session:
        questions = questions_of(cycles.get_round(session, round_id=asked.round_id))
    key = load_key(stores.keys, round_id=asked.round_id)
    with stores.box() as box:
        return [
            unseal(one, questions=questions, label=label, key=key)
            for label, one in sealed_ballots(box, round_id=asked.round_id)
        ]


def claims(stores: Stores) -> int:
    with stores.main() as session:
        return len([claim for claim in session.scalars(select(RosterRow.claim)) if claim])


def lose_replies(page: Page, path: str, times: int = 1) -> Callable[[], int]:
    """Let the server do its work, and lose what it says, so many times."""
    lost: list[str] = []

    def on_its_way(route: Route) -> None:
        if len(lost) < times:
            route.fetch()
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route(path, on_its_way)
    return lambda: len(lost)


def test_the_whole_way_from_the_form_to_the_list_of_receipts(
    page: Page, open_as: Open, asked: Asked, stores: Stores
) -> None:
    send(page)
    receipt = receipt_on(page)
    for person in asked.people[1:]:
        other = open_as(person)
        fill_in(other, asked, rating="2")
        send(other)

    close(stores, asked)

    with stores.main() as session:
        assert receipt in tallies.receipts(session, round_id=asked.round_id)
        ratings = [
            getattr(result, "n", 0) for result in release.results(session, rounds=[asked.round_id])
        ]
    assert max(ratings) == len(asked.people)
    page.goto(f"{asked.path}/receipts")
    expect(page.locator("[data-receipts] li", has_text=receipt)).to_have_count(1)
    assert kept(page) == 0


def test_no_request_holds_an_answer_and_the_box_hears_nothing_of_the_sender(
    page: Page, stores: Stores
) -> None:
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108  (playwright marks its handler)

    send(page)

    bodies = "".join(request.post_data or "" for request in requests)
    assert "fictional" not in bodies
    assert "answer-" not in bodies
    paths = [request.url.split("/")[-1] for request in requests if request.method == "POST"]
    assert paths == ["stamp", "cast"]
    [stamp] = [request for request in requests if request.url.endswith("/stamp")]
    [cast] = [request for request in requests if request.url.endswith("/cast")]
    headers = cast.all_headers()
    assert "cookie" in stamp.all_headers()
    assert not {"cookie", "referer"} & headers.keys()
    asked_for, given = parse_qs(stamp.post_data), parse_qs(cast.post_data)
    assert set(asked_for) == {"blinded", "csrf_token"}
    assert set(given) == {"round", "stamp", "message", "signature", "sealed"}
    assert not set(map(str, asked_for.values())) & set(map(str, given.values()))
    assert len(sealed(stores)) == 1


def test_every_sealed_ballot_has_one_size(
    page: Page, open_as: Open, asked: Asked, stores: Stores
) -> None:
    send(page)
    other = open_as(asked.people[1])
    other.goto(asked.path)
    while other.locator(f"{SHOWN} [data-go=next]").count():
        other.click(f"{SHOWN} [data-go=next]")
    send(other)

    assert len({len(one) for one in sealed(stores)}) == 1


@pytest.mark.parametrize("path", ["**/stamp", "**/ballot/cast"])
def test_a_lost_reply_is_asked_for_again(page: Page, stores: Stores, path: str) -> None:
    lost = lose_replies(page, path)
    page.click("#send")
    expect(page.locator("[data-says=offline]")).to_be_visible()
    assert kept(page) == 1

    page.click("[data-retry]")
    page.wait_for_url("**/thanks")

    assert lost() == 1
    assert (len(sealed(stores)), claims(stores), kept(page)) == (1, 1, 0)
    expect(page.locator("[data-receipt] [data-code]")).to_be_visible()


@pytest.mark.parametrize("path", ["**/stamp", "**/ballot/cast"])
@pytest.mark.parametrize("where", ["/", "thanks", "answer"])
def test_the_next_visit_sends_what_was_left(
    page: Page, asked: Asked, stores: Stores, path: str, where: str
) -> None:
    lose_replies(page, path)
    page.click("#send")
    expect(page.locator("[data-says=offline]")).to_be_visible()

    page.goto({"/": "/", "thanks": f"{asked.path}/thanks", "answer": asked.path}[where])

    wait_for(page, "localStorage.length === 0")
    assert (len(sealed(stores)), claims(stores)) == (1, 1)
    page.goto(f"{asked.path}/thanks")
    expect(page.locator("[data-receipt] [data-code]")).to_be_visible()


def test_a_reload_midway_goes_on(page: Page, asked: Asked, stores: Stores) -> None:
    page.route("**/ballot/cast", lambda _route: None)  # no answer comes
    page.click("#send")
    wait_for(page, "(localStorage.getItem(localStorage.key(0)) ?? '').includes('signature')")
    assert claims(stores) == 1
    page.unroute("**/ballot/cast")

    page.reload()

    wait_for(page, "localStorage.length === 0")
    assert len(sealed(stores)) == 1


def test_two_tabs_send_one_ballot(page: Page, asked: Asked, stores: Stores) -> None:
    other = page.context.new_page()
    fill_in(other, asked, rating="1")

    send(page)
    other.click("#send")

    expect(other.locator("[data-says=already]")).to_be_visible()
    assert (len(sealed(stores)), claims(stores), kept(page)) == (1, 1, 0)


def test_a_tab_sends_the_ballot_that_another_left(page: Page, asked: Asked, stores: Stores) -> None:
    other = page.context.new_page()
    fill_in(other, asked, rating="1")
    lose_replies(page, "**/ballot/cast")
    page.click("#send")
    expect(page.locator("[data-says=offline]")).to_be_visible()

    other.click("#send")
    other.wait_for_url("**/thanks")

    assert (len(sealed(stores)), kept(page)) == (1, 0)


def test_the_next_person_at_the_browser_does_not_send_it(
    page: Page, app: Flask, stores: Stores, asked: Asked, address: str
) -> None:
    page.route("**/ballot/cast", lambda route: route.abort())
    page.click("#send")
    expect(page.locator("[data-says=offline]")).to_be_visible()
    page.unroute("**/ballot/cast")

    sign_in(app, stores, page, address, asked.people[1])
    page.goto("/")
    page.wait_for_load_state("networkidle")

    assert (len(sealed(stores)), kept(page)) == (0, 1)
    sign_in(app, stores, page, address, asked.people[0])
    page.goto("/")
    wait_for(page, "localStorage.length === 0")
    assert len(sealed(stores)) == 1


def test_after_closing_it_says_that_a_ballot_is_lost(
    page: Page, asked: Asked, stores: Stores
) -> None:
    page.route("**/ballot/cast", lambda route: route.abort())
    page.click("#send")
    expect(page.locator("[data-says=offline]")).to_be_visible()
    page.unroute("**/ballot/cast")
    close(stores, asked)

    page.goto(asked.path)

    expect(page.locator("[data-says=lost]")).to_be_visible()
    assert kept(page) == 0


def test_after_closing_it_says_that_a_ballot_was_in_time(
    page: Page, open_as: Open, asked: Asked, stores: Stores
) -> None:
    lose_replies(page, "**/ballot/cast")
    page.click("#send")
    expect(page.locator("[data-says=offline]")).to_be_visible()
    close(stores, asked)

    page.goto("/")

    expect(page.locator("[data-says=sent]")).to_be_visible()
    assert kept(page) == 0


def test_another_manifest_than_the_words_is_not_answered(page: Page, stores: Stores) -> None:
    def change(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("Tenants", "Tenant"))

    page.route("**/manifest", change)

    page.click("#send")

    expect(page.locator("[data-says=differs]")).to_be_visible()
    assert (len(sealed(stores)), claims(stores), kept(page)) == (0, 0, 0)
    assert page.locator("#send").is_visible()


def test_of_a_large_manifest_the_browser_needs_one_part(
    open_as: Open, asked: Asked, stores: Stores
) -> None:
    own = lay_in_parts(stores, asked)
    page = open_as(asked.people[0])
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    fill_in(page, asked)

    send(page)

    parts = [url.rpartition("/")[2] for url in fetched if "/manifest/" in url]
    assert (parts, len(sealed(stores))) == ([str(own)], 1)


def test_a_part_that_was_changed_is_not_answered(
    open_as: Open, asked: Asked, stores: Stores
) -> None:
    lay_in_parts(stores, asked)
    page = open_as(asked.people[0])

    def change(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"invited": ', '"invited": 1'))

    page.route("**/manifest/*", change)
    fill_in(page, asked)
    page.click("#send")

    expect(page.locator("[data-says=differs]")).to_be_visible()
    assert (len(sealed(stores)), claims(stores), kept(page)) == (0, 0, 0)


def test_no_server_tells_people_of_one_group_apart_by_the_part_that_it_gives_them(
    open_as: Open, asked: Asked, stores: Stores
) -> None:
    """The stamp lies in every part, with a key of its own: all browsers take the same."""

    def in_every_part(parts: list[Stamps]) -> None:
        [own] = [stamp for part in parts for stamp in part][:1]
        for part in parts:
            if own not in part:
                part.append({**own, "n": own["n"][::-1]})

    number = lay_in_parts(stores, asked, change=in_every_part)
    used = set()
    for person in asked.people[:2]:
        page = open_as(person)
        page.on("request", lambda request: used.add(request.url.partition("/manifest/")[2]))
        fill_in(page, asked)
        send(page)

    assert used - {""} == {str(number)}
    assert len(sealed(stores)) == 2


def test_a_comment_that_may_be_answered_gets_a_code(
    page: Page, open_as: Open, asked: Asked, stores: Stores
) -> None:
    other = open_as(asked.people[1])
    other.goto(asked.path)
    other.click(f"{SHOWN} [data-go=next]")
    while other.locator(f"{SHOWN} [data-go=next]").count():
        if other.locator(f"{SHOWN} textarea").count():
            other.fill(f"{SHOWN} textarea", WORDS)
            other.locator(f"{SHOWN} input[type=checkbox]").check()
        other.click(f"{SHOWN} [data-go=next]")
    send(other)

    code = other.locator("[data-mailboxes] [data-mailbox]").inner_text()
    assert mailbox_of(code) is not None
    assert "cupboard" not in other.evaluate("JSON.stringify(sessionStorage)")


def test_what_is_in_the_box_is_what_was_filled_in(open_as: Open, stores: Stores) -> None:
    asked = ask(stores, attributes=("tenure", "hours"), asks_learning=True)
    odd = "  Koffie ☕ “altijd” \\ 'koud'\n\nen <b>oud</b> 👩‍👧 \u0007 "
    page = open_as(asked.people[0])
    page.goto(asked.path)
    page.click(f"{SHOWN} [data-go=next]")
    page.locator(f"{SHOWN} input[value='5']").check()
    page.click(f"{SHOWN} [data-go=next]")
    page.locator(f"{SHOWN} input[value='unknown']").check()
    while page.locator(f"{SHOWN} [data-go=next]").count():
        if page.locator(f"{SHOWN} textarea").count():
            page.fill(f"{SHOWN} textarea", odd)
            page.locator(f"{SHOWN} input[name^=reply-]").check()
            page.locator(f"{SHOWN} input[name=scope][value=organisation]").check()
        if page.locator(f"{SHOWN}[data-step=about]").count():
            page.locator(f"{SHOWN} input[name=about-tenure][value='1_to_3']").check()
        if page.locator(f"{SHOWN}[data-step=learning]").count():
            page.locator(f"{SHOWN} input[name=about-learning][value='M8']").check()
        page.click(f"{SHOWN} [data-go=next]")
    send(page)
    code = page.locator("[data-mailboxes] [data-mailbox]").inner_text()

    [answers] = opened(stores, asked)

    mailbox = mailbox_of(code)
    assert mailbox is not None
    assert list(answers.ratings.values()) == [5, None]
    assert answers.comments == {"G4": odd.replace("\u0007", "").strip()}
    assert answers.mailboxes == {"G4": mailbox.hex()}
    assert answers.attributes == {"tenure": "1_to_3", "learning": "M8"}
    assert answers.comment_scope is CommentScope.ORGANISATION


def test_without_javascript_the_receipt_comes_with_the_thanks(
    open_as: Open, asked: Asked, stores: Stores
) -> None:
    page = open_as(asked.people[2], javascript=False)
    page.goto(asked.path)
    assert page.get_by_text("you trust our server while you send").is_visible()

    page.click("#send")

    first = receipt_on(page)
    page.reload()
    assert receipt_on(page) == first
    assert len(sealed(stores)) == 1


def test_the_page_promises_what_it_does(page: Page) -> None:
    page.click("#steps button")
    page.goto(page.url)
    shown = page.locator("[data-trust]:not([hidden])")

    assert {one.get_attribute("data-trust") for one in shown.all()} == {"browser"}
