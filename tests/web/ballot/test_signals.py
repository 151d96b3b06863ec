"""Can somebody bring something up without a name, and does only their code open the answer?"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.receipt_codes import mailbox_of
from feedbackpulse.signals import conversations
from feedbackpulse.signals.door import find_door, renew_door
from feedbackpulse.signals.sending import sent_with
from feedbackpulse.signals.tables import AllowanceRow, SignalRow
from tests.organisations import Organisation, found
from tests.pages import Visitor, words_of

Browse = Callable[[PersonId | None], Visitor]
WORDS = "A fictional idea: begin the shift with one question."
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def company(stores: Stores) -> Organisation:
    with stores.main() as session, transaction(session):
        made = found(session, "Company 1\n  Day 6\n  Trio 3", at=LONG_AGO)
        for team in ("Day", "Trio"):
            people.appoint_lead(session, person_id=made.people[team][0], team_id=made.teams[team])
    return made


@pytest.fixture
def door(stores: Stores, company: Organisation) -> str:
    with stores.main() as session, transaction(session):
        return find_door(session)


@pytest.fixture
def phone(visit: Browse) -> Visitor:
    return visit(None)


def choices(page: BeautifulSoup, name: str) -> set[str]:
    return {str(one["value"]) for one in page.select(f"input[name={name}]")}


def filled(**changes: str) -> dict[str, str | list[str]]:
    return {"kind": "idea", "reader": "hr", "text": WORDS, **changes}


def check(phone: Visitor, door: str, **changes: str) -> BeautifulSoup:
    return phone.submit(phone.open(f"/ballot/signal/{door}"), filled(**changes))


def send(phone: Visitor, door: str, **changes: str) -> str:
    """Send without JavaScript; return the code that is shown."""
    page = phone.submit(check(phone, door, **changes), button="step=send")
    [code] = page.select("#new-code")
    return code.text


def open_with(phone: Visitor, code: str, status: int = 200) -> BeautifulSoup:
    return phone.submit(phone.open("/ballot/reply"), {"code": code}, status=status)


@pytest.fixture
def row(stores: Stores) -> Callable[[], SignalRow]:
    def only() -> SignalRow:
        with stores.main() as session:
            [one] = session.scalars(select(SignalRow))
            session.expunge(one)
            return one

    return only


def test_before_typing_it_says_who_reads_it_and_when(phone: Visitor, door: str) -> None:
    page = phone.open(f"/ballot/signal/{door}")
    said = words_of(page)
    before = said[: said.index("Your words")]

    assert "You choose who reads it." in before
    assert "The reader can see it from tomorrow on." in before
    assert "within two weeks" in before
    assert page.select_one("textarea[data-warn]")


def test_only_leads_of_teams_that_are_not_small_can_be_chosen(
    phone: Visitor, door: str, stores: Stores, company: Organisation
) -> None:
    page = phone.open(f"/ballot/signal/{door}")
    [field] = page.select("select[name=team]")

    assert "Day" in field.text
    assert "Trio" not in field.text
    assert choices(page, "reader") == {"hr", "lead"}
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=company.people["Day"][1], role=Role.ADVISER)
    page = phone.open(f"/ballot/signal/{door}")
    assert choices(page, "reader") == {"hr", "lead", "adviser"}
    assert "Wise when it is about safety" in words_of(page)


@pytest.mark.parametrize("team", ["Trio", "Day"])
def test_a_lead_needs_a_team_that_can_be_chosen(
    phone: Visitor, door: str, company: Organisation, team: str
) -> None:
    chosen = company.teams[team].hex
    form = phone.open(f"/ballot/signal/{door}")
    page = phone.submit(
        form, filled(reader="lead", team=chosen), status=200 if team == "Day" else 422
    )

    assert ("Choose a team." in words_of(page)) == (team == "Trio")
    assert WORDS in str(page)


def test_a_wrong_door_is_no_page(phone: Visitor, door: str, stores: Stores) -> None:
    assert phone.get("/ballot/signal/nonsense").status_code == 404
    with stores.main() as session, transaction(session):
        renew_door(session)
    assert phone.get(f"/ballot/signal/{door}").status_code == 404
    assert phone.client.post(f"/ballot/signal/{door}/send", data={}).status_code == 404


def test_who_wrote_while_the_door_was_closed_gets_the_words_back_and_nothing_is_kept(
    phone: Visitor, door: str, stores: Stores
) -> None:
    look = check(phone, door)
    with stores.main() as session, transaction(session):
        renew_door(session)

    page = phone.submit(look, button="step=send", status=404)

    assert "This address is closed" in words_of(page)
    assert WORDS in str(page.select_one("textarea"))
    with stores.main() as session:
        assert session.scalars(select(SignalRow)).all() == []


def test_what_is_missing_is_said_and_the_words_stay(phone: Visitor, door: str) -> None:
    form = phone.open(f"/ballot/signal/{door}")
    page = phone.submit(form, {"text": WORDS}, status=422)

    assert "Choose what it is." in words_of(page)
    assert "Choose who reads it." in words_of(page)
    assert WORDS in str(page)


def test_a_code_opens_what_was_sent_and_both_sides_can_write(
    phone: Visitor, door: str, stores: Stores, row: Callable[[], SignalRow]
) -> None:
    code = send(phone, door)
    assert WORDS in words_of(open_with(phone, code))

    with stores.main() as session, transaction(session):
        conversations.reply(
            session,
            keys=stores.keys,
            signal_id=row().id,  # type: ignore[arg-type]  # a row's id
            body="A fictional thank you.",
            role=Role.HR,
            on=row().sent_on,
        )
    page = open_with(phone, code)
    assert "HR wrote back" in words_of(page)
    assert "A fictional thank you." in words_of(page)
    page = phone.submit(page, {"body": "One thing more."}, button="step=write")
    phone.submit(page, {"body": "One thing more."}, button="step=write")  # a reload changes nothing
    assert words_of(open_with(phone, code)).count("One thing more.") == 1


def test_the_same_form_sent_twice_is_one_signal_with_one_code(
    phone: Visitor, door: str, row: Callable[[], SignalRow]
) -> None:
    page = check(phone, door)
    codes = {phone.submit(page, button="step=send").select("#new-code")[0].text for _ in range(2)}

    assert len(codes) == 1
    assert row().mailbox == mailbox_of(codes.pop())


def test_something_can_be_changed_before_it_is_sent(phone: Visitor, door: str) -> None:
    form = phone.submit(check(phone, door), button="step=change")

    assert WORDS in str(form.select_one("textarea"))
    assert form.select_one("input[name=kind][value=idea][checked]")


def test_similar_ideas_are_shown_from_the_next_day_and_only_to_ideas(
    phone: Visitor, door: str, stores: Stores
) -> None:
    send(phone, door, shown="y")
    assert "Ideas that look like it" not in words_of(check(phone, door))
    with stores.main() as session, transaction(session):
        for one in session.scalars(select(SignalRow)):
            one.sent_on -= timedelta(days=1)

    assert "Ideas that look like it" in words_of(check(phone, door))
    assert "Ideas that look like it" not in words_of(check(phone, door, kind="barrier"))


def test_only_an_idea_is_shown_to_others(
    phone: Visitor, door: str, row: Callable[[], SignalRow]
) -> None:
    send(phone, door, kind="concern", shown="y")

    assert not row().shown


def test_what_the_adviser_reads_is_shown_to_nobody_else(
    phone: Visitor, door: str, stores: Stores, company: Organisation, row: Callable[[], SignalRow]
) -> None:
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=company.people["Day"][1], role=Role.ADVISER)

    send(phone, door, reader="adviser", shown="y")

    assert not row().shown


def worked_for(mailbox: str, day: str) -> str:
    nonces = (str(number) for number in range(10**7))
    return next(
        nonce
        for nonce in nonces
        if not any(sha256(f"signal{mailbox}{day}{nonce}".encode()).digest()[:2])
    )


@pytest.fixture
def sent(app: Flask) -> dict[str, str]:
    """Return what a browser with JavaScript sends."""
    mailbox = secrets.token_bytes(32).hex()
    day = clock.local_day(clock.now(), app.extensions["feedbackpulse"].settings.zone).isoformat()
    proof = {"mailbox": mailbox, "day": day, "nonce": worked_for(mailbox, day)}
    return {"kind": "idea", "reader": "hr", "text": WORDS} | proof


def test_a_browser_brings_only_the_hash_of_its_code_and_may_send_again(
    phone: Visitor, door: str, sent: dict[str, str], row: Callable[[], SignalRow]
) -> None:
    for _ in range(2):
        answer = phone.client.post(f"/ballot/signal/{door}/send", data=sent)
        assert answer.json == {"kept": sent["mailbox"]}
        assert "Set-Cookie" not in answer.headers

    assert row().mailbox == bytes.fromhex(sent["mailbox"])
    assert row().sender is None


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "x"},
        {"mailbox": "00" * 32},
        {"mailbox": "x"},
        {"day": "2020-01-01"},
        {"text": ""},
        {"reader": "admin"},
        {"text": "x" * 2001},
    ],
)
def test_without_the_work_or_with_a_broken_form_nothing_is_kept(
    phone: Visitor, door: str, sent: dict[str, str], change: dict[str, str], stores: Stores
) -> None:
    answer = phone.client.post(f"/ballot/signal/{door}/send", data=sent | change)

    assert (answer.status_code, answer.json) == (422, {"problem": "malformed"})
    with stores.main() as session:
        assert not session.scalars(select(SignalRow)).all()


def use_up(stores: Stores, left: int) -> None:
    with stores.main() as session, transaction(session):
        session.get_one(AllowanceRow, 1).left = left


def test_when_the_hour_is_full_the_words_stay_and_nothing_is_kept(
    phone: Visitor, door: str, stores: Stores, sent: dict[str, str]
) -> None:
    send(phone, door)
    use_up(stores, 50)  # what is left is for browsers that worked
    page = phone.submit(check(phone, door, text="Another one."), button="step=send", status=503)
    assert "no room left" in words_of(page)
    assert "Another one." in words_of(page)
    assert phone.client.post(f"/ballot/signal/{door}/send", data=sent).status_code == 200
    use_up(stores, 0)
    other = sent | {"mailbox": sent["mailbox"]}
    assert phone.client.post(f"/ballot/signal/{door}/send", data=other).status_code == 200
    with stores.main() as session:
        assert sent_with(session, mailbox=bytes.fromhex(sent["mailbox"]))
        assert len(session.scalars(select(SignalRow)).all()) == 2


def test_the_pages_know_nobody(
    visit: Browse, door: str, company: Organisation, row: Callable[[], SignalRow]
) -> None:
    member = visit(company.people["Day"][1])
    member.open("/")
    pages = [
        member.client.get(f"/ballot/signal/{door}"),
        member.client.post(f"/ballot/signal/{door}", data=filled() | {"step": "check"}),
        member.client.post(f"/ballot/signal/{door}", data=filled() | {"step": "send"}),
    ]

    for page in pages:
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert "Day 1" not in page.text  # their name
    assert row().sender is None


def test_a_tablet_clears_itself(phone: Visitor, door: str) -> None:
    start = phone.get(f"/ballot/kiosk/signal/{door}")
    form = phone.open(f"/ballot/kiosk/signal/{door}")
    looked = phone.send(form, filled())
    assert {page.headers["Refresh"] for page in (start, looked)} == {
        f"180; url=/ballot/kiosk/signal/{door}"
    }
    assert "on a device of your own" in words_of(
        phone.submit(BeautifulSoup(looked.text, "html5lib"), button="step=send")
    )
    reply = phone.get("/ballot/kiosk/reply")
    assert reply.headers["Refresh"] == "180; url=/ballot/kiosk/reply"


def test_the_language_goes_along_with_the_words(phone: Visitor, door: str) -> None:
    form = phone.open(f"/ballot/signal/{door}?lang=en")
    switched = phone.client.post(
        f"/ballot/signal/{door}?lang=nl", data=filled() | {"step": "switch"}
    )

    assert form.html["lang"] == "en"  # type: ignore[index]  # there is one
    assert 'lang="nl"' in switched.text
    assert WORDS in switched.text
