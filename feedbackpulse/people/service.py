"""Change teams, people, roles and memberships; what finds them is at hand here too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.directory import (
    appointments_of,
    find_person,
    find_person_by_email,
    leads_of,
    list_appointments,
    list_people,
    members_at,
    people_by_team,
    people_on_paper,
)
from feedbackpulse.people.domain import (
    GRANTED_ROLES,
    DuplicateAddressError,
    DuplicateCodeError,
    LastAdminError,
    Person,
    PersonId,
    Role,
    Team,
    TeamId,
    TeamTree,
    Theme,
    UnknownPersonError,
    UnknownTeamError,
    tidy_address,
)
from feedbackpulse.people.tables import (
    AppointmentRow,
    GrantedRoleRow,
    MembershipRow,
    PersonRow,
    TeamRow,
)
from feedbackpulse.people.trees import team_tree, top_team

__all__ = [
    "add_person",
    "add_team",
    "appoint_lead",
    "appointments_of",
    "change_person",
    "change_team",
    "choose_locale",
    "choose_paper",
    "choose_theme",
    "deactivate_person",
    "find_person",
    "find_person_by_email",
    "grant_role",
    "leads_of",
    "list_appointments",
    "list_people",
    "members_at",
    "move_person",
    "people_by_team",
    "people_on_paper",
    "reactivate_person",
    "revoke_role",
    "team_tree",
    "top_team",
    "withdraw_lead",
]


def add_team(session: Session, *, code: str, name: str, parent_id: TeamId | None) -> Team:
    """Add a team and return it.

    Raises DuplicateCodeError, or BrokenTreeError when the tree would get a second root.
    """
    one_at_a_time(session, "organisation")
    tree = team_tree(session)
    _refuse_used_code(session, code, but_for=None)
    team = Team(id=TeamId(uuid4()), code=code.strip(), name=name.strip(), parent_id=parent_id)
    TeamTree(teams=(*tree.teams, team))
    session.add(
        TeamRow(
            id=team.id,
            code=team.code,
            code_key=team.code.casefold(),
            name=team.name,
            parent_id=parent_id,
        )
    )
    session.flush()
    return team


def change_team(
    session: Session, *, team_id: TeamId, code: str, name: str, parent_id: TeamId | None
) -> Team:
    """Rename or move a team; raises DuplicateCodeError or BrokenTreeError."""
    one_at_a_time(session, "organisation")
    row = _team_row(session, team_id)
    _refuse_used_code(session, code, but_for=team_id)
    tree = team_tree(session)
    changed = replace(tree.get(team_id), code=code.strip(), name=name.strip(), parent_id=parent_id)
    others = [team for team in tree.teams if team.id != team_id]
    TeamTree(teams=(*others, changed))
    row.code, row.code_key, row.name = changed.code, changed.code.casefold(), changed.name
    row.parent_id = parent_id
    session.flush()
    return changed


def add_person(
    session: Session, *, name: str, email: str, team_id: TeamId | None, at: datetime
) -> Person:
    """Add somebody to a team and return them.

    Raises BadAddressError, DuplicateAddressError or UnknownTeamError.
    """
    one_at_a_time(session, "organisation")
    address = tidy_address(email)
    _refuse_used_address(session, address, but_for=None)
    person_id = PersonId(uuid4())
    row = PersonRow(id=person_id, name=name.strip(), email=address, active=True, team_id=team_id)
    if team_id is not None:
        _team_row(session, team_id)
    session.add(row)
    session.flush()
    _open_membership(session, row, at)
    session.flush()
    return Person(id=person_id, name=name.strip(), email=address, team_id=team_id)


def change_person(session: Session, *, person_id: PersonId, name: str, email: str) -> None:
    """Change somebody's name and address; raises BadAddressError or DuplicateAddressError."""
    one_at_a_time(session, "organisation")
    address = tidy_address(email)
    _refuse_used_address(session, address, but_for=person_id)
    row = _person_row(session, person_id)
    row.name, row.email = name.strip(), address
    session.flush()


def move_person(
    session: Session, *, person_id: PersonId, team_id: TeamId | None, at: datetime
) -> None:
    """Give somebody another home team, or none, from this moment on."""
    one_at_a_time(session, "organisation")
    row = _person_row(session, person_id)
    if team_id is not None:
        _team_row(session, team_id)
    if row.team_id == team_id:
        return
    _close_membership(session, person_id, at)
    row.team_id = team_id
    if row.active:
        _open_membership(session, row, at)
    session.flush()


def deactivate_person(session: Session, *, person_id: PersonId, at: datetime) -> None:
    """End somebody's access, roles and membership; raises LastAdminError."""
    one_at_a_time(session, "organisation")
    row = _person_row(session, person_id)
    _refuse_last_admin(session, person_id)
    row.active = False
    _close_membership(session, person_id, at)
    session.execute(delete(GrantedRoleRow).where(GrantedRoleRow.person_id == person_id))
    session.execute(delete(AppointmentRow).where(AppointmentRow.person_id == person_id))
    session.flush()


def reactivate_person(session: Session, *, person_id: PersonId, at: datetime) -> None:
    """Let somebody in again, as an employee without other roles."""
    one_at_a_time(session, "organisation")
    row = _person_row(session, person_id)
    if row.active:
        return
    row.active = True
    _open_membership(session, row, at)
    session.flush()


def grant_role(session: Session, *, person_id: PersonId, role: Role) -> None:
    """Give somebody a role; giving it twice changes nothing."""
    one_at_a_time(session, "organisation")
    if role not in GRANTED_ROLES:
        raise ValueError(role)
    _person_row(session, person_id)
    if session.get(GrantedRoleRow, (person_id, role.value)) is None:
        session.add(GrantedRoleRow(person_id=person_id, role=role.value))
        session.flush()


def revoke_role(session: Session, *, person_id: PersonId, role: Role) -> None:
    """Take a role away; raises LastAdminError when nobody else is an admin."""
    one_at_a_time(session, "organisation")
    if role is Role.ADMIN:
        _refuse_last_admin(session, person_id)
    session.execute(
        delete(GrantedRoleRow).where(
            GrantedRoleRow.person_id == person_id, GrantedRoleRow.role == role.value
        )
    )


def appoint_lead(
    session: Session, *, person_id: PersonId, team_id: TeamId, until: date | None = None
) -> None:
    """Let somebody lead a team, for good or up to and including a last day."""
    one_at_a_time(session, "organisation")
    _person_row(session, person_id)
    _team_row(session, team_id)
    row = session.get(AppointmentRow, (person_id, team_id))
    if row is None:
        row = AppointmentRow(person_id=person_id, team_id=team_id)
        session.add(row)
    row.until = until
    session.flush()


def withdraw_lead(session: Session, *, person_id: PersonId, team_id: TeamId) -> None:
    """Let somebody lead a team no longer."""
    session.execute(
        delete(AppointmentRow).where(
            AppointmentRow.person_id == person_id, AppointmentRow.team_id == team_id
        )
    )


def choose_locale(session: Session, *, person_id: PersonId, locale: str) -> None:
    """Remember in which language somebody reads."""
    session.execute(update(PersonRow).where(PersonRow.id == person_id).values(locale=locale))


def choose_theme(session: Session, *, person_id: PersonId, theme: Theme) -> None:
    """Remember whether somebody reads on a light or a dark page."""
    session.execute(update(PersonRow).where(PersonRow.id == person_id).values(theme=theme.value))


def choose_paper(
    session: Session,
    *,
    person_id: PersonId | None = None,
    team_id: TeamId | None = None,
    on_paper: bool,
) -> None:
    """Let somebody, or everybody in a team, answer with a printed code from the next round on."""
    if person_id is not None:
        _person_row(session, person_id).on_paper = on_paper
    if team_id is not None:
        _team_row(session, team_id).on_paper = on_paper
    session.flush()


def _team_row(session: Session, team_id: TeamId) -> TeamRow:
    row = session.get(TeamRow, team_id)
    if row is None:
        raise UnknownTeamError(team_id)
    return row


def _person_row(session: Session, person_id: PersonId) -> PersonRow:
    row = session.get(PersonRow, person_id)
    if row is None:
        raise UnknownPersonError(person_id)
    return row


def _open_membership(session: Session, row: PersonRow, at: datetime) -> None:
    if row.team_id is not None:
        session.add(MembershipRow(person_id=row.id, team_id=row.team_id, since=at))


def _close_membership(session: Session, person_id: PersonId, at: datetime) -> None:
    session.execute(
        update(MembershipRow)
        .where(MembershipRow.person_id == person_id, MembershipRow.until.is_(None))
        .values(until=at)
    )


def _refuse_used_code(session: Session, code: str, *, but_for: TeamId | None) -> None:
    key = code.strip().casefold()
    owner = session.scalar(select(TeamRow.id).where(TeamRow.code_key == key))
    if owner is not None and owner != but_for:
        raise DuplicateCodeError(code)


def _refuse_used_address(session: Session, address: str, *, but_for: PersonId | None) -> None:
    owner = session.scalar(select(PersonRow.id).where(PersonRow.email == address))
    if owner is not None and owner != but_for:
        raise DuplicateAddressError(address)


def _refuse_last_admin(session: Session, person_id: PersonId) -> None:
    admins = session.scalars(
        select(GrantedRoleRow.person_id)
        .where(GrantedRoleRow.role == Role.ADMIN.value)
        .order_by(GrantedRoleRow.person_id)
        .with_for_update()  # two admins who take each other's role wait for one another
    ).all()
    others = select(func.count()).where(
        PersonRow.id.in_([one for one in admins if one != person_id]), PersonRow.active
    )
    if person_id in admins and not session.scalar(others):
        raise LastAdminError
