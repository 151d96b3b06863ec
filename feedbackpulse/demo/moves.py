"""The one month in which a team of the demo changes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import CHANGING, LEADS, address
from feedbackpulse.people import directory
from feedbackpulse.people import service as people
from feedbackpulse.people.trees import team_tree

NEWCOMER: Final = "Sofie Rietzanger"
_LEADS: Final = frozenset(map(address, LEADS))


def let_people_come_and_go(stores: Stores, *, at: datetime) -> None:
    """Let one colleague leave the changing team and another join it."""
    with stores.main() as session, transaction(session):
        tree = team_tree(session)
        team = next(team for team in tree.teams if team.code == CHANGING)
        members = directory.people_by_team(session, on=at.date())[team.id]
        leaver = min(
            (person for person in members if person.email not in _LEADS),
            key=lambda person: person.email,
        )
        people.deactivate_person(session, person_id=leaver.id, at=at)
        people.add_person(session, name=NEWCOMER, email=address(NEWCOMER), team_id=team.id, at=at)
