"""Can everybody check a round: its words before answering, and every receipt after closing?"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import update

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.cycles.extending import extend_round
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster import tallies
from feedbackpulse.roster.words import eight_words
from tests.pages import Visitor, table, words_of
from tests.web.employee.rounds import Asked, ask, close, plan_round

Browse = Callable[[PersonId | None], Visitor]


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


@pytest.fixture
def ada(visit: Browse, asked: Asked) -> Visitor:
    return visit(asked.people[0])


def the_round(stores: Stores, asked: Asked) -> Round:
    with stores.main() as session:
        return cycles.get_round(session, round_id=asked.round_id)


def test_the_words_on_the_page_are_those_of_the_manifest(ada: Visitor, asked: Asked) -> None:
    words = ada.open(asked.path).select_one("[data-words]")

    body = ada.get(f"{asked.path}/manifest").data

    assert words is not None
    assert tuple(words.text.split()) == eight_words(sha256(body).hexdigest(), "en")


def test_the_manifest_is_sent_as_it_was_hashed(
    ada: Visitor, visit: Browse, asked: Asked, stores: Stores
) -> None:
    answer = ada.get(f"{asked.path}/manifest")

    assert answer.mimetype == "application/json"
    assert sha256(answer.data).hexdigest() == the_round(stores, asked).manifest_sha256
    assert json.loads(answer.data)["round"] == asked.round_id.hex
    assert visit(asked.stranger).get(f"{asked.path}/manifest").data == answer.data


def test_a_round_that_never_opened_has_nothing_to_check(visit: Browse, stores: Stores) -> None:
    planned = plan_round(stores)
    visitor = visit(planned.people[0])

    for page in ("manifest", "check", "receipts"):
        assert visitor.get(f"{planned.path}/{page}").status_code == 404


def test_the_check_says_what_the_words_stand_for(ada: Visitor, asked: Asked) -> None:
    page = ada.open(f"{asked.path}/check")
    said = words_of(page)

    assert "What it does not prove" in said
    assert "Our own question?" in said
    [[name, *counts]] = [row[:3] for row in table(page, "Groups with a stamp of their own")[1:]]
    assert (name.split()[:2], counts) == (["Tenants", "desk"], ["6", "0"])
    assert "your group" in name
    assert "Tenants desk 0, Tenants desk 1" in said
    assert "There is none." in said
    assert "This is the program that runs now." in said


def test_who_is_not_invited_can_check_too(visit: Browse, asked: Asked) -> None:
    said = words_of(visit(asked.stranger).open(f"{asked.path}/check"))

    assert "your group" not in said


def test_the_form_carries_what_the_browser_needs(ada: Visitor, asked: Asked) -> None:
    form = ada.open(asked.path).select_one("form#ballot")

    assert form is not None
    assert form["data-round"] == asked.round_id.hex
    assert form["data-cast-url"] == "/ballot/cast"
    assert str(form["data-stamp"]).endswith(":whole")


def test_while_a_round_is_open_there_is_no_list(ada: Visitor, asked: Asked) -> None:
    page = ada.open(f"{asked.path}/receipts")

    assert "The list comes here when the round has closed" in words_of(page)
    assert not page.select("[data-receipts]")


def test_after_closing_everybody_finds_their_receipt(
    visit: Browse, asked: Asked, stores: Stores
) -> None:
    own = []
    for person in asked.people:
        visitor = visit(person)
        thanks = visitor.submit(visitor.open(asked.path))
        code = thanks.select_one("[data-code]")
        assert code is not None
        own.append(code.text)
    close(stores, asked)

    page = visit(asked.stranger).open(f"{asked.path}/receipts")

    listed = [code.text.strip() for code in page.select("[data-receipts] li")]
    assert listed == sorted(own)
    said = words_of(page)
    assert table(page, "Ballots given out and sent, by group")[1:] == [
        ["Everybody", "6", "6"],
        ["Tenants desk", "6", "6"],
    ]
    assert the_round(stores, asked).release_sha256 in said  # type: ignore[operator]  # it is released
    assert " ".join(eight_words(str(the_round(stores, asked).manifest_sha256), "en")) in said


def test_the_same_form_again_shows_the_same_receipt_and_code(ada: Visitor, asked: Asked) -> None:
    page = ada.open(asked.path)
    filled = {"answer-G4": "Words.", "reply-G4": "yes"}

    first, second = ada.submit(page, dict(filled)), ada.submit(page, dict(filled))

    assert [code.text for code in first.select(".code")] == [
        code.text for code in second.select(".code")
    ]
    assert len(first.select("[data-mailboxes] > p strong.code")) == 1


def test_later_the_receipt_is_not_known_any_more(ada: Visitor, asked: Asked) -> None:
    ada.submit(ada.open(asked.path))

    page = ada.open(f"{asked.path}/thanks")

    receipt = page.select_one("[data-receipt]")
    assert receipt is not None
    assert receipt.has_attr("hidden")


def test_a_lapsed_round_tells_everybody_that_nothing_was_counted(
    ada: Visitor, visit: Browse, asked: Asked, stores: Stores
) -> None:
    close(stores, asked)
    with stores.main() as session, transaction(session):
        lapsed = {"state": RoundState.LAPSED.value, "closes_at": clock.now()}
        session.execute(update(RoundRow).where(RoundRow.id == asked.round_id).values(lapsed))

    for visitor, path in ((ada, "/"), (visit(asked.stranger), "/"), (ada, asked.path)):
        assert "Nothing was counted." in words_of(visitor.open(path))
    assert "Nothing was counted." in words_of(ada.open(f"{asked.path}/receipts"))


def test_receipts_are_in_the_store_in_their_own_order(
    visit: Browse, asked: Asked, stores: Stores
) -> None:
    for person in asked.people:
        visitor = visit(person)
        visitor.submit(visitor.open(asked.path))
    close(stores, asked)

    with stores.main() as session:
        codes = tallies.receipts(session, round_id=asked.round_id)

    assert list(codes) == sorted(codes)


def test_a_closing_that_was_moved_is_told_and_the_words_stay(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    before, body = the_round(stores, asked), ada.get(f"{asked.path}/manifest").data
    with stores.main() as session, transaction(session):
        extend_round(
            session,
            round_id=asked.round_id,
            days=2,
            now=clock.now(),
            reason="Half of us were at a fair.",
        )

    after = the_round(stores, asked)
    answering, checking = (words_of(ada.open(asked.path + page)) for page in ("", "/check"))

    assert after.closes_at > before.closes_at
    assert after.manifest_sha256 == before.manifest_sha256
    assert ada.get(f"{asked.path}/manifest").data == body
    assert "You have longer than was said at first." in answering
    assert "The closing moment was moved:" in checking
    assert "Half of us were at a fair." in answering
    assert "Half of us were at a fair." in checking
