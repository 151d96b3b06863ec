"""Who may read, make and keep a promise?"""

from __future__ import annotations

from uuid import uuid4

import pytest

from feedbackpulse.access.domain import Viewer
from feedbackpulse.access.promises import may_keep_promise, may_make_promise, may_read_promise
from feedbackpulse.people.domain import PersonId, Role, Team, TeamId, TeamTree

HOUSE, CARE, DAY, DESK = (TeamId(uuid4()) for _each in range(4))
TREE = TeamTree(
    teams=(
        Team(id=HOUSE, code="H", name="House"),
        Team(id=CARE, code="C", name="Care", parent_id=HOUSE),
        Team(id=DAY, code="D", name="Day", parent_id=CARE),
        Team(id=DESK, code="E", name="Desk", parent_id=HOUSE),
    )
)
KEEPER = PersonId(uuid4())


def viewer(
    team: TeamId | None,
    *roles: Role,
    leads: TeamId | None = None,
    person: PersonId | None = None,
) -> Viewer:
    """Return somebody in a team, with roles."""
    return Viewer(
        person_id=person or PersonId(uuid4()),
        roles=frozenset({Role.EMPLOYEE, *roles}),
        team_id=team,
        leads=frozenset({leads} if leads else ()),
    )


WHO = {
    "member": viewer(DAY),
    "member above": viewer(CARE),
    "neighbour": viewer(DESK),
    "lead": viewer(DAY, Role.LEAD, leads=DAY),
    "lead above": viewer(HOUSE, Role.LEAD, leads=CARE),
    "other lead": viewer(DESK, Role.LEAD, leads=DESK),
    "highest lead": viewer(HOUSE, Role.LEAD, leads=HOUSE),
    "hr": viewer(DESK, Role.HR),
    "keeper": viewer(DESK, person=KEEPER),
    "council": viewer(DESK, Role.COUNCIL),
    "adviser": viewer(DESK, Role.ADVISER),
    "admin": viewer(DESK, Role.ADMIN),
    "without a team": viewer(None),
}
MAKES = {"lead", "lead above", "highest lead", "hr"}
KEEPS = MAKES | {"keeper"}
READS = KEEPS | {"member"}


@pytest.mark.parametrize("who", WHO)
def test_the_promise_of_a_team_is_for_its_people_their_leads_hr_and_who_keeps_it(
    who: str,
) -> None:
    one = WHO[who]

    assert bool(may_read_promise(one, TREE, team_id=DAY, owner=KEEPER)) == (who in READS)
    assert bool(may_keep_promise(one, TREE, team_id=DAY, owner=KEEPER)) == (who in KEEPS)
    assert bool(may_make_promise(one, TREE, team_id=DAY)) == (who in MAKES)


@pytest.mark.parametrize("who", WHO)
def test_a_promise_to_everybody_is_read_by_everybody_and_made_by_hr_or_the_highest_lead(
    who: str,
) -> None:
    one = WHO[who]

    assert may_read_promise(one, TREE, team_id=None, owner=KEEPER)
    assert bool(may_make_promise(one, TREE, team_id=None)) == (who in {"hr", "highest lead"})


def test_members_of_a_team_below_read_what_is_promised_to_the_team_above() -> None:
    assert may_read_promise(WHO["member"], TREE, team_id=CARE, owner=None)
    assert not may_read_promise(WHO["member above"], TREE, team_id=DAY, owner=None)
