"""Does a mirror keep, per team and round, what its lead wrote last?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamId
from feedbackpulse.reflection import mirrors
from feedbackpulse.reflection.mirror import Answer, Look
from feedbackpulse.reflection.notebook import Notebook, open_notebook

pytestmark = pytest.mark.both_engines

TEAM, OTHER = TeamId(uuid4()), TeamId(uuid4())
FIRST, SECOND = uuid4(), uuid4()


@pytest.fixture
def notebook(stores: Stores, session: Session) -> Notebook:
    root = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
    lead = people.add_person(
        session,
        name="Lou",
        email="lou@example.org",
        team_id=root.id,
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return open_notebook(session, keys=stores.keys, owner=lead.id)


def look(
    topic: str, *, values: Sequence[int | None] = (4, None), expected: float | None = 3.5
) -> Look:
    answers = (Answer(item=f"L{n}", item_version=2, value=v) for n, v in enumerate(values))
    return Look(topic=topic, answers=tuple(answers), expected=expected)


def test_what_is_kept_comes_back_whole(session: Session, notebook: Notebook) -> None:
    every = (look("S1"), look("S2", values=(), expected=None))
    for one in every:
        mirrors.keep_look(session, notebook=notebook, team=TEAM, round_id=FIRST, look=one)

    found = mirrors.find_mirror(session, notebook=notebook, team=TEAM, round_id=FIRST)

    assert found is not None
    assert found.looks == every


def test_a_second_look_replaces_the_first(session: Session, notebook: Notebook) -> None:
    for one in (look("S1", expected=1.0), look("S1", expected=5.0)):
        mirrors.keep_look(session, notebook=notebook, team=TEAM, round_id=FIRST, look=one)

    [found] = mirrors.list_mirrors(session, notebook=notebook)

    assert [one.expected for one in found.looks] == [5.0]


def test_every_team_and_round_has_one_of_its_own(session: Session, notebook: Notebook) -> None:
    for team, asked in ((TEAM, FIRST), (TEAM, SECOND), (OTHER, FIRST)):
        mirrors.keep_look(session, notebook=notebook, team=team, round_id=asked, look=look("S1"))

    mirrors.delete_mirror(session, notebook=notebook, team=TEAM, round_id=FIRST)
    mirrors.delete_mirror(session, notebook=notebook, team=OTHER, round_id=SECOND)

    left = mirrors.list_mirrors(session, notebook=notebook)
    assert {(one.team, one.round) for one in left} == {(TEAM, SECOND), (OTHER, FIRST)}


def test_everything_can_be_taken_along(session: Session, notebook: Notebook) -> None:
    mirrors.keep_look(session, notebook=notebook, team=TEAM, round_id=FIRST, look=look("S1"))

    [taken] = json.loads(json.dumps(mirrors.export(session, notebook=notebook)))["mirrors"]

    assert (taken["team"], taken["round"]) == (str(TEAM), str(FIRST))
    [topic] = taken["topics"]
    assert (topic["topic"], topic["expected"]) == ("S1", 3.5)
    assert topic["answers"][0] == {"item": "L0", "version": 2, "value": 4}
