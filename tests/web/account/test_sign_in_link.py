"""Does a mailed link sign its owner in, once, and tell nobody else anything?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import SIGN_IN_LASTS, Purpose
from feedbackpulse.accounts.tables import SessionRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import MailId, MailKind
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId
from tests.pages import Visitor, words_of

Visit = Callable[[PersonId | None], Visitor]


def make_link(stores: Stores, person: Person, *, age: timedelta = timedelta()) -> str:
    with stores.main() as session, transaction(session):
        return accounts.make_link(
            session,
            person_id=person.id,
            now=clock.now() - age,
            lasts=SIGN_IN_LASTS,
            purpose=Purpose.SIGN_IN,
        )


def use(visitor: Visitor, code: str, *, status: int = 200) -> str:
    page = visitor.open("/sign-in/link")
    return words_of(visitor.submit(page, {"code": code}, status=status))


def ask(visitor: Visitor, email: str) -> str:
    return words_of(visitor.submit(visitor.open("/sign-in/mail"), {"email": email}))


def with_mail(visitor: Visitor) -> Visitor:
    """Let the product have a mail server."""
    settings = visitor.client.application.extensions["feedbackpulse"].settings
    object.__setattr__(settings, "smtp_host", "mail.example.org")
    return visitor


def test_a_link_signs_in_once(visit: Visit, stores: Stores, noor: Person) -> None:
    code, visitor = make_link(stores, noor), visit(None)

    shown = use(visitor, code)

    assert "You are signed in." in shown
    assert visitor.get("/account").status_code == 200
    assert "no longer works" in use(visit(None), code, status=410)


def test_the_whole_link_may_be_pasted(visit: Visit, stores: Stores, noor: Person) -> None:
    code = make_link(stores, noor)

    assert "You are signed in." in use(visit(None), f" https://x.example/sign-in/link#{code} ")


def test_looking_signs_nobody_in_and_uses_nothing_up(
    visit: Visit, stores: Stores, noor: Person
) -> None:
    code, scanner = make_link(stores, noor), visit(None)
    for _ in range(3):
        scanner.open(f"/sign-in/link?{code}")
        scanner.client.head("/sign-in/link")

    with stores.main() as session:
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0
    assert "You are signed in." in use(visit(None), code)


def test_a_link_lives_for_a_quarter_of_an_hour(visit: Visit, stores: Stores, noor: Person) -> None:
    almost = timedelta(minutes=15) - timedelta(seconds=20)

    use(visit(None), make_link(stores, noor, age=timedelta(minutes=15)), status=410)
    use(visit(None), make_link(stores, noor, age=almost))


def test_the_link_of_somebody_who_left_stops_working(
    visit: Visit, stores: Stores, noor: Person
) -> None:
    code = make_link(stores, noor)
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=noor.id, at=clock.now())

    use(visit(None), code, status=410)


def test_without_a_mail_server_the_link_goes_to_the_log(
    visit: Visit, noor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="feedbackpulse.mail")
    visitor = visit(None)

    known, unknown = ask(visitor, noor.email), ask(visitor, "sam@example.org")

    assert known == unknown
    [record] = caplog.records
    address, _, code = record.getMessage().partition("#")
    assert address.endswith("/sign-in/link")
    assert "You are signed in." in use(visitor, code)


def test_with_a_mail_server_the_code_follows_from_the_mail_and_no_log_has_it(
    visit: Visit, stores: Stores, noor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    visitor = with_mail(visit(None))

    known, unknown = ask(visitor, noor.email), ask(visitor, "sam@example.org")

    assert known == unknown
    with stores.main() as session:
        row = session.scalars(select(MailRow)).one()
    assert (row.person_id, row.kind) == (noor.id, MailKind.SIGN_IN.value)
    assert row.expires_at is not None
    secret = str(visitor.client.application.secret_key).encode()
    code = token_of(secret, MailId(row.id))
    assert code not in caplog.text + str(row.details)
    assert "You are signed in." in use(visitor, code)


def test_the_sign_in_page_offers_a_link_where_there_is_mail(visit: Visit) -> None:
    assert "Mail me a link" not in words_of(visit(None).open("/sign-in"))
    page = with_mail(visit(None)).open("/sign-in")

    button = page.select_one("button[formaction='/sign-in/mail']")
    assert button is not None
    assert button.text == "Mail me a link instead"


def test_an_empty_address_is_named(visit: Visit) -> None:
    visitor = visit(None)

    page = visitor.submit(visitor.open("/sign-in/mail"), {"email": ""}, status=422)

    assert "Fill in your e-mail address." in page.text


def test_asking_too_often_is_held_back(visit: Visit, noor: Person) -> None:
    visitor = visit(None)
    for _ in range(5):
        ask(visitor, noor.email)

    visitor.submit(visitor.open("/sign-in/mail"), {"email": noor.email}, status=429)


@pytest.mark.parametrize("equip", [lambda visitor: visitor, with_mail], ids=["log", "mail"])
def test_for_an_unknown_address_we_write_as_often_as_for_a_known_one(
    visit: Visit, stores: Stores, noor: Person, equip: Callable[[Visitor], Visitor]
) -> None:
    """Waiting for the disk is what takes long; whoever waits less would know that we know nobody."""

    def commits(email: str) -> int:
        visitor = equip(visit(None))
        page = visitor.open("/sign-in/mail")
        with stores.main() as session:
            engine = session.get_bind()
        counted: list[object] = []

        def count(connection: object) -> None:
            counted.append(connection)

        event.listen(engine, "commit", count)
        visitor.submit(page, {"email": email})
        event.remove(engine, "commit", count)
        return len(counted)

    assert commits("sam@example.org") == commits(noor.email) == 2
