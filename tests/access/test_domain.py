"""Who may see and do what, for every role?"""

from __future__ import annotations

from uuid import uuid4

import pytest

from feedbackpulse.access.domain import (
    Allowed,
    Reason,
    Refused,
    Viewer,
    leads_unit,
    may_change_people,
    may_deactivate,
    may_read_organisation,
    may_read_unit,
    may_set_role,
    teams_led,
    units_above,
)
from feedbackpulse.people.domain import (
    Part,
    Person,
    PersonId,
    Role,
    Team,
    TeamId,
    TeamTree,
    UnitKey,
)

ROOT = Team(id=TeamId(uuid4()), code="R", name="Linde")
NORTH = Team(id=TeamId(uuid4()), code="N", name="Noord", parent_id=ROOT.id)
SOUTH = Team(id=TeamId(uuid4()), code="Z", name="Zuid", parent_id=ROOT.id)
DESK = Team(id=TeamId(uuid4()), code="K", name="Klantcontact", parent_id=NORTH.id)
GONE = Team(id=TeamId(uuid4()), code="G", name="Gone", parent_id=ROOT.id)
TREE = TeamTree(teams=(ROOT, NORTH, SOUTH, DESK))
UNITS = [UnitKey(team_id=team.id, part=part) for team in TREE.teams for part in Part]
OTHER = PersonId(uuid4())


def make_viewer(*roles: Role, team: Team | None = DESK, leads: tuple[Team, ...] = ()) -> Viewer:
    return Viewer.of(
        Person(
            id=PersonId(uuid4()),
            name="Iemand",
            email="iemand@example.org",
            team_id=team.id if team else None,
            roles=frozenset({Role.EMPLOYEE, *roles}),
            leads=frozenset(team.id for team in leads),
        )
    )


def readable(viewer: Viewer, *, own_leaf: UnitKey | None) -> set[UnitKey]:
    return {unit for unit in UNITS if may_read_unit(viewer, TREE, unit, own_leaf=own_leaf)}


def whole(*teams: Team) -> set[UnitKey]:
    return {UnitKey(team_id=team.id) for team in teams}


def every_part(*teams: Team) -> set[UnitKey]:
    return {UnitKey(team_id=team.id, part=part) for team in teams for part in Part}


def test_hr_reads_every_unit() -> None:
    assert readable(make_viewer(Role.HR), own_leaf=None) == set(UNITS)


def test_a_lead_reads_the_subtree_with_its_parts() -> None:
    lead = make_viewer(Role.LEAD, team=None, leads=(NORTH,))

    assert readable(lead, own_leaf=None) == every_part(NORTH, DESK)


@pytest.mark.parametrize("leads", [(), (NORTH,), (DESK, NORTH), (SOUTH, DESK), (ROOT,), (GONE,)])
def test_what_somebody_leads_is_the_same_for_all_teams_and_for_one_unit(
    leads: tuple[Team, ...],
) -> None:
    lead = make_viewer(leads=leads)

    led = teams_led(lead.leads, TREE)

    assert {unit for unit in UNITS if leads_unit(lead, TREE, unit)} == {
        unit for unit in UNITS if unit.team_id in led
    }


def test_a_lead_is_a_member_too() -> None:
    lead = make_viewer(Role.LEAD, leads=(DESK,))

    assert readable(lead, own_leaf=UnitKey(team_id=DESK.id)) == every_part(DESK) | whole(
        NORTH, ROOT
    )


def test_a_member_reads_the_own_leaf_and_what_is_above() -> None:
    member = make_viewer()

    assert readable(member, own_leaf=UnitKey(team_id=DESK.id)) == whole(DESK, NORTH, ROOT)


@pytest.mark.parametrize("part", [Part.DIRECT, Part.REST])
def test_a_part_lies_in_its_own_team(part: Part) -> None:
    leaf = UnitKey(team_id=NORTH.id, part=part)

    assert units_above(TREE, leaf) == (
        leaf,
        UnitKey(team_id=NORTH.id),
        UnitKey(team_id=ROOT.id),
    )


def test_a_member_of_a_small_team_does_not_read_that_team() -> None:
    member = make_viewer(team=DESK)
    counted_in = UnitKey(team_id=NORTH.id, part=Part.REST)

    assert readable(member, own_leaf=counted_in) == {counted_in} | whole(NORTH, ROOT)


def test_somebody_who_was_not_invited_reads_nothing() -> None:
    assert readable(make_viewer(), own_leaf=None) == set()


@pytest.mark.parametrize("role", [Role.COUNCIL, Role.ADVISER, Role.ADMIN])
def test_other_roles_read_no_more_than_an_employee(role: Role) -> None:
    own_leaf = UnitKey(team_id=SOUTH.id)

    assert readable(make_viewer(role, team=SOUTH), own_leaf=own_leaf) == whole(SOUTH, ROOT)


def test_only_hr_and_who_leads_everybody_read_of_all_units() -> None:
    readers = [
        make_viewer(Role.HR),
        make_viewer(Role.LEAD, leads=(ROOT,)),
        make_viewer(Role.LEAD, leads=(SOUTH,)),
        make_viewer(Role.ADMIN, team=ROOT),
    ]

    assert [bool(may_read_organisation(one, ROOT.id)) for one in readers] == [1, 1, 0, 0]
    assert not may_read_organisation(readers[1], None)


def test_a_team_outside_the_tree_is_refused_for_everybody() -> None:
    stranger = UnitKey(team_id=TeamId(uuid4()))
    hr = make_viewer(Role.HR)

    assert may_read_unit(hr, TREE, stranger, own_leaf=stranger) == Refused(Reason.UNKNOWN_TEAM)
    assert units_above(TREE, stranger) == ()


def test_a_refusal_says_why() -> None:
    lead = make_viewer(Role.LEAD, leads=(SOUTH,))
    unit = UnitKey(team_id=DESK.id)

    assert may_read_unit(lead, TREE, unit, own_leaf=None) == Refused(Reason.NOT_YOUR_UNIT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_changes_people(role: Role) -> None:
    viewer = make_viewer(role)

    assert may_change_people(viewer) == Refused(Reason.NOT_YOUR_ROLE)
    assert may_set_role(viewer, OTHER, Role.HR) == Refused(Reason.NOT_YOUR_ROLE)
    assert may_deactivate(viewer, OTHER) == Refused(Reason.NOT_YOUR_ROLE)


def test_an_admin_changes_others_but_not_the_own_admin_role() -> None:
    admin = make_viewer(Role.ADMIN)

    assert may_change_people(admin) == Allowed()
    assert may_set_role(admin, OTHER, Role.ADMIN) == Allowed()
    assert may_set_role(admin, admin.person_id, Role.COUNCIL) == Allowed()
    assert may_set_role(admin, admin.person_id, Role.ADMIN) == Refused(Reason.YOUR_OWN_ADMIN_ROLE)
    assert may_deactivate(admin, OTHER) == Allowed()
    assert may_deactivate(admin, admin.person_id) == Refused(Reason.YOUR_OWN_ADMIN_ROLE)
