"""Does who leaves get theirs, once, and is it gone in time, whoever comes back or is killed?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from feedbackpulse.database import Base, Stores, transaction
from feedbackpulse.jobs import leaving as job
from feedbackpulse.jobs.leaving import see_off
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import leaving
from feedbackpulse.reflection.leaving import HANDOVER_LASTS
from feedbackpulse.reflection.notebook import find_notebook
from feedbackpulse.reflection.pages import PageKind, list_pages, write_page
from feedbackpulse.reflection.tables import (
    HandoverRow,
    LetterRow,
    NotebookPageRow,
    NotebookRow,
    PeerInvitationRow,
    PeerRoundRow,
    PrivateAddressRow,
    ReminderRow,
    ShareReadingRow,
    ShareRow,
)
from tests.notebooks import notebook_of
from tests.reflection.sharers import give, hire, mine, read, rows_of

both_engines = pytest.mark.both_engines
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OF_PEOPLE: tuple[type[Base], ...] = (
    HandoverRow,
    LetterRow,
    NotebookPageRow,
    NotebookRow,
    PeerInvitationRow,
    PeerRoundRow,
    PrivateAddressRow,
    ReminderRow,
    ShareReadingRow,
    ShareRow,
)


class KilledError(BaseException):
    """What stops a process wherever it is."""


@contextmanager
def alone(_what: str) -> Iterator[None]:
    """Let a failure be seen at once."""
    yield


def run(stores: Stores, *, at: datetime = NOON) -> None:
    see_off(stores, now=at, apart=alone)


def wrote(stores: Stores, owner: PersonId) -> None:
    """Let somebody have written a page."""
    notebook = notebook_of(stores, owner)
    with stores.main() as session, transaction(session):
        write_page(session, notebook=notebook, kind=PageKind.WORDS, content={"text": "mine"})


def leave(stores: Stores, person: PersonId) -> None:
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=person, at=NOON)


def come_back(stores: Stores, person: PersonId) -> None:
    with stores.main() as session, transaction(session):
        people.reactivate_person(session, person_id=person, at=NOON)


def mails(stores: Stores) -> list[MailRow]:
    with stores.main() as session:
        return list(session.scalars(select(MailRow)))


def left(stores: Stores) -> dict[str, int]:
    """Return which tables of reflection still hold anything."""
    with stores.main() as session:
        return {name: rows for name, rows in rows_of(session, OF_PEOPLE).items() if rows}


@both_engines
def test_who_leaves_gets_one_mail_and_thirty_days(stores: Stores) -> None:
    [noor] = hire(stores, "Noor")
    wrote(stores, noor)
    run(stores)
    assert mails(stores) == []
    leave(stores, noor)

    for minutes in range(3):
        run(stores, at=NOON + timedelta(minutes=minutes))

    [mail] = mails(stores)
    assert (mail.kind, mail.person_id, mail.due_at) == (MailKind.HANDOVER, noor, NOON)
    assert set(mail.details) == {"until"}
    with stores.main() as session:
        found = leaving.find_handover(session, link=mail.id)
    assert found is not None
    assert (found.person, found.erase_on) == (noor, NOON.date() + HANDOVER_LASTS)


def test_a_private_address_gets_the_mail_instead_of_the_one_at_work(stores: Stores) -> None:
    [noor] = hire(stores, "Noor")
    wrote(stores, noor)
    with stores.main() as session, transaction(session):
        leaving.keep_private_address(
            session, keys=stores.keys, owner=noor, address="Noor@Home.example"
        )
    leave(stores, noor)

    run(stores)

    assert [mail.details["to"] for mail in mails(stores)] == ["noor@home.example"]


@both_engines
def test_on_the_day_everything_is_erased(stores: Stores) -> None:
    noor, ali = hire(stores, "Noor", "Ali")
    wrote(stores, noor)
    give(stores, noor, ali)
    give(stores, ali, noor)
    with stores.main() as session, transaction(session):
        leaving.keep_private_address(session, keys=stores.keys, owner=noor, address="a@b.nl")
    leave(stores, noor)
    run(stores)

    run(stores, at=NOON + HANDOVER_LASTS - DAY)
    assert left(stores)["private_address"] == 1
    run(stores, at=NOON + HANDOVER_LASTS)

    assert left(stores) == {"notebook": 1, "notebook_page": 1, "share": 1}, "Ali's own, and no more"
    assert mails(stores) == []
    with stores.main() as session:
        assert find_notebook(session, keys=stores.keys, owner=noor) is None


def test_what_is_shared_ends_the_minute_somebody_leaves(stores: Stores) -> None:
    noor, ali = hire(stores, "Noor", "Ali")
    give(stores, noor, ali)
    give(stores, ali, noor)
    leave(stores, noor)

    assert read(stores, ali) == []
    run(stores)

    assert [str(one.ending) for one in mine(stores, ali)] == ["reader_left"]
    assert "letter" not in left(stores)


def test_who_comes_back_in_time_keeps_everything(stores: Stores) -> None:
    [noor] = hire(stores, "Noor")
    wrote(stores, noor)
    leave(stores, noor)
    run(stores)
    [mail] = mails(stores)
    come_back(stores, noor)
    with stores.main() as session:
        assert leaving.find_handover(session, link=mail.id) is None, "the link is dead at once"

    run(stores, at=NOON + 20 * DAY)
    run(stores, at=NOON + 40 * DAY)

    assert left(stores) == {"notebook": 1, "notebook_page": 1}
    assert mails(stores) == []


@both_engines
def test_who_comes_back_and_leaves_again_has_the_whole_time_again(stores: Stores) -> None:
    [noor] = hire(stores, "Noor")
    wrote(stores, noor)
    leave(stores, noor)
    run(stores)
    come_back(stores, noor)
    run(stores, at=NOON + 20 * DAY)
    leave(stores, noor)
    run(stores, at=NOON + 21 * DAY)

    run(stores, at=NOON + 21 * DAY + HANDOVER_LASTS - DAY)
    assert left(stores) == {"handover": 1, "notebook": 1, "notebook_page": 1}
    run(stores, at=NOON + 21 * DAY + HANDOVER_LASTS)
    assert left(stores) == {}


def test_who_wrote_nothing_gets_no_mail_and_leaves_nothing(stores: Stores) -> None:
    noor, ali = hire(stores, "Noor", "Ali")
    notebook_of(stores, noor)
    with stores.main() as session, transaction(session):
        leaving.keep_private_address(session, keys=stores.keys, owner=ali, address="a@b.nl")
    for person in (noor, ali):
        leave(stores, person)

    run(stores)

    assert mails(stores) == []
    assert left(stores) == {}


@pytest.mark.parametrize("step", ["queue_mail", "begin_handover", "erase_all_of"])
def test_a_process_killed_anywhere_leaves_all_or_nothing(
    stores: Stores, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [noor] = hire(stores, "Noor")
    wrote(stores, noor)
    leave(stores, noor)
    at = NOON + HANDOVER_LASTS if step == "erase_all_of" else NOON
    if at > NOON:
        run(stores)
    before, waiting = left(stores), len(mails(stores))

    with monkeypatch.context() as killing:
        real = getattr(job, step)

        def killed(*args: object, **kwargs: object) -> None:
            real(*args, **kwargs)
            raise KilledError

        killing.setattr(job, step, killed)
        with pytest.raises(KilledError):
            run(stores, at=at)
    assert (left(stores), len(mails(stores))) == (before, waiting)
    run(stores, at=at)

    done = {} if at > NOON else {"handover": 1, "notebook": 1, "notebook_page": 1}
    assert left(stores) == done
    assert len(mails(stores)) == bool(done)


def test_what_fails_for_one_does_not_keep_the_others(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = hire(stores, "Noor", "Ali")
    for person in both:
        wrote(stores, person)
        leave(stores, person)
    failures = list[object]()

    def failing(*args: object, **kwargs: PersonId) -> bool:
        if not failures:
            failures.append(kwargs["owner"])
            raise RuntimeError
        return leaving.has_written(*args, **kwargs)  # type: ignore[arg-type]

    @contextmanager
    def apart(what: str) -> Iterator[None]:
        try:
            yield
        except RuntimeError:
            failures.append(what)

    monkeypatch.setattr(job, "has_written", failing)
    see_off(stores, now=NOON, apart=apart)

    assert left(stores)["handover"] == 1
    [mail] = mails(stores)
    assert mail.person_id not in failures


def test_a_notebook_that_is_taken_along_is_not_changed_by_that(stores: Stores) -> None:
    [noor] = hire(stores, "Noor")
    wrote(stores, noor)
    leave(stores, noor)
    run(stores)

    notebook = notebook_of(stores, noor)
    with stores.main() as session:
        [page] = list_pages(session, notebook=notebook, kind=PageKind.WORDS)
    assert page.content == {"text": "mine"}
