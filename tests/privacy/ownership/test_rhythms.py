"""Does anything but the day of a wanted mail tell how often somebody looks at themselves?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import Letter, MailId, MailKind, QueuedMail
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.reflection import plans, rhythms
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.rhythm import Rhythm
from feedbackpulse.web.letters.compose import composer
from tests.notebooks import notebook_of
from tests.pages import Visitor, words_of
from tests.privacy.dumps import dump

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
OF_EVERY_NOTEBOOK = {"person", "notebook", "notebook_page"}


def today() -> date:
    return clock.local_day(clock.now(), "Europe/Amsterdam")


@pytest.fixture
def owners(stores: Stores) -> tuple[PersonId, PersonId]:
    """Return somebody who looks at whole subjects, and somebody who looks at a plan."""
    with stores.main() as session, transaction(session):
        large, small = (
            people.add_person(
                session, name=name, email=f"{name}@example.org", team_id=None, at=BEFORE
            ).id
            for name in ("large", "small")
        )
    notebook = notebook_of(stores, large)
    with stores.main() as session, transaction(session):
        begun = reflections.start_reflection(
            session, notebook=notebook, checkpoints=["M4", "M9"], today=today()
        )
        reflections.finish_reflection(
            session, notebook=notebook, reflection_id=begun.id, today=today()
        )
    notebook = notebook_of(stores, small)
    with stores.main() as session, transaction(session):
        plans.draft_plan(session, notebook=notebook, facet="M4E", today=today())
    return large, small


def choose(stores: Stores, owner: PersonId, *, reminders: bool) -> None:
    notebook = notebook_of(stores, owner)
    chosen = Rhythm(large_weeks=26, small_weeks=2, reminders=reminders)
    with stores.main() as session, transaction(session):
        rhythms.choose_rhythm(session, notebook=notebook, rhythm=chosen, today=today())


def naming(folder: Path, owner: PersonId) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of a copied database that name somebody, but for those of every notebook."""
    found = {
        table: [row for row in rows if owner.hex in row or str(owner) in row]
        for table, rows in dump(folder / "feedbackpulse.sqlite").items()
    }
    return {table: rows for table, rows in found.items() if rows and table not in OF_EVERY_NOTEBOOK}


def test_of_a_rhythm_without_mails_a_copied_database_tells_nothing(
    stores: Stores, instance: Path, owners: tuple[PersonId, PersonId]
) -> None:
    before = naming(instance, owners[0])

    choose(stores, owners[0], reminders=False)

    assert naming(instance, owners[0]) == before


def test_of_one_with_mails_it_tells_a_day_and_neither_a_kind_nor_a_rhythm(
    stores: Stores, instance: Path, owners: tuple[PersonId, PersonId]
) -> None:
    before = naming(instance, owners[0])

    choose(stores, owners[0], reminders=True)

    after = naming(instance, owners[0])
    [row] = after.pop("reflection_reminder")
    assert after == before
    assert set(row) == {owners[0].hex, str(today() + timedelta(weeks=26))}


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_everybody_who_is_reminded_reads_the_same(
    app: Flask, stores: Stores, owners: tuple[PersonId, PersonId], locale: str
) -> None:
    def written(owner: PersonId) -> Letter:
        with stores.main() as session, transaction(session):
            people.choose_locale(session, person_id=owner, locale=locale)
        mail = QueuedMail(
            id=MailId(uuid4()),
            person_id=owner,
            kind=MailKind.LOOK_BACK,
            round_id=None,
            details={},
            attempts=0,
        )
        letter = composer(app)(mail)
        assert letter is not None
        return letter

    one, other = map(written, owners)

    assert (one.subject, one.text, one.html) == (other.subject, other.text, other.html)


def test_hr_sees_the_same_whatever_people_choose(
    stores: Stores, visit: Callable[[PersonId], Visitor], owners: tuple[PersonId, PersonId]
) -> None:
    with stores.main() as session, transaction(session):
        hr = people.add_person(
            session, name="Iris", email="iris@example.org", team_id=None, at=BEFORE
        ).id
        people.grant_role(session, person_id=hr, role=Role.HR)
    pages = ("/org/programme", "/org/letters", "/programme", "/")
    before = [words_of(visit(hr).open(page)) for page in pages]

    choose(stores, owners[0], reminders=True)

    assert [words_of(visit(hr).open(page)) for page in pages] == before
