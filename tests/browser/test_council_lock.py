"""Does it take the works council to open a round, in a browser that keeps its key to itself?"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from feedbackpulse import create_app
from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import BallotLabel, UnreadableBallotError, sealed_size
from feedbackpulse.ballots.keystore import load_key
from feedbackpulse.ballots.sealing import unseal
from feedbackpulse.ballots.service import number_hash
from feedbackpulse.config import Settings
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.people import directory
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, UnitKey
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import (
    NUMBER_BYTES,
    Answers,
    Sent,
    questions_of,
    send_ballot,
)
from tests.boxes import sealed_ballots
from tests.browser.company import HR, LEAD, NORTH, SOUTH, Company, address, found
from tests.browser.servers import running
from tests.browser.test_main_job import answer_step_by_step, close, figures, visiting
from tests.conftest import close as let_go

TITLE = "Do we listen?"
COUNCIL = SOUTH[1]


@pytest.fixture
def company(browser: Browser, tmp_path: Path) -> Company:
    """Return a company with a works council, on an instance that only this test uses."""
    assert browser.is_connected()
    company = found(tmp_path / "company")
    with looking(company) as stores, stores.main() as session, transaction(session):
        people.grant_role(session, person_id=person(stores, COUNCIL), role=Role.COUNCIL)
    return company


@contextmanager
def looking(company: Company) -> Iterator[Stores]:
    """Look at the stores beside the server, as somebody with a copy of everything would."""
    app: Flask = create_app(Settings(instance_path=company.instance))
    yield app.extensions["feedbackpulse"].stores
    let_go(app)


def person(stores: Stores, name: str) -> PersonId:
    with stores.main() as session:
        one = directory.find_person_by_email(session, email=address(name), on=date(2026, 1, 1))
    assert one is not None
    return one.id


def the_round(stores: Stores) -> Round:
    with stores.main() as session:
        [asked, *_later] = cycles.list_rounds(session)
    return asked


def plan(page: Page) -> None:
    """Go through the wizard as HR, choose the works council as second key, and start."""
    page.goto("/org/cycles")
    page.get_by_role("button", name="New cycle").first.click()
    for step in range(1, 7):
        expect(page.locator(".wiz-count")).to_have_text(f"Step {step} of 7")
        if step == 3:
            page.locator("input[name=second_key][value=council]").check()
        if step == 5:
            page.get_by_label("Name", exact=False).first.fill(TITLE)
        page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Start this cycle").click()
    expect(page.get_by_text("This waits for the works council.")).to_be_visible()
    expect(page.get_by_text("This waits for the second key.")).to_be_visible()


def make_key(page: Page, file: Path) -> None:
    """Make a key, keep its file, try the file, and use the key."""
    page.goto("/council/key/council")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make a key and save the file").click()
    download.value.save_as(file)
    page.locator("#file").set_input_files(file)
    expect(page.get_by_text("This is the file of the new key.")).to_be_visible()
    page.get_by_label("I keep the file in two safe places").check()
    if page.locator("input[name=replace]").count():
        page.locator("input[name=replace]").check()
    page.get_by_role("button", name="Use this key").click()
    expect(page.get_by_text("The key is in use.", exact=False)).to_be_visible()


def approve(page: Page) -> None:
    page.goto("/council")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("We approve this", exact=False).check()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Approved. The rounds open on their days.")).to_be_visible()


def open_by_hand(page: Page) -> None:
    page.goto("/org/cycles")
    page.get_by_role("link", name=f"{TITLE}, round 1").first.click()
    page.get_by_role("link", name="Open now").click()
    page.get_by_role("button", name="Open this round").click()
    expect(page.get_by_role("link", name="Close now")).to_be_visible()


def answer_for(stores: Stores, name: str) -> None:
    """Send somebody's "neither agree nor disagree" by the way without JavaScript."""
    asked = the_round(stores)
    sent = send_ballot(
        stores,
        round_id=asked.id,
        person_id=person(stores, name),
        ballot_number=secrets.token_bytes(NUMBER_BYTES),
        answers=Answers(ratings={item.code: 3 for item in asked.rated_items}),
        now=asked.opens_at,
    )
    assert isinstance(sent, Sent)


def send_rubbish(stores: Stores, unit: UnitKey) -> None:
    """Put two ballots in the box that nobody can open, as whoever has a stamp could."""
    asked = the_round(stores)
    size = sealed_size(questions_of(asked).sealed_room, outer=True)
    for name in (b"one", b"two"):
        label = BallotLabel(
            round_id=asked.id,
            stamp=stamp_of(unit),
            number_hash=number_hash(sha256(name).digest()),
        )
        with stores.box() as box, ballot_transaction(box):
            ballots.cast(box, label=label, sealed=b"x" * size)


def box_of(stores: Stores) -> list[tuple[BallotLabel, bytes]]:
    with stores.box() as box:
        return sealed_ballots(box, round_id=the_round(stores).id)


def readable(stores: Stores) -> int:
    """Count what somebody reads who has both databases and all keys of the server."""
    asked, read = the_round(stores), 0
    key = load_key(stores.keys, round_id=asked.id)
    for label, sealed in box_of(stores):
        for known in (sealed, sealed[81:]):
            try:
                unseal(known, questions=questions_of(asked), label=label, key=key)
                read += 1
            except UnreadableBallotError:
                continue
    return read


def peel_with(page: Page, file: Path) -> None:
    """Choose a key file before the script of the page has arrived, as on a slow line."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/council.js*", hold)
    page.goto("/council")
    page.get_by_role("link", name=f"{TITLE}, round 1").first.click(no_wait_after=True)
    page.locator("#file").set_input_files(file)
    assert held
    for route in held:
        route.continue_()
    page.unroute("**/js/council.js*")


def prepare(browser: Browser, server: str, file: Path) -> None:
    """Plan a round, let the works council make its key and approve, and open the round."""
    with visiting(browser, server, HR) as page:
        plan(page)
    with visiting(browser, server, COUNCIL) as page:
        make_key(page, file)
        approve(page)
    with visiting(browser, server, HR) as page:
        open_by_hand(page)


def answer_and_close(browser: Browser, server: str, company: Company) -> None:
    """Let one person answer in a browser and four without, send rubbish too, and close."""
    with visiting(browser, server, NORTH[1], phone=True) as page:
        answer_step_by_step(page)
    with looking(company) as stores:
        for name in NORTH[2:6]:
            answer_for(stores, name)
        send_rubbish(stores, UnitKey(team_id=company.north))
    with visiting(browser, server, HR) as page:
        close(page)
        expect(page.get_by_text("The works council has to open this round.")).to_be_visible()


def open_with(page: Page, company: Company, *, wrong: Path, right: Path) -> None:
    """Try another key, see that nothing happened, and open the round with the right one."""
    with looking(company) as stores:
        before = box_of(stores)
    peel_with(page, wrong)
    expect(page.get_by_text("This is another key. Nothing happened.")).to_be_visible()
    expect(page.locator("[data-open]")).to_be_disabled()
    with looking(company) as stores:
        assert box_of(stores) == before
    page.locator("#file").set_input_files(right)
    expect(page.get_by_text("This key fits the round.")).to_be_visible()
    page.locator("[data-open]").click()
    expect(page.get_by_text("The round is open and counted.")).to_be_visible()


@pytest.mark.timeout(400)
def test_a_round_opens_only_with_the_file_of_the_works_council(
    browser: Browser, company: Company, tmp_path: Path
) -> None:
    right, wrong = tmp_path / "right.pem", tmp_path / "wrong.pem"
    with running("serve", company.instance) as server:
        prepare(browser, server, right)
        answer_and_close(browser, server, company)
        with looking(company) as stores:
            closed = (the_round(stores).state, len(box_of(stores)), readable(stores))
        with visiting(browser, server, COUNCIL) as page:
            make_key(page, wrong)
            open_with(page, company, wrong=wrong, right=right)
        with looking(company) as stores:
            opened = (the_round(stores).state, len(box_of(stores)))
        with visiting(browser, server, LEAD) as page:
            rows = figures(page, f"/team/{company.north}/whole")

    assert closed == (RoundState.CLOSED, 7, 0)
    assert opened == (RoundState.RELEASED, 0)
    assert any("Listening culture\t3.0" in row and "5 of 7" in row for row in rows)


@pytest.mark.timeout(120)
def test_the_browser_shuffles_and_puts_noise_in_place_of_rubbish_and_copies(
    browser: Browser, demo: str
) -> None:
    page = browser.new_context(base_url=demo).new_page()
    page.goto("/privacy")

    found = page.evaluate(
        """async () => {
          const { peel, shuffle, toPem, readPem } = await import("/static/js/council.js");
          const { newKeyPair, seal } = await import("/static/js/ballot/hpke.js");
          const { join, utf8 } = await import("/static/js/ballot/bytes.js");
          const pair = await newKeyPair();
          const info = utf8("outer");
          const inner = Array.from({ length: 40 }, (_, number) => new Uint8Array(50).fill(number));
          const sealed = await Promise.all(inner.map((one) => seal(pair.publicKey, info, one)));
          const rubbish = new Uint8Array(131).fill(9);
          const copy = await seal(pair.publicKey, info, inner[0]);
          const joined = join(...sealed, rubbish, rubbish, copy);
          const { privateKey } = await readPem(toPem(pair.privateKey));
          const whole = await peel(joined, { size: 131, privateKey, info });
          const firsts = [];
          const noise = [];
          for (let start = 0; start < whole.length; start += 50) {
            const one = whole.slice(start, start + 50);
            (one.every((byte) => byte === one[0]) ? firsts : noise).push(one[0]);
          }
          const first = [0, 0, 0];
          for (let time = 0; time < 3000; time += 1) first[shuffle([0, 1, 2])[0]] += 1;
          return { length: whole.length, firsts, noise: noise.length, first,
                   none: await readPem("no key"), broken: await readPem(toPem(rubbish)) };
        }"""
    )

    assert found["length"] == 43 * 50
    assert found["noise"] == 3
    assert sorted(found["firsts"]) == list(range(40))
    assert found["firsts"] != list(range(40))
    assert all(850 < count < 1150 for count in found["first"])
    assert (found["none"], found["broken"]) == (None, None)
