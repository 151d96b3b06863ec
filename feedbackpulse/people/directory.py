"""Find teams and people, and who was where."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import (
    Appointment,
    Person,
    PersonId,
    Role,
    Team,
    TeamId,
    TeamTree,
    Theme,
)
from feedbackpulse.people.tables import (
    AppointmentRow,
    GrantedRoleRow,
    MembershipRow,
    PersonRow,
    TeamRow,
)


def team_tree(session: Session) -> TeamTree:
    """Return all teams in their tree."""
    rows = session.scalars(select(TeamRow).order_by(TeamRow.name, TeamRow.code))
    return TeamTree(teams=tuple(_team(row) for row in rows))


def find_person(session: Session, *, person_id: PersonId, on: date) -> Person | None:
    """Return one person with the roles of that day, active or not."""
    return _find(session, PersonRow.id == person_id, on=on)


def is_active(session: Session, *, person_id: PersonId) -> bool:
    """Say whether somebody works here (still)."""
    return bool(session.scalar(select(PersonRow.active).where(PersonRow.id == person_id)))


def find_person_by_email(session: Session, *, email: str, on: date) -> Person | None:
    """Return the person with this address, active or not."""
    return _find(session, PersonRow.email == email.strip().casefold(), on=on)


def list_people(
    session: Session, *, on: date, team_id: TeamId | None = None, search: str = ""
) -> tuple[Person, ...]:
    """Return people by name, active or not: everybody, one team, or who matches a search."""
    query = select(PersonRow)
    if team_id is not None:
        query = query.where(PersonRow.team_id == team_id)
    if search:
        found = (PersonRow.name, PersonRow.email)
        query = query.where(or_(*(one.icontains(search, autoescape=True) for one in found)))
    return _people(session, query, on=on)


def people_on_paper(session: Session) -> frozenset[PersonId]:
    """Return who answers with a printed code: chosen for themselves, or for their whole team."""
    query = (
        select(PersonRow.id)
        .outerjoin(TeamRow, TeamRow.id == PersonRow.team_id)
        .where(or_(PersonRow.on_paper, TeamRow.on_paper))
    )
    return frozenset(PersonId(found) for found in session.scalars(query))


def has_role(session: Session, *, role: Role) -> bool:
    """Say whether anybody active was given this role."""
    query = (
        select(GrantedRoleRow.person_id)
        .join(PersonRow, PersonRow.id == GrantedRoleRow.person_id)
        .where(GrantedRoleRow.role == role.value, PersonRow.active)
        .limit(1)
    )
    return session.scalars(query).first() is not None


def leads_of(session: Session, *, team_id: TeamId, on: date) -> tuple[Person, ...]:
    """Return the active people who lead a team on that day, by name."""
    leading = select(AppointmentRow.person_id).where(
        AppointmentRow.team_id == team_id, _in_force(on)
    )
    return _people(
        session, select(PersonRow).where(PersonRow.id.in_(leading), PersonRow.active), on=on
    )


def appointments_of(session: Session, *, person_id: PersonId) -> tuple[Appointment, ...]:
    """Return which teams a person leads or led, and until when."""
    rows = session.scalars(
        select(AppointmentRow)
        .where(AppointmentRow.person_id == person_id)
        .order_by(AppointmentRow.team_id)
    )
    return tuple(_appointment(row) for row in rows)


def list_appointments(session: Session) -> tuple[Appointment, ...]:
    """Return every appointment there is."""
    query = select(AppointmentRow).order_by(AppointmentRow.person_id, AppointmentRow.team_id)
    return tuple(_appointment(row) for row in session.scalars(query))


def people_by_team(session: Session, *, on: date) -> dict[TeamId, tuple[Person, ...]]:
    """Return the active people of each team that has any, by name."""
    teams: defaultdict[TeamId, list[Person]] = defaultdict(list)
    active = select(PersonRow).where(PersonRow.active, PersonRow.team_id.is_not(None))
    for person in _people(session, active, on=on):
        assert person.team_id is not None
        teams[person.team_id].append(person)
    return {team_id: tuple(people) for team_id, people in teams.items()}


def members_at(session: Session, *, moment: datetime) -> dict[TeamId, frozenset[PersonId]]:
    """Return who was in each team at a moment, past or present."""
    rows = session.execute(
        select(MembershipRow.team_id, MembershipRow.person_id).where(
            MembershipRow.since <= moment,
            or_(MembershipRow.until.is_(None), MembershipRow.until > moment),
        )
    )
    members: defaultdict[TeamId, set[PersonId]] = defaultdict(set)
    for team_id, person_id in rows:
        members[TeamId(team_id)].add(PersonId(person_id))
    return {team_id: frozenset(people) for team_id, people in members.items()}


def _in_force(day: date) -> ColumnElement[bool]:
    return or_(AppointmentRow.until.is_(None), AppointmentRow.until >= day)


def _find(session: Session, which: ColumnElement[bool], *, on: date) -> Person | None:
    found = _people(session, select(PersonRow).where(which), on=on)
    return found[0] if found else None


def _people(session: Session, query: Select[PersonRow], *, on: date) -> tuple[Person, ...]:
    """Return the people a query finds, with roles and teams led, in three statements."""
    rows = session.scalars(query.order_by(PersonRow.name, PersonRow.email)).all()
    wanted = query.with_only_columns(PersonRow.id).order_by(None)
    roles: defaultdict[PersonId, set[Role]] = defaultdict(lambda: {Role.EMPLOYEE})
    for person_id, role in session.execute(
        select(GrantedRoleRow.person_id, GrantedRoleRow.role).where(
            GrantedRoleRow.person_id.in_(wanted)
        )
    ):
        roles[PersonId(person_id)].add(Role(role))
    leads: defaultdict[PersonId, set[TeamId]] = defaultdict(set)
    for person_id, team_id in session.execute(
        select(AppointmentRow.person_id, AppointmentRow.team_id).where(
            AppointmentRow.person_id.in_(wanted), _in_force(on)
        )
    ):
        leads[PersonId(person_id)].add(TeamId(team_id))
    return tuple(_person(row, roles[PersonId(row.id)], leads[PersonId(row.id)]) for row in rows)


def _person(row: PersonRow, roles: set[Role], leads: set[TeamId]) -> Person:
    return Person(
        id=PersonId(row.id),
        name=row.name,
        email=row.email,
        team_id=None if row.team_id is None else TeamId(row.team_id),
        roles=frozenset(roles | ({Role.LEAD} if leads else set())),
        leads=frozenset(leads),
        locale=row.locale,
        theme=Theme(row.theme),
        active=row.active,
        on_paper=row.on_paper,
    )


def _team(row: TeamRow) -> Team:
    parent_id = None if row.parent_id is None else TeamId(row.parent_id)
    return Team(
        id=TeamId(row.id),
        code=row.code,
        name=row.name,
        parent_id=parent_id,
        on_paper=row.on_paper,
    )


def _appointment(row: AppointmentRow) -> Appointment:
    return Appointment(
        person_id=PersonId(row.person_id), team_id=TeamId(row.team_id), until=row.until
    )
