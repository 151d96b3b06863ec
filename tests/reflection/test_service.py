"""Is what somebody reflects kept, changed and deleted for them, and for nobody else?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import (
    LONGEST_WORDS,
    FinishedError,
    Reflection,
    ReflectionError,
    ReflectionId,
    ReflectionNotFoundError,
)
from feedbackpulse.reflection.notebook import Notebook, SealedError, open_notebook
from feedbackpulse.reflection.tables import NotebookPageRow

pytestmark = pytest.mark.both_engines

DAY = date(2026, 3, 2)


def item(code: str) -> Item:
    return load_catalogue().item(code)


def add(stores: Stores, session: Session, name: str) -> Notebook:
    team = next(iter(people.team_tree(session).teams), None) or people.add_team(
        session, code="ALL", name="Everybody", parent_id=None
    )
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    person = people.add_person(
        session, name=name, email=f"{name.lower()}@example.org", team_id=team.id, at=moment
    )
    return open_notebook(session, keys=stores.keys, owner=person.id)


@pytest.fixture
def notebook(stores: Stores, session: Session) -> Notebook:
    """Return the notebook of somebody who reflects."""
    return add(stores, session, "Noor")


def start(session: Session, notebook: Notebook, *, today: date = DAY) -> Reflection:
    return reflections.start_reflection(
        session, notebook=notebook, checkpoints=["M4", "M9"], today=today
    )


def fill(session: Session, notebook: Notebook, reflection_id: ReflectionId) -> None:
    for place, code in enumerate(["M4A", "M4B", "M4C", "M4D", "M4E", "M4F", "M9A", "M9B"]):
        reflections.rate(
            session,
            notebook=notebook,
            reflection_id=reflection_id,
            item=item(f"{code}-R1"),
            value={0: 5, 1: 1}.get(place, 3),
        )


def test_what_is_rated_and_written_is_there_when_the_owner_comes_back(
    session: Session, notebook: Notebook
) -> None:
    started = start(session, notebook)

    reflections.rate(
        session, notebook=notebook, reflection_id=started.id, item=item("M4A-R1"), value=4
    )
    reflections.rate(
        session, notebook=notebook, reflection_id=started.id, item=item("M4B-R1"), value=None
    )
    reflections.write(
        session,
        notebook=notebook,
        reflection_id=started.id,
        prompt=item("M4A-O1"),
        text=" I asked. ",
    )

    found = reflections.get_reflection(session, notebook=notebook, reflection_id=started.id)
    assert found.scores() == {"M4A": (4,)}
    assert found.rating_of("M4B-R1") is not None
    assert found.words_of("M4A-O1") == "I asked."


def test_a_second_rating_replaces_the_first(session: Session, notebook: Notebook) -> None:
    started = start(session, notebook)

    for value in (2, 4):
        reflections.rate(
            session, notebook=notebook, reflection_id=started.id, item=item("M4A-R1"), value=value
        )

    found = reflections.get_reflection(session, notebook=notebook, reflection_id=started.id)
    assert found.scores() == {"M4A": (4,)}


def test_words_taken_away_are_gone(session: Session, notebook: Notebook) -> None:
    started = start(session, notebook)

    for text in ("something", "  "):
        reflections.write(
            session, notebook=notebook, reflection_id=started.id, prompt=item("M4A-O1"), text=text
        )

    found = reflections.get_reflection(session, notebook=notebook, reflection_id=started.id)
    assert found.words == ()


def test_starting_again_takes_up_the_running_one(session: Session, notebook: Notebook) -> None:
    assert start(session, notebook).id == start(session, notebook).id


def test_reflections_are_numbered_for_each_owner(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    other = add(stores, session, "Sam")
    for day in (DAY, date(2026, 6, 1)):
        one = start(session, notebook, today=day)
        reflections.finish_reflection(session, notebook=notebook, reflection_id=one.id, today=day)

    assert [one.number for one in reflections.list_reflections(session, notebook=notebook)] == [
        1,
        2,
    ]
    assert start(session, other).number == 1


def test_a_finished_reflection_stays_as_it_is(session: Session, notebook: Notebook) -> None:
    one = start(session, notebook)
    reflections.finish_reflection(session, notebook=notebook, reflection_id=one.id, today=DAY)

    with pytest.raises(FinishedError):
        reflections.rate(
            session, notebook=notebook, reflection_id=one.id, item=item("M4A-R1"), value=1
        )


@pytest.mark.parametrize("value", [0, 6])
def test_a_rating_off_the_scale_is_refused(
    session: Session, notebook: Notebook, value: int
) -> None:
    one = start(session, notebook)

    with pytest.raises(ReflectionError):
        reflections.rate(
            session, notebook=notebook, reflection_id=one.id, item=item("M4A-R1"), value=value
        )


def test_a_text_that_is_too_long_is_refused(session: Session, notebook: Notebook) -> None:
    one = start(session, notebook)

    with pytest.raises(ReflectionError):
        reflections.write(
            session,
            notebook=notebook,
            reflection_id=one.id,
            prompt=item("M4A-O1"),
            text="x" * (LONGEST_WORDS + 1),
        )


def test_nobody_else_can_read_write_finish_or_delete_it(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    one, other = start(session, notebook), add(stores, session, "Sam")
    fill(session, notebook, one.id)

    assert reflections.list_reflections(session, notebook=other) == ()
    for attempt in (
        lambda: reflections.get_reflection(session, notebook=other, reflection_id=one.id),
        lambda: reflections.rate(
            session, notebook=other, reflection_id=one.id, item=item("M4A-R1"), value=1
        ),
        lambda: reflections.write(
            session, notebook=other, reflection_id=one.id, prompt=item("M4A-O1"), text="mine"
        ),
        lambda: reflections.finish_reflection(
            session, notebook=other, reflection_id=one.id, today=DAY
        ),
        lambda: reflections.delete_reflection(session, notebook=other, reflection_id=one.id),
    ):
        with pytest.raises(ReflectionNotFoundError):
            attempt()
    assert reflections.delete_all(session, notebook=other) == 0
    untouched = reflections.get_reflection(session, notebook=notebook, reflection_id=one.id)
    assert len(untouched.ratings) == 8


def test_a_page_that_was_put_into_another_notebook_cannot_be_read(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    one, other = start(session, notebook), add(stores, session, "Sam")
    session.execute(
        update(NotebookPageRow).where(NotebookPageRow.id == one.id).values(owner=other.owner)
    )

    with pytest.raises(SealedError):
        reflections.list_reflections(session, notebook=other)


def test_deleting_one_leaves_the_others(session: Session, notebook: Notebook) -> None:
    first = start(session, notebook)
    fill(session, notebook, first.id)
    reflections.finish_reflection(session, notebook=notebook, reflection_id=first.id, today=DAY)
    second = start(session, notebook)
    fill(session, notebook, second.id)

    reflections.delete_reflection(session, notebook=notebook, reflection_id=first.id)

    [left] = reflections.list_reflections(session, notebook=notebook)
    assert left.id == second.id
    assert len(left.ratings) == 8


def test_deleting_everything_leaves_no_row(session: Session, notebook: Notebook) -> None:
    one = start(session, notebook)
    fill(session, notebook, one.id)

    assert reflections.delete_all(session, notebook=notebook) == 1

    assert session.scalars(select(NotebookPageRow)).all() == []


def test_the_overview_says_what_stands_out(session: Session, notebook: Notebook) -> None:
    one = start(session, notebook)
    fill(session, notebook, one.id)
    assert reflections.overview(session, notebook=notebook).count == 0

    reflections.finish_reflection(session, notebook=notebook, reflection_id=one.id, today=DAY)

    seen = reflections.overview(session, notebook=notebook)
    assert (seen.count, seen.last_on) == (1, DAY)
    assert seen.strengths == ("M4A",)
    assert seen.improvement_areas == ("M4B",)
