"""Can an employee see, take along and delete what is linked to them, and prepare for leaving?"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest
from pyotp import TOTP
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.accounts import second_factor
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.everything import EXPORTS, pages_and_seal
from feedbackpulse.reflection.leaving import find_private_address
from feedbackpulse.reflection.pages import PageKind
from feedbackpulse.reflection.tables import PrivateAddressRow
from tests.pages import Visitor, words_of
from tests.reflection.sharers import STRENGTH, give, hire, read
from tests.web.account.test_sign_in_link import with_mail
from tests.web.employee.test_reflect import DISTINCT, reflected

Visit = Callable[[PersonId], Visitor]
SAID = "I let her finish"


@pytest.fixture
def both(stores: Stores) -> list[PersonId]:
    """Return Noor, who reflected and shares something, and Ali, who reads it."""
    found = hire(stores, "Noor", "Ali")
    reflected(stores, found[0], DISTINCT, on=date(2026, 2, 1), words=SAID)
    give(stores, found[0], found[1], STRENGTH)
    return found


def test_the_page_shows_what_is_linked_and_counts_what_was_written(
    visit: Visit, both: list[PersonId]
) -> None:
    shown = words_of(visit(both[0]).open("/account/data"))

    assert "Noor Demo" in shown
    assert "noor@example.org" in shown
    assert "Everybody, since 1 January 2026" in shown
    assert "2 pages in your notebook" in shown
    assert "Nobody can find yours among the others: not you, and not us." in shown
    assert SAID not in shown


@pytest.mark.both_engines
def test_a_second_step_is_among_it_and_its_secret_nowhere(
    visit: Visit, stores: Stores, both: list[PersonId]
) -> None:
    noor = visit(both[0])
    assert "second step" not in words_of(noor.open("/account/data"))

    secret, *spare = begin_second_step(stores, both[0])

    assert "On: an app makes codes for you" in words_of(noor.open("/account/data"))
    answer = noor.get("/account/data/everything.json")
    assert json.loads(answer.text)["linked_to_me"]["second_step"] is True
    assert not [one for one in (secret, *spare) if one in answer.text]
    assert "second step" not in words_of(visit(both[1]).open("/account/data"))


def begin_second_step(stores: Stores, person_id: PersonId) -> tuple[str, ...]:
    """Let somebody sign in with an app; return its secret and the spare codes."""
    now, keys = clock.now(), stores.keys
    with stores.main() as session, transaction(session):
        second_factor.offer_secret(session, keys=keys, person_id=person_id)
        secret = str(second_factor.find_offer(session, keys=keys, person_id=person_id))
        code = TOTP(secret).at(now)
        spare = second_factor.confirm_offer(
            session, keys=keys, person_id=person_id, code=code, now=now
        )
    assert spare is not None
    return secret, *spare


def test_the_account_leads_to_it(visit: Visit, both: list[PersonId]) -> None:
    links = [str(link["href"]) for link in visit(both[0]).open("/account").select("main a")]

    assert "/account/data" in links


def test_every_kind_of_page_is_taken_along() -> None:
    assert set(EXPORTS) == set(PageKind)


def test_the_file_for_programs_holds_everything(visit: Visit, both: list[PersonId]) -> None:
    answer = visit(both[0]).get("/account/data/everything.json")

    found = json.loads(answer.text)
    assert found["linked_to_me"]["mail"] == "noor@example.org"
    [one] = found["written_by_me"]["reflections"]
    assert one["words"][0]["text"] == SAID
    assert found["written_by_me"]["shared"][0]["copy"]["ref"] == STRENGTH.ref
    assert set(found["written_by_me"]) == {
        "colleagues",
        "mirrors",
        "own_words",
        "plans",
        "reflections",
        "rhythm",
        "compliments",
        "shared",
    }
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_file_to_read_says_it_in_words(visit: Visit, both: list[PersonId]) -> None:
    answer = visit(both[0]).get("/account/data/everything.pdf")

    assert answer.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.data)) as made, made.open_outline() as outline:
        headings = [item.title for item in outline.root]
    assert headings == [
        "What is linked to me",
        "Reflection of 1\xa0February\xa02026",
        "What I shared",
    ]


def test_what_others_share_with_me_is_not_in_my_files(visit: Visit, both: list[PersonId]) -> None:
    found = json.loads(visit(both[1]).get("/account/data/everything.json").text)

    assert found["written_by_me"]["shared"] == []
    assert found["written_by_me"]["reflections"] == []


def test_deleting_takes_everything_and_ends_what_was_shared(
    visit: Visit, stores: Stores, both: list[PersonId]
) -> None:
    noor = visit(both[0])

    after = noor.submit(noor.open("/account/data/delete"))

    assert "Everything you wrote for yourself is deleted." in words_of(after)
    assert read(stores, both[1]) == []
    with stores.main() as session:
        assert pages_and_seal(session, owner=both[0]) == (0, False)
    assert noor.get("/reflect").status_code == 200, "and one can begin anew"


def test_a_private_address_is_kept_under_lock_and_can_be_taken_back(
    visit: Visit, stores: Stores, both: list[PersonId]
) -> None:
    noor = with_mail(visit(both[0]))

    def kept() -> str | None:
        with stores.main() as session:
            return find_private_address(session, keys=stores.keys, owner=both[0])

    page = noor.submit(noor.open("/account/data"), {"address": " Noor@Home.example "})
    assert kept() == "noor@home.example"
    [field] = page.select("input[name=address]")
    assert field["value"] == "noor@home.example"
    with stores.main() as session:
        assert b"home" not in session.scalars(select(PrivateAddressRow.wrapped)).one()
    refused = noor.submit(page, {"address": "no address"}, status=422)
    assert "This is not an e-mail address." in words_of(refused)
    noor.submit(page, {"address": ""})
    assert kept() is None


def test_without_mail_the_page_says_to_take_it_along_in_time(
    visit: Visit, both: list[PersonId]
) -> None:
    page = visit(both[0]).open("/account/data")

    assert "So take it along before you leave." in words_of(page)
    assert not page.select("input[name=address]")
