"""Can who left, and nobody else, take along what they wrote, or erase it?"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date

import pytest
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.leaving import see_off
from feedbackpulse.notices.domain import MailId, QueuedMail
from feedbackpulse.notices.outbox import lease_mail
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.leaving import keep_private_address
from feedbackpulse.reflection.notebook import find_notebook
from feedbackpulse.reflection.sealing import seal_notebook
from feedbackpulse.web.letters.compose import composer
from tests.notebooks import notebook_of
from tests.pages import Visitor, words_of
from tests.reflection.sharers import hire
from tests.web.employee.test_reflect import DISTINCT, reflected

Visit = Callable[[PersonId | None], Visitor]
PASSWORD = "seven herons under the bridge"
SAID = "I let her finish"


@pytest.fixture
def noor(stores: Stores) -> PersonId:
    [owner] = hire(stores, "Noor")
    reflected(stores, owner, DISTINCT, on=date(2026, 2, 1), words=SAID)
    return owner


def leave(stores: Stores, person: PersonId) -> None:
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=person, at=clock.now())
    see_off(stores, now=clock.now(), apart=lambda _what: nullcontext())


def letter_of(visitor: Visitor, stores: Stores) -> tuple[str, str]:
    """Return where the mail goes, and the code in its link."""
    with stores.main() as session:
        mail_id = MailId(session.scalars(select(MailRow.id)).one())
    with stores.main() as session, transaction(session):
        mail = lease_mail(session, mail_id=mail_id, now=clock.now())
    assert isinstance(mail, QueuedMail)
    letter = composer(visitor.client.application)(mail)
    assert letter is not None
    [link] = [line for line in letter.text.splitlines() if "/leaving#" in line]
    return letter.to, link.partition("#")[2]


def come(visit: Visit, stores: Stores) -> tuple[Visitor, str]:
    visitor = visit(None)
    return visitor, letter_of(visitor, stores)[1]


def test_the_link_opens_what_they_wrote(visit: Visit, stores: Stores, noor: PersonId) -> None:
    leave(stores, noor)
    visitor, code = come(visit, stores)

    page = visitor.submit(visitor.open("/leaving"), {"code": code})
    answer = visitor.send(page, button="then=json")

    assert json.loads(answer.text)["written_by_me"]["reflections"][0]["words"][0]["text"] == SAID
    assert visitor.send(page, button="then=pdf").mimetype == "application/pdf"
    assert visitor.get("/reflect").status_code == 302, "it signs nobody in"


def test_erasing_takes_two_steps_and_ends_the_link(
    visit: Visit, stores: Stores, noor: PersonId
) -> None:
    leave(stores, noor)
    visitor, code = come(visit, stores)
    page = visitor.submit(visitor.open("/leaving"), {"code": code})

    asked = visitor.submit(page, button="then=erase", status=422)
    assert "Tick this box first." in words_of(asked)
    done = visitor.submit(asked, {"sure": "y"}, button="then=erase")

    assert "Everything is erased" in words_of(done)
    with stores.main() as session:
        assert find_notebook(session, keys=stores.keys, owner=noor) is None
    again = visitor.submit(visitor.open("/leaving"), {"code": code}, status=410)
    assert "This link no longer works" in words_of(again)


def test_a_link_sent_to_work_is_not_enough_for_who_had_a_password(
    visit: Visit, stores: Stores, noor: PersonId
) -> None:
    with stores.main() as session, transaction(session):
        accounts.set_password(session, person_id=noor, password_hash=hash_password(PASSWORD))
    leave(stores, noor)
    visitor, code = come(visit, stores)
    page = visitor.submit(visitor.open("/leaving"), {"code": code})

    for then in ("json", "pdf", "erase"):
        refused = visitor.submit(page, {"sure": "y"}, button=f"then={then}", status=422)
        assert "This is not your password." in words_of(refused)
    answer = visitor.send(page, {"password": PASSWORD}, button="then=json")

    assert SAID in answer.text


def test_guessing_is_held_back(visit: Visit, stores: Stores, noor: PersonId) -> None:
    with stores.main() as session, transaction(session):
        accounts.set_password(session, person_id=noor, password_hash=hash_password(PASSWORD))
    leave(stores, noor)
    visitor, code = come(visit, stores)
    page = visitor.submit(visitor.open("/leaving"), {"code": code})

    tried = [visitor.send(page, {"password": "no"}, button="then=json") for _ in range(9)]

    assert [answer.status_code for answer in tried] == [422] * 8 + [429]


def test_a_private_address_gets_the_link_and_needs_no_password(
    visit: Visit, stores: Stores, noor: PersonId
) -> None:
    with stores.main() as session, transaction(session):
        accounts.set_password(session, person_id=noor, password_hash=hash_password(PASSWORD))
        keep_private_address(session, keys=stores.keys, owner=noor, address="noor@home.example")
    leave(stores, noor)
    visitor = visit(None)
    to, code = letter_of(visitor, stores)

    page = visitor.submit(visitor.open("/leaving"), {"code": code})

    assert to == "noor@home.example"
    assert SAID in visitor.send(page, button="then=json").text


def test_a_sealed_notebook_opens_with_its_passphrase_only(
    visit: Visit, stores: Stores, noor: PersonId
) -> None:
    notebook = notebook_of(stores, noor)
    with stores.main() as session, transaction(session):
        _sealed, recovery = seal_notebook(
            session, keys=stores.keys, notebook=notebook, passphrase=PASSWORD
        )
    leave(stores, noor)
    visitor, code = come(visit, stores)
    page = visitor.submit(visitor.open("/leaving"), {"code": code})

    refused = visitor.submit(page, {"passphrase": "another"}, button="then=json", status=422)
    assert "This passphrase does not open your notebook." in words_of(refused)
    assert SAID in visitor.send(page, {"passphrase": PASSWORD}, button="then=json").text
    assert SAID in visitor.send(page, {"passphrase": recovery}, button="then=json").text
    done = visitor.submit(page, {"sure": "y"}, button="then=erase")
    assert "Everything is erased" in words_of(done), "also without the passphrase"


def test_who_came_back_signs_in_and_the_link_is_dead(
    visit: Visit, stores: Stores, noor: PersonId
) -> None:
    leave(stores, noor)
    visitor, code = come(visit, stores)
    with stores.main() as session, transaction(session):
        people.reactivate_person(session, person_id=noor, at=clock.now())

    page = visitor.submit(visitor.open("/leaving"), {"code": code}, status=410)

    assert "sign in as before" in words_of(page)
    with stores.main() as session:
        assert find_notebook(session, keys=stores.keys, owner=noor) is not None


def test_other_codes_open_nothing(visit: Visit, stores: Stores, noor: PersonId) -> None:
    leave(stores, noor)
    visitor, code = come(visit, stores)
    number, _dot, token = code.partition(".")
    page = visitor.open("/leaving")

    for tried in ("", "x", "ü.ü", "0" * 32 + ".abc", code[:-1], number, f"{number}.é", token):
        assert visitor.send(page, {"code": tried}).status_code == 410
