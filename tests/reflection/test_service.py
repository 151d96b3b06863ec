"""Is what somebody reflects kept, changed and deleted for them, and for nobody else?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import (
    LONGEST_WORDS,
    FinishedError,
    Reflection,
    ReflectionError,
    ReflectionId,
    ReflectionNotFoundError,
)
from feedbackpulse.reflection.tables import (
    ReflectionRatingRow,
    ReflectionRow,
    ReflectionWordsRow,
)

pytestmark = pytest.mark.both_engines

DAY = date(2026, 3, 2)


def item(code: str) -> Item:
    return load_catalogue().item(code)


def add(session: Session, name: str) -> PersonId:
    team = next(iter(people.team_tree(session).teams), None) or people.add_team(
        session, code="ALL", name="Everybody", parent_id=None
    )
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    person = people.add_person(
        session, name=name, email=f"{name.lower()}@example.org", team_id=team.id, at=moment
    )
    return person.id


@pytest.fixture
def owner(session: Session) -> PersonId:
    return add(session, "Noor")


def start(session: Session, owner: PersonId, *, today: date = DAY) -> Reflection:
    return reflections.start_reflection(session, owner=owner, checkpoints=["M4", "M9"], today=today)


def fill(session: Session, owner: PersonId, reflection_id: ReflectionId) -> None:
    for place, code in enumerate(["M4A", "M4B", "M4C", "M4D", "M4E", "M4F", "M9A", "M9B"]):
        reflections.rate(
            session,
            owner=owner,
            reflection_id=reflection_id,
            item=item(f"{code}-R1"),
            value={0: 5, 1: 1}.get(place, 3),
        )


def test_what_is_rated_and_written_is_there_when_the_owner_comes_back(
    session: Session, owner: PersonId
) -> None:
    started = start(session, owner)

    reflections.rate(session, owner=owner, reflection_id=started.id, item=item("M4A-R1"), value=4)
    reflections.rate(
        session, owner=owner, reflection_id=started.id, item=item("M4B-R1"), value=None
    )
    reflections.write(
        session, owner=owner, reflection_id=started.id, prompt=item("M4A-O1"), text=" I asked. "
    )

    found = reflections.get_reflection(session, owner=owner, reflection_id=started.id)
    assert found.scores() == {"M4A": (4,)}
    assert found.rating_of("M4B-R1") is not None
    assert found.words_of("M4A-O1") == "I asked."


def test_a_second_rating_replaces_the_first(session: Session, owner: PersonId) -> None:
    started = start(session, owner)

    for value in (2, 4):
        reflections.rate(
            session, owner=owner, reflection_id=started.id, item=item("M4A-R1"), value=value
        )

    found = reflections.get_reflection(session, owner=owner, reflection_id=started.id)
    assert found.scores() == {"M4A": (4,)}


def test_words_taken_away_are_gone(session: Session, owner: PersonId) -> None:
    started = start(session, owner)

    for text in ("something", "  "):
        reflections.write(
            session, owner=owner, reflection_id=started.id, prompt=item("M4A-O1"), text=text
        )

    assert session.scalars(select(ReflectionWordsRow)).all() == []


def test_starting_again_takes_up_the_running_one(session: Session, owner: PersonId) -> None:
    assert start(session, owner).id == start(session, owner).id


def test_reflections_are_numbered_for_each_owner(session: Session, owner: PersonId) -> None:
    other = add(session, "Sam")
    for day in (DAY, date(2026, 6, 1)):
        one = start(session, owner, today=day)
        reflections.finish_reflection(session, owner=owner, reflection_id=one.id, today=day)

    assert [one.number for one in reflections.list_reflections(session, owner=owner)] == [1, 2]
    assert start(session, other).number == 1


def test_a_finished_reflection_stays_as_it_is(session: Session, owner: PersonId) -> None:
    one = start(session, owner)
    reflections.finish_reflection(session, owner=owner, reflection_id=one.id, today=DAY)

    with pytest.raises(FinishedError):
        reflections.rate(session, owner=owner, reflection_id=one.id, item=item("M4A-R1"), value=1)


@pytest.mark.parametrize("value", [0, 6])
def test_a_rating_off_the_scale_is_refused(session: Session, owner: PersonId, value: int) -> None:
    one = start(session, owner)

    with pytest.raises(ReflectionError):
        reflections.rate(
            session, owner=owner, reflection_id=one.id, item=item("M4A-R1"), value=value
        )


def test_a_text_that_is_too_long_is_refused(session: Session, owner: PersonId) -> None:
    one = start(session, owner)

    with pytest.raises(ReflectionError):
        reflections.write(
            session,
            owner=owner,
            reflection_id=one.id,
            prompt=item("M4A-O1"),
            text="x" * (LONGEST_WORDS + 1),
        )


def test_nobody_else_can_read_write_finish_or_delete_it(session: Session, owner: PersonId) -> None:
    one, other = start(session, owner), add(session, "Sam")
    fill(session, owner, one.id)

    assert reflections.list_reflections(session, owner=other) == ()
    for attempt in (
        lambda: reflections.get_reflection(session, owner=other, reflection_id=one.id),
        lambda: reflections.rate(
            session, owner=other, reflection_id=one.id, item=item("M4A-R1"), value=1
        ),
        lambda: reflections.write(
            session, owner=other, reflection_id=one.id, prompt=item("M4A-O1"), text="mine"
        ),
        lambda: reflections.finish_reflection(
            session, owner=other, reflection_id=one.id, today=DAY
        ),
        lambda: reflections.delete_reflection(session, owner=other, reflection_id=one.id),
    ):
        with pytest.raises(ReflectionNotFoundError):
            attempt()
    assert reflections.delete_all(session, owner=other) == 0
    untouched = reflections.get_reflection(session, owner=owner, reflection_id=one.id)
    assert len(untouched.ratings) == 8


def test_the_database_refuses_a_rating_in_somebody_elses_reflection(
    session: Session, owner: PersonId
) -> None:
    one, other = start(session, owner), add(session, "Sam")

    session.add(
        ReflectionRatingRow(
            reflection_id=one.id, owner=other, item="M4A-R1", item_version=1, facet="M4A", value=1
        )
    )

    with pytest.raises(IntegrityError):
        session.flush()


def test_deleting_one_leaves_the_others(session: Session, owner: PersonId) -> None:
    first = start(session, owner)
    fill(session, owner, first.id)
    reflections.finish_reflection(session, owner=owner, reflection_id=first.id, today=DAY)
    second = start(session, owner)
    fill(session, owner, second.id)

    reflections.delete_reflection(session, owner=owner, reflection_id=first.id)

    [left] = reflections.list_reflections(session, owner=owner)
    assert left.id == second.id
    assert len(left.ratings) == 8


def test_deleting_everything_leaves_no_row(session: Session, owner: PersonId) -> None:
    one = start(session, owner)
    fill(session, owner, one.id)

    assert reflections.delete_all(session, owner=owner) == 1

    for table in (ReflectionRow, ReflectionRatingRow, ReflectionWordsRow):
        assert session.scalars(select(table)).all() == []


def test_the_overview_says_what_stands_out(session: Session, owner: PersonId) -> None:
    one = start(session, owner)
    fill(session, owner, one.id)
    assert reflections.overview(session, owner=owner).count == 0

    reflections.finish_reflection(session, owner=owner, reflection_id=one.id, today=DAY)

    seen = reflections.overview(session, owner=owner)
    assert (seen.count, seen.last_on) == (1, DAY)
    assert seen.strengths == ("M4A",)
    assert seen.improvement_areas == ("M4B",)
