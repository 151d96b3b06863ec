"""Two pages write the same thing at the same moment: does one of them break, or undo the other?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import BrokenTreeError, DuplicateAddressError, Role
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.reflection import plans
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.reflection.plan import EndedError, NoteKind
from feedbackpulse.reflection.tables import NotebookPageRow, NotebookRow
from tests.organisations import found

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
Write = Callable[[Session], object]


def together(stores: Stores, *writes: Write) -> list[str]:
    """Let each write do its work in a thread of its own; return the names of what went wrong."""
    start = Barrier(len(writes))

    def one(write: Write) -> str:
        start.wait()
        try:
            with stores.main() as session, transaction(session):
                write(session)
        except Exception as error:
            return type(error).__name__
        return ""

    with ThreadPoolExecutor(len(writes)) as pool:
        return sorted(pool.map(one, writes))


def test_one_address_is_added_once(stores: Stores) -> None:
    def add(session: Session) -> None:
        people.add_person(session, name="Ada", email="ada@example.org", team_id=None, at=NOW)

    assert together(stores, *[add] * 6) == ["", *[DuplicateAddressError.__name__] * 5]
    with stores.main() as session:
        assert session.scalar(select(func.count()).select_from(PersonRow)) == 1


def test_somebody_begins_one_reflection(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        owner = found(session, "Company 1", at=NOW).people["Company"][0]

    def begin(session: Session) -> None:
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        reflections.start_reflection(session, notebook=notebook, checkpoints=("1",), today=TODAY)

    assert together(stores, *[begin] * 6) == [""] * 6
    with stores.main() as session:
        for rows in (NotebookRow, NotebookPageRow):
            assert session.scalar(select(func.count()).select_from(rows)) == 1


def test_one_statement_is_rated_in_two_windows(stores: Stores) -> None:
    item = load_catalogue().checkpoints[0].items[0]
    with stores.main() as session, transaction(session):
        owner = found(session, "Company 1", at=NOW).people["Company"][0]
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        begun = reflections.start_reflection(
            session, notebook=notebook, checkpoints=("1",), today=TODAY
        )

    def rate(session: Session) -> None:
        reflections.rate(session, notebook=notebook, reflection_id=begun.id, item=item, value=4)

    assert together(stores, *[rate] * 6) == [""] * 6


def test_notes_of_two_windows_are_both_kept(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        owner = found(session, "Company 1", at=NOW).people["Company"][0]
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        plan = plans.draft_plan(session, notebook=notebook, facet="M4E", today=TODAY)

    def note(text: str) -> Write:
        return lambda session: plans.add_note(
            session,
            notebook=notebook,
            plan_id=plan.id,
            kind=NoteKind.WEEK,
            text=text,
            today=TODAY,
        )

    assert together(stores, *(note(text) for text in "abcdef")) == [""] * 6
    with stores.main() as session:
        kept = plans.find_plan(session, notebook=notebook, plan_id=plan.id)
    assert sorted(one.text for one in kept.notes) == [*"abcdef"]


def test_a_plan_is_begun_once_and_written_once(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        owner = found(session, "Company 1", at=NOW).people["Company"][0]
        notebook = open_notebook(session, keys=stores.keys, owner=owner)

    def draft(session: Session) -> None:
        plans.draft_plan(session, notebook=notebook, facet="M4E", today=TODAY)

    assert together(stores, *[draft] * 4) == [""] * 4
    with stores.main() as session, transaction(session):
        [plan] = plans.list_plans(session, notebook=notebook)
        plans.change_plan(
            session,
            notebook=notebook,
            plan_id=plan.id,
            change=lambda one: replace(one, goal="g", text_if="i", text_then="t"),
        )

    def begin(session: Session) -> None:
        plans.begin_plan(session, notebook=notebook, plan_id=plan.id, today=TODAY)

    assert together(stores, *[begin] * 3) == ["", *[EndedError.__name__] * 2]


def test_two_moves_that_make_a_circle_together(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        teams = found(session, "Company 0\n  Desk 1\n  Mill 1", at=NOW).teams

    def under(team: str, parent: str) -> Write:
        return lambda session: people.change_team(
            session, team_id=teams[team], code=team, name=team, parent_id=teams[parent]
        )

    went_wrong = together(stores, under("Desk", "Mill"), under("Mill", "Desk"))

    assert went_wrong == ["", BrokenTreeError.__name__]


def test_two_admins_do_not_take_each_others_role(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        admins = found(session, "Company 2", at=NOW).people["Company"]
        for admin in admins:
            people.grant_role(session, person_id=admin, role=Role.ADMIN)

    def revoke(place: int) -> Write:
        return lambda session: people.revoke_role(session, person_id=admins[place], role=Role.ADMIN)

    assert together(stores, revoke(0), revoke(1)) == ["", "LastAdminError"]
