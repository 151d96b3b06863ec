"""Is only the day of a wanted reminder kept in the open, and does each moment bring one?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.domain import Programme
from feedbackpulse.programme.service import save_programme
from feedbackpulse.reflection import rhythms
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import ReflectionError, ReflectionKind
from feedbackpulse.reflection.notebook import Notebook, erase_notebook
from feedbackpulse.reflection.rhythm import NEVER, Due, Rhythm
from feedbackpulse.reflection.tables import ReminderRow
from tests.notebooks import notebook_of
from tests.notices.mails import hire

pytestmark = pytest.mark.both_engines

MARCH = date(2027, 3, 1)
WEEK = timedelta(weeks=1)
WANTED = Rhythm(reminders=True)


@pytest.fixture
def notebook(stores: Stores) -> Notebook:
    [owner] = hire(stores, 1)
    return notebook_of(stores, owner)


def look_back(stores: Stores, notebook: Notebook, *, on: date) -> None:
    """Finish a large reflection on a day, as the page does."""
    with stores.main() as session, transaction(session):
        begun = reflections.start_reflection(
            session, notebook=notebook, checkpoints=["M4", "M9"], today=on
        )
        reflections.finish_reflection(session, notebook=notebook, reflection_id=begun.id, today=on)
        rhythms.reschedule(session, notebook=notebook, today=on)


def choose(stores: Stores, notebook: Notebook, chosen: Rhythm, *, today: date) -> None:
    with stores.main() as session, transaction(session):
        rhythms.choose_rhythm(session, notebook=notebook, rhythm=chosen, today=today)


def reminders(stores: Stores) -> list[tuple[PersonId, date]]:
    """Return everything that stands in the open."""
    with stores.main() as session:
        rows = session.scalars(select(ReminderRow)).all()
        return [(PersonId(row.owner), row.on) for row in rows]


def test_who_wants_no_reminder_has_no_day_in_the_open(stores: Stores, notebook: Notebook) -> None:
    look_back(stores, notebook, on=MARCH)
    assert reminders(stores) == []

    choose(stores, notebook, WANTED, today=MARCH)
    assert reminders(stores) == [(notebook.owner, MARCH + 13 * WEEK)]

    choose(stores, notebook, Rhythm(reminders=False), today=MARCH)
    assert reminders(stores) == []


def test_what_was_chosen_comes_back_as_it_was(stores: Stores, notebook: Notebook) -> None:
    chosen = Rhythm(large_weeks=26, small_weeks=NEVER, reminders=True, not_before=MARCH)

    choose(stores, notebook, chosen, today=MARCH)

    with stores.main() as session:
        assert rhythms.get_rhythm(session, notebook=notebook) == chosen


def test_a_moment_brings_one_reminder_and_the_next_moment_another(
    stores: Stores, notebook: Notebook
) -> None:
    look_back(stores, notebook, on=MARCH)
    choose(stores, notebook, WANTED, today=MARCH)
    due = MARCH + 13 * WEEK

    def taken(day: date) -> list[PersonId]:
        with stores.main() as session, transaction(session):
            return list(rhythms.take_due_reminders(session, today=day))

    assert taken(due - timedelta(days=1)) == []
    assert taken(due) == [notebook.owner]
    assert taken(due + WEEK) == []
    choose(stores, notebook, WANTED, today=due + WEEK)
    assert taken(due + WEEK) == []
    look_back(stores, notebook, on=due + WEEK)
    assert taken(due + 14 * WEEK) == [notebook.owner]


def test_not_now_moves_the_moment_and_its_reminder(stores: Stores, notebook: Notebook) -> None:
    look_back(stores, notebook, on=MARCH)
    choose(stores, notebook, WANTED, today=MARCH)
    late = MARCH + 14 * WEEK

    with stores.main() as session, transaction(session):
        due = rhythms.put_off(session, notebook=notebook, today=late)

    assert due == Due(kind=ReflectionKind.LARGE, on=late + 4 * WEEK)
    assert reminders(stores) == [(notebook.owner, late + 4 * WEEK)]


def test_who_follows_the_proposal_follows_a_new_one(stores: Stores, notebook: Notebook) -> None:
    look_back(stores, notebook, on=MARCH)
    with stores.main() as session, transaction(session):
        save_programme(session, programme=Programme(reflection_large_weeks=8))

    with stores.main() as session:
        due = rhythms.coming(session, notebook=notebook)

    assert due == Due(kind=ReflectionKind.LARGE, on=MARCH + 8 * WEEK)


def test_an_erased_notebook_leaves_no_day_behind(stores: Stores, notebook: Notebook) -> None:
    look_back(stores, notebook, on=MARCH)
    choose(stores, notebook, WANTED, today=MARCH)

    with stores.main() as session, transaction(session):
        erase_notebook(session, owner=notebook.owner)

    assert reminders(stores) == []


def test_an_answer_to_one_question_is_a_reflection_of_its_own(
    stores: Stores, notebook: Notebook
) -> None:
    prompt = load_catalogue().item("M7A-O1")
    with stores.main() as session, transaction(session):
        reflections.start_small(session, notebook=notebook, facets=["M4E"], today=MARCH)
        reflections.keep_words(
            session, notebook=notebook, prompt=prompt, text=" It fitted. ", today=MARCH
        )
        with pytest.raises(ReflectionError):
            reflections.keep_words(session, notebook=notebook, prompt=prompt, text=" ", today=MARCH)

    with stores.main() as session:
        running, kept = reflections.list_reflections(session, notebook=notebook)
        exported = reflections.export(session, notebook=notebook)["reflections"]
    assert (running.is_finished, kept.is_finished, kept.facets) == (False, True, ())
    assert kept.words_of("M7A-O1") == "It fitted."
    assert [one["kind"] for one in exported] == ["small", "small"]
