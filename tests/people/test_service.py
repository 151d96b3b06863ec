"""Who works here, who leads what, and who was where?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.people import service as people
from feedbackpulse.people.domain import (
    BadAddressError,
    BrokenTreeError,
    DuplicateAddressError,
    DuplicateCodeError,
    LastAdminError,
    Person,
    PersonId,
    Role,
    Team,
    TeamId,
    Theme,
    UnknownPersonError,
    UnknownTeamError,
)

pytestmark = pytest.mark.both_engines

DAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def root(session: Session) -> Team:
    return people.add_team(session, code="L", name="Linde", parent_id=None)


@pytest.fixture
def desk(session: Session, root: Team) -> Team:
    return people.add_team(session, code="KC", name="Klantcontact", parent_id=root.id)


@pytest.fixture
def noor(session: Session, desk: Team) -> Person:
    return people.add_person(
        session, name="Noor Wit", email="Noor@example.org", team_id=desk.id, at=MORNING
    )


def found(session: Session, person: Person, *, on: date = DAY) -> Person:
    now = people.find_person(session, person_id=person.id, on=on)
    assert now is not None
    return now


def test_teams_hang_in_one_tree(session: Session, root: Team, desk: Team) -> None:
    tree = people.team_tree(session)

    assert tree.root == root
    assert tree.children(root.id) == (desk,)


def test_a_second_root_is_refused(session: Session, root: Team) -> None:
    with pytest.raises(BrokenTreeError):
        people.add_team(session, code="X", name="Elders", parent_id=None)


def test_a_code_is_used_once_whatever_its_case(session: Session, root: Team) -> None:
    with pytest.raises(DuplicateCodeError):
        people.add_team(session, code="l", name="Elders", parent_id=root.id)


def test_a_team_can_be_renamed_and_moved(session: Session, root: Team, desk: Team) -> None:
    people.change_team(session, team_id=desk.id, code="KC2", name="Contact", parent_id=root.id)

    changed = people.team_tree(session).get(desk.id)
    assert (changed.code, changed.name) == ("KC2", "Contact")


def test_a_team_cannot_be_moved_below_itself(session: Session, root: Team, desk: Team) -> None:
    below = people.add_team(session, code="KCN", name="Noord", parent_id=desk.id)

    with pytest.raises(BrokenTreeError):
        people.change_team(session, team_id=desk.id, code="KC", name="KC", parent_id=below.id)


def test_a_team_that_does_not_exist_cannot_be_changed(session: Session) -> None:
    with pytest.raises(UnknownTeamError):
        people.change_team(session, team_id=TeamId(uuid4()), code="X", name="X", parent_id=None)


def test_a_new_person_is_an_employee_of_their_team(
    session: Session, noor: Person, desk: Team
) -> None:
    assert found(session, noor) == noor
    assert noor.roles == {Role.EMPLOYEE}
    assert noor.team_id == desk.id


def test_people_are_found_by_address_in_any_case(session: Session, noor: Person) -> None:
    assert people.find_person_by_email(session, email=" NOOR@example.org", on=DAY) == noor
    assert people.find_person_by_email(session, email="sam@example.org", on=DAY) is None


def test_an_address_belongs_to_one_person(session: Session, noor: Person) -> None:
    with pytest.raises(DuplicateAddressError):
        people.add_person(session, name="Sam", email="NOOR@example.org", team_id=None, at=MORNING)


def test_an_impossible_address_is_refused(session: Session) -> None:
    with pytest.raises(BadAddressError):
        people.add_person(session, name="Sam", email="sam", team_id=None, at=MORNING)


def test_an_unknown_team_is_refused(session: Session, noor: Person) -> None:
    nowhere = TeamId(uuid4())

    with pytest.raises(UnknownTeamError):
        people.move_person(session, person_id=noor.id, team_id=nowhere, at=MORNING)
    with pytest.raises(UnknownTeamError):
        people.appoint_lead(session, person_id=noor.id, team_id=nowhere)


def test_an_unknown_person_is_refused(session: Session) -> None:
    with pytest.raises(UnknownPersonError):
        people.grant_role(session, person_id=PersonId(uuid4()), role=Role.HR)


def test_name_and_address_can_change(session: Session, noor: Person) -> None:
    people.change_person(session, person_id=noor.id, name="Noor Blauw", email="nb@example.org")

    assert found(session, noor).name == "Noor Blauw"
    assert found(session, noor).email == "nb@example.org"


def test_the_history_tells_who_was_where(
    session: Session, noor: Person, root: Team, desk: Team
) -> None:
    people.move_person(session, person_id=noor.id, team_id=root.id, at=MORNING + HOUR)
    people.deactivate_person(session, person_id=noor.id, at=MORNING + 2 * HOUR)
    people.reactivate_person(session, person_id=noor.id, at=MORNING + 3 * HOUR)

    def members(after: timedelta) -> dict[TeamId, frozenset[PersonId]]:
        return people.members_at(session, moment=MORNING + after)

    assert members(-HOUR) == {}
    assert members(HOUR / 2) == {desk.id: {noor.id}}
    assert members(HOUR) == {root.id: {noor.id}}
    assert members(2 * HOUR) == {}
    assert members(3 * HOUR) == {root.id: {noor.id}}


def test_moving_to_the_same_team_leaves_the_history_alone(
    session: Session, noor: Person, desk: Team
) -> None:
    people.move_person(session, person_id=noor.id, team_id=desk.id, at=MORNING + HOUR)

    assert people.members_at(session, moment=MORNING) == {desk.id: {noor.id}}


def test_moving_somebody_who_left_gives_no_membership(
    session: Session, noor: Person, root: Team
) -> None:
    people.deactivate_person(session, person_id=noor.id, at=MORNING + HOUR)
    people.move_person(session, person_id=noor.id, team_id=root.id, at=MORNING + 2 * HOUR)

    assert people.members_at(session, moment=MORNING + 3 * HOUR) == {}


def test_teams_list_active_people_by_name(session: Session, noor: Person, desk: Team) -> None:
    sam = people.add_person(
        session, name="Ada Smit", email="ada@example.org", team_id=desk.id, at=MORNING
    )
    gone = people.add_person(
        session, name="Bo", email="bo@example.org", team_id=desk.id, at=MORNING
    )
    people.deactivate_person(session, person_id=gone.id, at=MORNING)

    assert people.people_by_team(session, on=DAY) == {desk.id: (sam, noor)}
    assert gone.id in {one.id for one in people.list_people(session, on=DAY)}


def test_people_can_be_searched_by_name_and_address(session: Session, noor: Person) -> None:
    def search(text: str) -> tuple[Person, ...]:
        return people.list_people(session, on=DAY, search=text)

    assert search("wit") == (noor,)
    assert search("NOOR@") == (noor,)
    assert search("%") == ()


def test_roles_are_given_and_taken(session: Session, noor: Person) -> None:
    people.grant_role(session, person_id=noor.id, role=Role.HR)
    people.grant_role(session, person_id=noor.id, role=Role.HR)
    assert found(session, noor).roles == {Role.EMPLOYEE, Role.HR}

    people.revoke_role(session, person_id=noor.id, role=Role.HR)
    assert found(session, noor).roles == {Role.EMPLOYEE}


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.LEAD])
def test_some_roles_are_not_given(session: Session, noor: Person, role: Role) -> None:
    with pytest.raises(ValueError, match=role):
        people.grant_role(session, person_id=noor.id, role=role)


def test_a_deputy_leads_until_the_last_day(session: Session, noor: Person, desk: Team) -> None:
    people.appoint_lead(session, person_id=noor.id, team_id=desk.id, until=DAY)

    assert found(session, noor).leads == {desk.id}
    assert found(session, noor).roles == {Role.EMPLOYEE, Role.LEAD}
    assert found(session, noor, on=DAY + timedelta(days=1)).roles == {Role.EMPLOYEE}
    assert [one.id for one in people.leads_of(session, team_id=desk.id, on=DAY)] == [noor.id]


def test_a_lead_can_be_withdrawn(session: Session, noor: Person, desk: Team) -> None:
    people.appoint_lead(session, person_id=noor.id, team_id=desk.id)
    people.withdraw_lead(session, person_id=noor.id, team_id=desk.id)

    assert people.appointments_of(session, person_id=noor.id) == ()


def test_deactivating_ends_roles_and_leads(session: Session, noor: Person, desk: Team) -> None:
    people.grant_role(session, person_id=noor.id, role=Role.HR)
    people.appoint_lead(session, person_id=noor.id, team_id=desk.id)

    people.deactivate_person(session, person_id=noor.id, at=MORNING + HOUR)

    gone = found(session, noor)
    assert not gone.active
    assert gone.roles == {Role.EMPLOYEE}


def test_the_last_admin_stays(session: Session, noor: Person) -> None:
    people.grant_role(session, person_id=noor.id, role=Role.ADMIN)

    with pytest.raises(LastAdminError):
        people.revoke_role(session, person_id=noor.id, role=Role.ADMIN)
    with pytest.raises(LastAdminError):
        people.deactivate_person(session, person_id=noor.id, at=MORNING)


def test_an_admin_may_go_when_another_stays(session: Session, noor: Person) -> None:
    sam = people.add_person(session, name="Sam", email="s@example.org", team_id=None, at=MORNING)
    for person in (noor, sam):
        people.grant_role(session, person_id=person.id, role=Role.ADMIN)

    people.deactivate_person(session, person_id=noor.id, at=MORNING)

    assert not found(session, noor).active


def test_people_choose_how_they_read(session: Session, noor: Person) -> None:
    people.choose_locale(session, person_id=noor.id, locale="en")
    people.choose_theme(session, person_id=noor.id, theme=Theme.DARK)

    assert (found(session, noor).locale, found(session, noor).theme) == ("en", Theme.DARK)
