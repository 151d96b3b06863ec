"""Can people answer one after another on one tablet, without any of them leaving something?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.cards import make_cards
from tests.pages import Visitor, checked, words_of
from tests.web.employee.rounds import open_now, plan_round

Visit = Callable[[PersonId | None], Visitor]
WRONG = "2222-2222-2222"


@pytest.fixture
def codes(stores: Stores) -> tuple[str, ...]:
    """Return the codes of an open round."""
    asked = plan_round(stores)
    with stores.main() as session, transaction(session):
        for person in asked.people:
            people.choose_paper(session, person_id=person, on_paper=True)
    open_now(stores, asked)
    [sheet] = make_cards(stores, round_id=asked.round_id)
    return sheet.codes


@pytest.fixture
def tablet(visit: Visit) -> Visitor:
    return visit(None)


def begin(tablet: Visitor, code: str, how: str = "") -> TestResponse:
    return tablet.send(tablet.open(f"/ballot/kiosk{how}"), {"code": code})


def all_fours(page: BeautifulSoup) -> dict[str, str | list[str]]:
    names = {str(field["name"]) for field in page.select("#ballot input[type=radio][name^=answer]")}
    return dict.fromkeys(names, "4")


def ballots(stores: Stores) -> int:
    with stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0


def test_people_answer_one_after_another(
    tablet: Visitor, codes: tuple[str, ...], stores: Stores
) -> None:
    for code in codes[:2]:
        form = checked(begin(tablet, code).text)
        page = tablet.submit(form, all_fours(form))
        assert "Thank you. Your answers are sent." in words_of(page)
        link = page.select_one("main a.btn")
        assert link is not None
        start = tablet.open(str(link["href"]))
        field = start.select_one("#code")
        assert field is not None
        assert field["value"] == ""

    assert ballots(stores) == 2


def test_every_page_of_the_tablet_goes_back_to_the_start(
    tablet: Visitor, codes: tuple[str, ...]
) -> None:
    form = begin(tablet, codes[0])
    answers = all_fours(checked(form.text))
    pages = [
        tablet.get("/ballot/kiosk"),
        begin(tablet, WRONG),
        form,
        tablet.send(checked(form.text), answers),
        begin(tablet, codes[0]),
    ]

    assert [page.headers["Refresh"] for page in pages] == [
        f"{seconds}; url=/ballot/kiosk" for seconds in (180, 180, 180, 20, 180)
    ]
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store"}
    assert [page.status_code for page in pages] == [200, 422, 200, 200, 200]
    assert tablet.client._cookies == {}


def test_a_module_that_looks_after_it_is_not_interrupted(
    tablet: Visitor, codes: tuple[str, ...]
) -> None:
    form = begin(tablet, codes[0], "?script=yes")
    sent = tablet.send(checked(form.text), all_fours(checked(form.text)))

    for page in (form, sent):
        assert page.headers["Refresh"] == "1800; url=/ballot/kiosk?script=yes"
        assert checked(page.text).select_one("#kiosk-clock[data-script=yes]")
        assert not checked(page.text).select("noscript")


def test_without_javascript_more_time_is_a_button_that_keeps_what_is_filled_in(
    tablet: Visitor, codes: tuple[str, ...], stores: Stores
) -> None:
    form = begin(tablet, codes[0])
    assert "button" in str(checked(form.text).select_one("#ballot noscript"))
    fields = checked(form.text).select("#ballot input[type=hidden]")
    sent = {str(field["name"]): str(field["value"]) for field in fields}
    sent |= dict.fromkeys(all_fours(checked(form.text)), "4") | {"more": "yes"}

    again = tablet.client.post("/ballot/kiosk/answer?lang=en", data=sent)

    page = checked(again.text)
    assert again.headers["Refresh"] == "1800; url=/ballot/kiosk"
    assert len(page.select("#ballot input[value='4'][checked]")) == len(all_fours(page))
    assert "half an hour" in str(page.select_one("#ballot noscript"))
    assert ballots(stores) == 0
    assert "Your answers are sent" in words_of(tablet.submit(page))


def test_codes_to_write_down_stay_longer_on_the_screen(
    tablet: Visitor, codes: tuple[str, ...]
) -> None:
    form = checked(begin(tablet, codes[0]).text)
    field, box = form.select_one("#ballot textarea"), form.select_one("[name^=reply-]")
    assert field is not None
    assert box is not None

    sent = tablet.send(form, {str(field["name"]): "Words", str(box["name"]): "yes"})

    assert sent.headers["Refresh"].startswith("180;")
    assert "http://localhost/ballot/reply" in words_of(checked(sent.text))
    assert not checked(sent.text).select("main a[href*='/ballot/reply']")


def test_the_language_changes_for_one_person_only(tablet: Visitor, codes: tuple[str, ...]) -> None:
    page = tablet.open("/ballot/kiosk?lang=nl")
    assert page.select_one("html[lang=nl]")

    form = tablet.send(page, {"code": codes[0]})
    thanks = tablet.send(checked(form.text), all_fours(checked(form.text)))

    for shown in (form, thanks):
        assert checked(shown.text).select_one("html[lang=nl]")
        assert "lang" not in shown.headers["Refresh"]


def test_who_kept_the_address_of_the_questions_begins_again(tablet: Visitor) -> None:
    assert tablet.get("/ballot/kiosk/answer").location == "/ballot/kiosk"


def test_a_device_of_ones_own_does_not_clear_itself(
    tablet: Visitor, codes: tuple[str, ...]
) -> None:
    form = tablet.send(tablet.open("/ballot"), {"code": codes[0]})

    assert "Refresh" not in form.headers
    assert "kiosk" not in form.text
