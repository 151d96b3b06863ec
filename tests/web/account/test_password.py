"""Does a link let its owner choose a password, once, and tell nobody anything else?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import LINK_LASTS
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId
from tests.pages import Visitor
from tests.web.account.conftest import PASSWORD

Visit = Callable[[PersonId | None], Visitor]
NEW = "zeven stoelen onder water"


@pytest.fixture
def mail(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return the log in which the links appear."""
    caplog.set_level(logging.INFO, logger="feedbackpulse.mail")
    return caplog


def ask(visitor: Visitor, email: str) -> str:
    return visitor.submit(visitor.open("/password"), {"email": email}).text


def link_in(mail: pytest.LogCaptureFixture) -> str:
    [record] = mail.records
    return record.getMessage().partition("http://localhost")[2]


def make_link(stores: Stores, person: Person, *, age: timedelta = timedelta()) -> str:
    with stores.main() as session, transaction(session):
        token = accounts.make_link(
            session, person_id=person.id, now=clock.now() - age, lasts=LINK_LASTS
        )
    return f"/password/choose#{token}"


def use(visitor: Visitor, link: str, password: str = NEW, *, status: int = 200) -> BeautifulSoup:
    """Choose a password as the page does it: the code behind the "#" goes into the form."""
    path, _, code = link.partition("#")
    return visitor.submit(visitor.open(path), {"code": code, "password": password}, status=status)


def test_a_link_lets_its_owner_choose_a_password(
    visit: Visit, noor: Person, mail: pytest.LogCaptureFixture
) -> None:
    visitor = visit(None)
    ask(visitor, " Noor@Example.org ")

    page = use(visitor, link_in(mail))

    assert "Your password is set." in page.text
    signed_in = visitor.submit(visitor.open("/account"), {"email": noor.email, "password": NEW})
    assert "My account" in signed_in.text


def test_an_unknown_address_gets_the_same_answer_and_no_link(
    visit: Visit, noor: Person, mail: pytest.LogCaptureFixture
) -> None:
    def without_token(page: str) -> str:
        return page.split("csrf", maxsplit=1)[0]

    known = ask(visit(None), noor.email)
    sent = len(mail.records)
    unknown = ask(visit(None), "sam@example.org")

    assert without_token(known) == without_token(unknown)
    assert len(mail.records) == sent == 1


def test_somebody_who_left_gets_no_link(
    visit: Visit, noor: Person, stores: Stores, mail: pytest.LogCaptureFixture
) -> None:
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=noor.id, at=clock.now())

    ask(visit(None), noor.email)

    assert mail.records == []


def test_looking_does_not_use_the_link_up_but_sending_does(
    visit: Visit, noor: Person, stores: Stores
) -> None:
    link, visitor = make_link(stores, noor), visit(None)
    visitor.open(link)
    visitor.client.head(link)
    use(visitor, link)

    again = use(visitor, link, "nog een heel andere zin", status=410)
    assert "This link no longer works" in again.text


def test_a_bad_password_does_not_use_the_link_up(
    visit: Visit, noor: Person, stores: Stores
) -> None:
    link, visitor = make_link(stores, noor), visit(None)

    short = use(visitor, link, "kort", status=422)
    easy = use(visitor, link, "noor.wit-2026", status=422)

    assert "Use at least 12 characters." in short.text
    assert "easy to guess" in easy.text
    visitor.submit(easy, {"password": NEW})


def test_a_link_lives_for_an_hour(visit: Visit, noor: Person, stores: Stores) -> None:
    almost = timedelta(hours=1) - timedelta(seconds=30)

    use(visit(None), make_link(stores, noor, age=timedelta(hours=1)), status=410)
    use(visit(None), make_link(stores, noor, age=almost))


def test_a_new_link_replaces_the_old_one(visit: Visit, noor: Person, stores: Stores) -> None:
    old = make_link(stores, noor)
    make_link(stores, noor)

    use(visit(None), old, status=410)


def test_after_choosing_a_password_an_older_link_gives_nobody_another(
    visit: Visit, noor: Person, stores: Stores
) -> None:
    link = make_link(stores, noor)
    mine = visit(noor.id)
    mine.submit(mine.open("/account/password"), {"current": PASSWORD, "password": NEW})

    use(visit(None), link, "nog een heel andere zin", status=410)


def test_the_link_of_somebody_who_left_stops_working(
    visit: Visit, noor: Person, stores: Stores
) -> None:
    link = make_link(stores, noor)
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=noor.id, at=clock.now())

    use(visit(None), link, "nog een heel andere zin", status=410)


def test_a_made_up_link_is_refused(visit: Visit) -> None:
    use(visit(None), "/password/choose#made-up", status=410)


def test_the_page_behind_a_link_names_nobody(visit: Visit, noor: Person, stores: Stores) -> None:
    page = use(visit(None), make_link(stores, noor), "kort", status=422)

    assert noor.name not in page.text
    assert noor.email not in page.text


def test_a_reset_ends_every_session(visit: Visit, noor: Person, stores: Stores) -> None:
    elsewhere, visitor = visit(noor.id), visit(None)
    use(visitor, make_link(stores, noor))

    assert elsewhere.get("/account").status_code == 302


def test_asking_too_often_is_held_back(visit: Visit, noor: Person) -> None:
    visitor = visit(None)
    for _ in range(5):
        ask(visitor, noor.email)

    page = visitor.submit(visitor.open("/password"), {"email": noor.email}, status=429)

    assert "60 minutes" in page.text


def test_the_operators_address_comes_before_what_the_browser_says(
    visit: Visit, noor: Person, mail: pytest.LogCaptureFixture
) -> None:
    visitor = visit(None)
    settings = visitor.client.application.extensions["feedbackpulse"].settings
    object.__setattr__(settings, "public_url", "https://luister.example.org/")
    page = visitor.open("/password")
    token = page.select("[name=csrf_token]")[-1]["value"]

    visitor.client.post(
        "/password",
        data={"email": noor.email, "csrf_token": token},
        headers={"X-Forwarded-Host": "evil.example"},
    )

    assert "https://luister.example.org/password/choose#" in mail.text


def test_somebody_who_knows_the_password_changes_it(visit: Visit, noor: Person) -> None:
    here, elsewhere = visit(noor.id), visit(noor.id)

    page = here.submit(here.open("/account/password"), {"current": PASSWORD, "password": NEW})

    assert "Your password is changed." in page.text
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_a_borrowed_browser_does_not_know_the_password(visit: Visit, noor: Person) -> None:
    here = visit(noor.id)

    page = here.submit(
        here.open("/account/password"), {"current": "geen idee", "password": NEW}, status=422
    )

    assert "This is not your current password." in page.text


def test_an_easy_new_password_is_refused(visit: Visit, noor: Person) -> None:
    here = visit(noor.id)

    page = here.submit(
        here.open("/account/password"),
        {"current": PASSWORD, "password": "Proeftuin2026"},
        status=422,
    )

    assert "easy to guess" in page.text


def test_guessing_the_current_password_is_held_back(visit: Visit, noor: Person) -> None:
    here = visit(noor.id)
    page = here.open("/account/password")
    for _ in range(8):
        here.submit(page, {"current": "geen idee", "password": NEW}, status=422)

    here.submit(page, {"current": PASSWORD, "password": NEW}, status=429)


def test_for_an_unknown_address_we_write_as_often_as_for_a_known_one(
    visit: Visit, stores: Stores, noor: Person
) -> None:
    """Waiting for the disk is what takes long; whoever waits less would know that we know nobody."""

    def commits_with_writes(email: str) -> int:
        visitor = visit(None)
        page = visitor.open("/password")
        with stores.main() as session:
            engine = session.get_bind()
        written: list[set[str]] = []

        def begin(_connection: object) -> None:
            written.append(set())

        def note(*call: object) -> None:
            verb = str(call[2]).split(maxsplit=1)[0]
            if verb in {"INSERT", "UPDATE", "DELETE"}:
                written[-1].add(verb)

        event.listen(engine, "begin", begin)
        event.listen(engine, "before_cursor_execute", note)
        visitor.submit(page, {"email": email})
        event.remove(engine, "begin", begin)
        event.remove(engine, "before_cursor_execute", note)
        return sum("INSERT" in verbs for verbs in written)

    assert commits_with_writes("sam@example.org") == commits_with_writes(noor.email) == 2
