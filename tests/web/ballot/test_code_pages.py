"""Can somebody with a card answer, without the browser or the server keeping who they are?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from feedbackpulse import clock
from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.ballots.service import number_hash
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.cards import make_cards
from tests.pages import Visitor, words_of
from tests.web.employee.rounds import Asked, close, open_now, plan_round

Visit = Callable[[PersonId | None], Visitor]
WRONG = "2222-2222-2222"
THANKS = "Thank you. Your answers are sent."


@dataclass(frozen=True, kw_only=True, slots=True)
class Cards:
    """An open round of a team of six that answers with cards, and a browser of nobody."""

    asked: Asked
    codes: tuple[str, ...]
    browser: Visitor


@pytest.fixture
def cards(stores: Stores, visit: Visit) -> Cards:
    return handed_out(stores, visit, plan_round(stores))


def handed_out(stores: Stores, visit: Visit, asked: Asked) -> Cards:
    with stores.main() as session, transaction(session):
        for person in asked.people:
            people.choose_paper(session, person_id=person, on_paper=True)
    open_now(stores, asked)
    sheet, *_others = make_cards(stores, round_id=asked.round_id)
    return Cards(asked=asked, codes=sheet.codes, browser=visit(None))


def enter(cards: Cards, code: str, *, status: int = 200, lang: str = "") -> BeautifulSoup:
    page = cards.browser.open(f"/ballot{lang}")
    return cards.browser.submit(page, {"code": code}, status=status)


def answer_of(page: BeautifulSoup, value: str) -> dict[str, str | list[str]]:
    names = {str(field["name"]) for field in page.select("#ballot input[type=radio][name^=answer]")}
    return dict.fromkeys(names, value)


def ballots(stores: Stores) -> int:
    with stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0


def test_a_card_leads_to_the_questions_and_a_receipt(cards: Cards, stores: Stores) -> None:
    page = enter(cards, cards.codes[0].lower().replace("-", " "))
    said = words_of(page)
    assert "How we listen" in said
    assert "Tenants desk: 6 people, of whom 6 answer with a card." in said
    assert "you trust our server while you press Send" in said

    number = str(page.select_one("input[name=ballot]")["value"])  # type: ignore[index]  # it is there
    page = cards.browser.submit(page, answer_of(page, "4"))

    assert page.h1 is not None
    assert page.h1.text == THANKS
    assert receipt_of(number_hash(bytes.fromhex(number))) in words_of(page)
    assert ballots(stores) == 1


def test_who_may_be_answered_gets_a_code_for_that(cards: Cards) -> None:
    form = enter(cards, cards.codes[0])
    field, box = form.select_one("#ballot textarea"), form.select_one("[name^=reply-]")
    assert field is not None
    assert box is not None

    page = cards.browser.submit(form, {str(field["name"]): "Words", str(box["name"]): "yes"})

    assert "Your codes to read an answer" in words_of(page)
    assert page.select_one("a[href^='/ballot/reply']")


def test_a_card_asks_what_somebody_wants_to_learn(stores: Stores, visit: Visit) -> None:
    cards = handed_out(stores, visit, plan_round(stores, asks_learning=True))
    form = enter(cards, cards.codes[0])
    assert len(form.select("[name=about-learning]")) == 12

    wrong = {"about-learning": "M8", **answer_of(form, "9")}
    again = cards.browser.submit(form, wrong, status=422)
    [chosen] = again.select("[name=about-learning][checked]")
    cards.browser.submit(again, answer_of(again, "4"))

    assert chosen["value"] == "M8"
    assert ballots(stores) == 1


def test_the_same_form_again_shows_the_same_receipt(cards: Cards, stores: Stores) -> None:
    form = enter(cards, cards.codes[0])

    first = cards.browser.submit(form, answer_of(form, "4"))
    again = cards.browser.submit(form, answer_of(form, "1"))

    assert words_of(again) == words_of(first)
    assert ballots(stores) == 1


def test_a_used_card_hears_thanks_at_the_door_and_in_another_tab(
    cards: Cards, stores: Stores
) -> None:
    form, other = enter(cards, cards.codes[0]), enter(cards, cards.codes[0])
    cards.browser.submit(form, answer_of(form, "4"))

    for page in (
        enter(cards, cards.codes[0]),
        cards.browser.submit(other, answer_of(other, "2"), status=409),
    ):
        assert "Thank you! This card is used." in words_of(page)
        assert "your answers are in, and count once." in words_of(page)
    assert ballots(stores) == 1


def test_a_wrong_code_hears_what_to_check_and_nothing_else(cards: Cards, stores: Stores) -> None:
    void = cards.codes[1]
    make_cards(stores, round_id=cards.asked.round_id)

    pages = [enter(cards, code, status=422) for code in (WRONG, "AB", void)]

    said = {words_of(page) for page in pages}
    assert len(said) == 1
    assert "Compare it with your card, one character at a time." in said.pop()
    field = pages[0].select_one("#code[aria-invalid=true]")
    assert field is not None
    assert field["value"] == WRONG


def test_an_empty_field_is_asked_for_again(cards: Cards) -> None:
    assert "Fill in the code on your card." in words_of(enter(cards, " ", status=422))


def test_a_card_that_became_void_meanwhile_sends_nothing(cards: Cards, stores: Stores) -> None:
    form = enter(cards, cards.codes[0])
    make_cards(stores, round_id=cards.asked.round_id)

    page = cards.browser.submit(form, answer_of(form, "4"), status=409)

    assert "Nothing was sent." in words_of(page)
    assert ballots(stores) == 0


def test_after_closing_a_card_hears_so(
    cards: Cards, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = enter(cards, cards.codes[0])
    later = clock.now() + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)

    for page in (
        enter(cards, cards.codes[0], status=409),
        cards.browser.submit(form, answer_of(form, "4"), status=409),
    ):
        assert "This round is closed" in words_of(page)
    assert ballots(stores) == 0


def test_a_burnt_round_knows_no_card_any_more(cards: Cards, stores: Stores) -> None:
    close(stores, cards.asked)

    assert "Perhaps the round is closed." in words_of(enter(cards, cards.codes[0], status=422))


def test_a_mistake_keeps_what_was_filled_in_and_uses_no_card(cards: Cards, stores: Stores) -> None:
    form = enter(cards, cards.codes[0])
    field = form.select_one("#ballot textarea")
    assert field is not None
    too_long = {**answer_of(form, "3"), str(field["name"]): "x" * 601}

    page = cards.browser.submit(form, too_long, status=422)

    assert "Use at most 600 characters." in words_of(page)
    assert len(page.select("#ballot input[type=radio][name^=answer][value='3'][checked]")) > 1
    assert ballots(stores) == 0
    page = cards.browser.submit(page, {str(field["name"]): "x"})
    assert THANKS in words_of(page)


def test_the_language_changes_and_what_is_filled_in_stays(cards: Cards) -> None:
    assert cards.browser.open("/ballot?lang=nl").select_one("html[lang=nl]")
    form = enter(cards, cards.codes[0], lang="?lang=en")
    button = form.select_one("button[name=switch][form=ballot]")
    assert button is not None
    sent = {
        **{
            str(one["name"]): str(one["value"]) for one in form.select("#ballot input[type=hidden]")
        },
        **{name: str(value) for name, value in answer_of(form, "2").items()},
        "switch": "yes",
    }

    page = BeautifulSoup(
        cards.browser.client.post(str(button["formaction"]), data=sent).text, "html5lib"
    )

    assert page.select_one("html[lang=nl]")
    assert len(page.select("#ballot input[value='2'][checked]")) == len(answer_of(form, "2"))
    assert page.select_one("#ballot[action='/ballot/answer?lang=nl']")


def test_who_kept_the_address_of_the_questions_begins_again(cards: Cards) -> None:
    assert cards.browser.get("/ballot/answer").location == "/ballot"


def test_nothing_of_a_card_is_in_an_address_and_nothing_stays_in_the_browser(
    cards: Cards, app: Flask
) -> None:
    form = enter(cards, cards.codes[0])
    sent = cards.browser.send(form, answer_of(form, "4"))

    assert sent.request.path == "/ballot/answer"
    assert not sent.history
    assert sent.headers["Cache-Control"] == "no-store"
    assert sent.headers["Referrer-Policy"] == "no-referrer"
    assert sent.headers["Clear-Site-Data"] == '"cache"'
    assert cards.browser.client._cookies == {}


def test_a_browser_that_is_signed_in_is_not_recognised(
    cards: Cards, app: Flask, visit: Visit
) -> None:
    signed_in = visit(cards.asked.people[0])
    page = signed_in.get("/ballot")
    form = signed_in.submit(signed_in.open("/ballot"), {"code": cards.codes[0]})
    sent = signed_in.send(form, answer_of(form, "4"))

    for response in (page, sent):
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "/account" not in response.text


def test_a_page_that_does_not_exist_there_sets_no_cookie_either(app: Flask) -> None:
    client: FlaskClient = app.test_client()

    for response in (client.get("/ballot/nothing"), client.post("/ballot/nothing")):
        assert response.status_code == 404
        assert "Set-Cookie" not in response.headers


def test_answering_with_a_card_is_not_logged(
    cards: Cards, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="feedbackpulse")
    form = enter(cards, cards.codes[0])
    cards.browser.submit(form, answer_of(form, "4"))

    assert caplog.records == []


def test_a_round_without_cards_has_no_code_that_works(stores: Stores, visit: Visit) -> None:
    asked = plan_round(stores)
    open_now(stores, asked)
    browser = visit(None)

    page = browser.submit(browser.open("/ballot"), {"code": WRONG}, status=422)

    assert "does not work" in words_of(page)
    assert make_cards(stores, round_id=RoundId(asked.round_id)) == ()
