"""Does every process have the tree of now, though it reads the teams only after a change?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamId
from feedbackpulse.people.tables import TeamRow
from feedbackpulse.people.trees import team_tree, top_team
from tests.organisations import found
from tests.queries import counted_queries
from tests.web.released import LONG_AGO

pytestmark = pytest.mark.both_engines
OUTLINE = """
House 1
  Day 2
  Night 2
"""


@pytest.fixture
def teams(stores: Stores) -> dict[str, TeamId]:
    """Return teams whose tree was read before, and is remembered."""
    with stores.main() as session, transaction(session):
        made = found(session, OUTLINE, at=LONG_AGO).teams
    assert names(stores) == ["Day", "House", "Night"]
    return made


@pytest.fixture
def elsewhere(stores: Stores) -> Iterator[Session]:
    """Yield a session in which something is changed and not yet kept."""
    with stores.main() as session, session.begin():
        yield session


def names(stores: Stores) -> list[str]:
    """Return the teams of now, as another page reads them."""
    with stores.main() as session:
        return sorted(team.name for team in team_tree(session).teams)


def test_what_did_not_change_is_not_read_again(
    app: Flask, stores: Stores, teams: dict[str, TeamId]
) -> None:
    with stores.main() as one, stores.main() as other, counted_queries(app) as statements:
        assert team_tree(one) is team_tree(other)
        assert top_team(one) == teams["House"]

    assert len(statements) == 3, "one question each"


def test_a_team_that_was_changed_added_or_removed(stores: Stores, teams: dict[str, TeamId]) -> None:
    with stores.main() as session, transaction(session):
        people.change_team(
            session, team_id=teams["Day"], code="D", name="Dawn", parent_id=teams["House"]
        )
    assert names(stores) == ["Dawn", "House", "Night"]

    with stores.main() as session, transaction(session):
        added = people.add_team(session, code="E", name="Evening", parent_id=teams["Night"])
    assert names(stores) == ["Dawn", "Evening", "House", "Night"]

    with stores.main() as session, transaction(session):
        session.delete(session.get_one(TeamRow, added.id))
    assert names(stores) == ["Dawn", "House", "Night"]


def test_a_team_that_answers_on_paper(stores: Stores, teams: dict[str, TeamId]) -> None:
    with stores.main() as session, transaction(session):
        people.choose_paper(session, team_id=teams["Day"], on_paper=True)

    with stores.main() as session:
        assert team_tree(session).get(teams["Day"]).on_paper


def test_statements_about_many_teams(stores: Stores, teams: dict[str, TeamId]) -> None:
    new = {"code": "E", "code_key": "e", "name": "Evening", "parent_id": teams["House"]}
    with stores.main() as session, transaction(session):
        session.execute(insert(TeamRow), [new])
    assert names(stores) == ["Day", "Evening", "House", "Night"]

    with stores.main() as session, transaction(session):
        session.execute(update(TeamRow).where(TeamRow.code == "E").values(name="Dusk"))
    assert names(stores) == ["Day", "Dusk", "House", "Night"]

    with stores.main() as session, transaction(session):
        session.execute(delete(TeamRow).where(TeamRow.code == "E"))
    assert names(stores) == ["Day", "House", "Night"]


def test_what_was_changed_and_not_kept(
    stores: Stores, teams: dict[str, TeamId], elsewhere: Session
) -> None:
    elsewhere.get_one(TeamRow, teams["Day"]).name = "Dawn"
    assert "Dawn" in {team.name for team in team_tree(elsewhere).teams}
    elsewhere.rollback()

    assert names(stores) == ["Day", "House", "Night"]


def test_a_part_that_was_taken_back(
    stores: Stores, teams: dict[str, TeamId], elsewhere: Session
) -> None:
    inside = elsewhere.begin_nested()
    elsewhere.get_one(TeamRow, teams["Day"]).name = "Dawn"
    elsewhere.flush()
    assert "Dawn" in {team.name for team in team_tree(elsewhere).teams}
    inside.rollback()

    assert "Day" in {team.name for team in team_tree(elsewhere).teams}


def test_without_teams_there_is_no_top(stores: Stores) -> None:
    with stores.main() as session:
        assert top_team(session) is None
        assert team_tree(session).teams == ()
