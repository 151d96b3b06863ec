"""Can somebody answer a round once, knowing beforehand what happens with it?"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.release import service as release
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.tables import RosterRow
from tests.pages import Visitor, words_of
from tests.web.employee.rounds import Asked, ask, close, plan_round

pytestmark = pytest.mark.both_engines

Browse = Callable[[PersonId | None], Visitor]
OPEN = "answer-G4"


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


@pytest.fixture
def ada(visit: Browse, asked: Asked) -> Visitor:
    return visit(asked.people[0])


def rated(page: BeautifulSoup) -> list[str]:
    """Return the names of the rated questions, in order."""
    names = [str(field["name"]) for field in page.select("form#ballot input[type=radio]")]
    return list(dict.fromkeys(name for name in names if name != "scope"))


def in_the_box(stores: Stores) -> int:
    with stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0


def number_in(page: BeautifulSoup) -> str:
    field = page.select_one("input[name=ballot]")
    assert field is not None
    return str(field["value"])


def test_everything_is_on_one_page_that_works_without_javascript(
    ada: Visitor, asked: Asked
) -> None:
    page = ada.open(asked.path)

    questions = page.select("section[data-step=question]")
    assert len(questions) == 7
    assert [bool(q.select_one("fieldset legend")) for q in questions] == [True] * 7
    assert len(rated(page)) == 6
    assert all(not section.has_attr("hidden") for section in page.select("section"))
    assert page.select("button[type=submit]#send")


def test_each_rated_question_has_five_answers_dont_know_and_skip_and_no_default(
    ada: Visitor, asked: Asked
) -> None:
    page = ada.open(asked.path)

    for name in rated(page):
        fields = page.select(f"input[name='{name}']")
        assert [field["value"] for field in fields] == ["1", "2", "3", "4", "5", "unknown", ""]
        assert not any(field.has_attr("checked") for field in fields)


def test_before_the_first_question_it_says_who_sees_what_and_when_it_is_deleted(
    ada: Visitor, asked: Asked
) -> None:
    page = ada.open(asked.path)

    said = words_of(page)
    before, _, questions = said.partition("Think of the past four weeks.")
    assert "They count in the total of Tenants desk: 6 people." in before
    assert ", ".join(f"Tenants desk {number}" for number in range(6)) in before
    assert "fewer than 5 answers is not shown" in before
    assert "from 10 answers on" in before
    assert "When it is deleted:" in before
    assert "you trust our server while you press Send" in before
    assert "Sent is sent." in questions


def test_the_questions_are_in_the_readers_language(visit: Browse, asked: Asked) -> None:
    dutch = Visitor(visit(asked.people[0]).client, language="nl")

    page = dutch.open(asked.path)

    assert "Denk aan de afgelopen vier weken." in words_of(page)
    assert "Eigen vraag?" in words_of(page)
    assert "(Bijna) nooit" in words_of(page)


def test_a_round_in_one_language_says_so_to_screen_readers(visit: Browse, stores: Stores) -> None:
    asked = ask(stores, locales=("nl",))

    page = visit(asked.people[0]).open(asked.path)

    assert len(page.select("fieldset[lang=nl]")) == 6
    assert "Eigen vraag?" in words_of(page)


def test_every_form_has_a_ballot_number_of_its_own(ada: Visitor, asked: Asked) -> None:
    numbers = {number_in(ada.open(asked.path)) for _time in range(3)}

    assert len(numbers) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", number) for number in numbers)


def test_answers_are_sent_and_thanked_for(ada: Visitor, asked: Asked, stores: Stores) -> None:
    page = ada.open(asked.path)

    page = ada.submit(page, {**dict.fromkeys(rated(page), "4"), OPEN: "Listen more."})

    assert "Thank you. Your answers are sent." in words_of(page)
    assert "What happens now?" in words_of(page)
    assert "Listen more." not in page.text
    assert in_the_box(stores) == 1


def test_everything_may_be_skipped(ada: Visitor, asked: Asked, stores: Stores) -> None:
    page = ada.submit(ada.open(asked.path))

    assert "Thank you" in words_of(page)
    assert in_the_box(stores) == 1


def test_what_was_sent_is_what_is_counted(visit: Browse, asked: Asked, stores: Stores) -> None:
    first, second, third, *_rest = rated(visit(asked.people[0]).open(asked.path))
    for place, person in enumerate(asked.people):
        visitor = visit(person)
        answers = {first: str(2 + place % 2), second: "unknown" if place == 0 else "3", third: ""}
        visitor.submit(visitor.open(asked.path), {**answers})

    close(stores, asked)

    code_of = {name: name.removeprefix("answer-") for name in (first, second, third)}
    with stores.main() as session:
        figures = {
            figure.item: getattr(figure, "n", None)
            for figure in release.results(session, rounds=[asked.round_id], units=None, items=None)
        }
    assert figures[code_of[first]] == 6
    assert figures[code_of[second]] == 5
    assert figures[code_of[third]] is None


def test_a_double_click_counts_once(ada: Visitor, asked: Asked, stores: Stores) -> None:
    page = ada.open(asked.path)
    answers = dict.fromkeys(rated(page), "4")

    ada.submit(page, dict(answers))
    again = ada.submit(page, dict(answers))

    assert "Thank you" in words_of(again)
    assert in_the_box(stores) == 1


def test_a_second_tab_is_refused_kindly(ada: Visitor, asked: Asked, stores: Stores) -> None:
    first, second = ada.open(asked.path), ada.open(asked.path)
    ada.submit(first)

    page = ada.submit(second, status=409)

    assert "You already took part" in words_of(page)
    assert in_the_box(stores) == 1


def test_who_already_took_part_is_thanked_again(ada: Visitor, asked: Asked) -> None:
    ada.submit(ada.open(asked.path))

    assert "Thank you. Your answers are sent." in words_of(ada.open(asked.path))


def test_without_having_sent_there_is_no_thank_you_page(ada: Visitor, asked: Asked) -> None:
    page = ada.open(f"{asked.path}/thanks")

    assert page.select("form#ballot")


def test_a_round_that_closed_in_between_says_that_nothing_was_counted(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    page = ada.open(asked.path)
    close(stores, asked)

    page = ada.submit(page, dict.fromkeys(rated(page), "4"), status=409)

    assert "What you sent just now was not counted." in words_of(page)


def test_a_closed_round_explains_itself_without_blame(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    close(stores, asked)

    page = ada.open(asked.path)

    assert "This round is closed" in words_of(page)
    assert "not counted" not in words_of(page)


def test_a_round_that_is_not_open_yet_says_when_it_opens(visit: Browse, stores: Stores) -> None:
    planned = plan_round(stores)

    page = visit(planned.people[0]).open(planned.path)

    assert "This round is not open yet" in words_of(page)


def test_who_is_not_invited_finds_nothing(visit: Browse, asked: Asked) -> None:
    stranger = visit(asked.stranger)
    token = stranger.open("/reflect/start").select_one("main input[name=csrf_token]")
    assert token is not None

    stranger.open(asked.path, status=404)
    sent = stranger.client.post(
        asked.path, data={"csrf_token": str(token["value"]), "ballot": "ab" * 32}
    )

    assert sent.status_code == 404


def test_an_unknown_round_is_not_found(ada: Visitor) -> None:
    ada.open("/pulse/00000000-0000-4000-8000-000000000000", status=404)


def test_an_answer_off_the_scale_is_refused_and_the_rest_is_kept(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    page = ada.open(asked.path)
    number, [first, second, *_rest] = number_in(page), rated(page)

    page = ada.submit(page, {first: "9", second: "2", OPEN: "Listen."}, status=422)

    assert "Choose one of the answers, or skip the question." in words_of(page)
    kept = page.select_one(f"input[name='{second}'][checked]")
    words = page.select_one("textarea")
    assert kept is not None
    assert words is not None
    assert (kept["value"], words.text.strip()) == ("2", "Listen.")
    assert number_in(page) == number
    assert in_the_box(stores) == 0


def test_words_that_are_too_long_are_refused_and_kept(ada: Visitor, asked: Asked) -> None:
    page = ada.submit(ada.open(asked.path), {OPEN: "x" * 601}, status=422)

    assert "Use at most 600 characters." in words_of(page)
    assert "x" * 601 in words_of(page)


def test_new_lines_count_as_the_browser_counts_them(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    ada.submit(ada.open(asked.path), {OPEN: "x" * 298 + "\r\n" * 4 + "y" * 298})

    assert in_the_box(stores) == 1


def test_a_form_without_a_good_number_can_be_sent_again(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    page = ada.submit(ada.open(asked.path), {"ballot": "tampered"}, status=422)
    assert "send again" in words_of(page)

    page = ada.submit(page)

    assert "Thank you" in words_of(page)
    assert in_the_box(stores) == 1


def test_a_field_the_round_does_not_ask_is_not_looked_at(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    page = ada.open(asked.path)
    token = page.select_one("form#ballot input[name=csrf_token]")
    assert token is not None

    sent = ada.client.post(
        asked.path,
        data={
            "csrf_token": str(token["value"]),
            "ballot": number_in(page),
            "answer-M11A-P1": "5",
            "person": "Ada",
        },
    )

    assert sent.status_code == 200
    assert in_the_box(stores) == 1


def test_the_writer_chooses_where_words_may_be_read(ada: Visitor, asked: Asked) -> None:
    page = ada.open(asked.path)

    scopes = page.select("input[name=scope]")

    assert [scope["value"] for scope in scopes] == ["unit", "organisation"]
    assert "or are not kept" in words_of(page)


def test_a_retry_after_a_crash_between_the_stores_sends_the_ballot(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    page = ada.open(asked.path)
    claim = sha256(b"roster" + bytes.fromhex(number_in(page))).digest()
    with stores.main() as session, transaction(session):
        row = session.get(RosterRow, (asked.round_id, asked.people[0]))
        assert row is not None
        row.claim = claim
    assert in_the_box(stores) == 0

    page = ada.submit(page)

    assert "Thank you" in words_of(page)
    assert in_the_box(stores) == 1


def test_another_person_at_the_same_browser_gets_no_draft_of_the_first(
    visit: Browse, asked: Asked
) -> None:
    keys = set()
    for person in asked.people[:2]:
        form = visit(person).open(asked.path).select_one("form#ballot")
        assert form is not None
        keys.add(str(form["data-draft"]).split(".")[0])

    assert len(keys) == 2


def test_nothing_about_the_answers_is_logged(
    ada: Visitor, asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = ada.open(asked.path)

    ada.submit(page, {OPEN: "a very private remark"})
    ada.submit(page, {OPEN: "x" * 601}, status=422)

    assert "a very private remark" not in caplog.text
    assert number_in(page) not in caplog.text


def test_the_roster_knows_that_the_ballot_is_used(
    ada: Visitor, asked: Asked, stores: Stores
) -> None:
    ada.submit(ada.open(asked.path))

    with stores.main() as session:
        sent = [
            invitation.sent
            for person in asked.people
            if (
                invitation := roster.invitation_for(
                    session, person_id=person, round_id=asked.round_id
                )
            )
        ]
    assert sent == [True, False, False, False, False, False]
