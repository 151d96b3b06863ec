"""Find people, and who was where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import (
    Appointment,
    Person,
    PersonId,
    Role,
    TeamId,
    Theme,
)
from feedbackpulse.people.tables import (
    AppointmentRow,
    GrantedRoleRow,
    MembershipRow,
    PersonRow,
    TeamRow,
)
from feedbackpulse.reading import once

Rows = Select[*tuple[Any, ...]]
"""A query about people, and about what else its caller wants beside them."""


@once
def find_person(session: Session, *, person_id: PersonId, on: date) -> Person | None:
    """Return one person with the roles of that day, active or not."""
    return _find(session, PersonRow.id == person_id, on=on)


@once
def is_active(session: Session, *, person_id: PersonId) -> bool:
    """Say whether somebody works here (still)."""
    return bool(session.scalar(select(PersonRow.active).where(PersonRow.id == person_id)))


def people_who_left(session: Session) -> frozenset[PersonId]:
    """Return everybody who worked here once."""
    left = select(PersonRow.id).where(PersonRow.active.is_(False))
    return frozenset(PersonId(found) for found in session.scalars(left))


def names_of(session: Session, *, person_ids: Collection[PersonId]) -> dict[PersonId, str]:
    """Return what those of these people who work here are called."""
    return _names(session, and_(PersonRow.id.in_(person_ids), PersonRow.active))


def names_of_all(session: Session, *, person_ids: Collection[PersonId]) -> dict[PersonId, str]:
    """Return what these people are called, also those who left."""
    return _names(session, PersonRow.id.in_(person_ids))


def _names(session: Session, which: ColumnElement[bool]) -> dict[PersonId, str]:
    query = select(PersonRow.id, PersonRow.name).where(which)
    return {PersonId(found): name for found, name in session.execute(query)}


def find_person_by_email(session: Session, *, email: str, on: date) -> Person | None:
    """Return the person with this address, active or not."""
    return _find(session, PersonRow.email == email.strip().casefold(), on=on)


def list_people(
    session: Session,
    *,
    on: date,
    team_id: TeamId | None = None,
    search: str = "",
    most: int | None = None,
) -> tuple[Person, ...]:
    """Return people by name, active or not: everybody, one team, or who matches a search.

    With *most*: so many of them, the first by name.
    """
    which = []
    if team_id is not None:
        which.append(PersonRow.team_id == team_id)
    if search:
        found = (PersonRow.name, PersonRow.email)
        which.append(or_(*(one.icontains(search, autoescape=True) for one in found)))
    return _people(session, _first(and_(true(), *which), most), on=on)


def people_named(session: Session, *, on: date, search: str, most: int) -> tuple[Person, ...]:
    """Return the first people by name who work here, and whose name holds what was typed."""
    which = and_(PersonRow.active, PersonRow.name.icontains(search, autoescape=True))
    return _people(session, _first(which, most), on=on)


def _first(which: ColumnElement[bool], most: int | None) -> Rows:
    if most is None:
        return select(PersonRow).where(which)
    by_name = select(PersonRow.id).where(which).order_by(PersonRow.name, PersonRow.email)
    return select(PersonRow).where(PersonRow.id.in_(by_name.limit(most)))


def names(session: Session) -> str:
    """Return the names of everybody, active or not, in no order: as one text, from one row."""
    return session.scalar(select(func.aggregate_strings(PersonRow.name, " "))) or ""


def people_on_paper(session: Session) -> frozenset[PersonId]:
    """Return who answers with a printed code: chosen for themselves, or for their whole team."""
    query = (
        select(PersonRow.id)
        .outerjoin(TeamRow, TeamRow.id == PersonRow.team_id)
        .where(or_(PersonRow.on_paper, TeamRow.on_paper))
    )
    return frozenset(PersonId(found) for found in session.scalars(query))


@once
def has_role(session: Session, *, role: Role) -> bool:
    """Say whether anybody active was given this role."""
    query = (
        select(GrantedRoleRow.person_id)
        .join(PersonRow, PersonRow.id == GrantedRoleRow.person_id)
        .where(GrantedRoleRow.role == role.value, PersonRow.active)
        .limit(1)
    )
    return session.scalars(query).first() is not None


@once
def leads_of(session: Session, *, team_id: TeamId, on: date) -> tuple[Person, ...]:
    """Return the active people who lead a team on that day, by name."""
    return active_people(session, on=on, lead=[team_id])


@once
def active_people(
    session: Session,
    *,
    on: date,
    ids: Collection[PersonId] = (),
    within: Collection[TeamId] = (),
    lead: Collection[TeamId] = (),
    role: Role | None = None,
) -> tuple[Person, ...]:
    """Return who works here and is one of these, in or leads one of these teams, or has this role.

    By name; of roles only one that somebody gives.
    """
    leads = select(AppointmentRow.person_id).where(AppointmentRow.team_id.in_(lead), _in_force(on))
    granted = select(GrantedRoleRow.person_id).where(GrantedRoleRow.role == (role and role.value))
    which = or_(
        PersonRow.id.in_(ids),
        PersonRow.team_id.in_(within),
        PersonRow.id.in_(leads),
        PersonRow.id.in_(granted),
    )
    return _people(session, select(PersonRow).where(PersonRow.active, which), on=on)


@once
def led_teams(session: Session, *, on: date) -> frozenset[TeamId]:
    """Return the teams that have a lead on that day who works here."""
    query = (
        select(AppointmentRow.team_id)
        .join(PersonRow, PersonRow.id == AppointmentRow.person_id)
        .where(PersonRow.active, _in_force(on))
    )
    return frozenset(map(TeamId, session.scalars(query)))


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


@once
def people_by_team(session: Session, *, on: date) -> dict[TeamId, tuple[Person, ...]]:
    """Return the active people of each team that has any, by name."""
    teams: defaultdict[TeamId, list[Person]] = defaultdict(list)
    active = select(PersonRow).where(PersonRow.active, PersonRow.team_id.is_not(None))
    for person in _people(session, active, on=on):
        assert person.team_id is not None
        teams[person.team_id].append(person)
    return {team_id: tuple(people) for team_id, people in teams.items()}


def has_several_people(session: Session) -> bool:
    """Say whether more than one person works here, or did."""
    return len(session.scalars(select(PersonRow.id).limit(2)).all()) > 1


def people_without_team(session: Session, *, on: date) -> tuple[Person, ...]:
    """Return the active people who are in no team, by name."""
    nowhere = select(PersonRow).where(PersonRow.active, PersonRow.team_id.is_(None))
    return _people(session, nowhere, on=on)


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


def _in_force(day: date | BindParameter[date]) -> ColumnElement[bool]:
    return or_(AppointmentRow.until.is_(None), AppointmentRow.until >= day)


def _find(session: Session, which: ColumnElement[bool], *, on: date) -> Person | None:
    found = _people(session, select(PersonRow).where(which), on=on)
    return found[0] if found else None


def with_rights(query: Rows, *, on: date | BindParameter[date]) -> Rows:
    """Return a query about people that also finds their roles and the teams they lead.

    Somebody with several roles or teams comes in several rows, which is rare.
    """
    leading = and_(AppointmentRow.person_id == PersonRow.id, _in_force(on))
    return (
        query.add_columns(GrantedRoleRow.role, AppointmentRow.team_id)
        .outerjoin(GrantedRoleRow, GrantedRoleRow.person_id == PersonRow.id)
        .outerjoin(AppointmentRow, leading)
    )


def read_people(rows: Iterable[tuple[PersonRow, str | None, UUID | None]]) -> tuple[Person, ...]:
    """Return the people that `with_rights` found, in the order of their rows."""
    roles: defaultdict[PersonRow, set[Role]] = defaultdict(lambda: {Role.EMPLOYEE})
    leads: defaultdict[PersonRow, set[TeamId]] = defaultdict(set)
    for row, role, team_id in rows:
        roles[row] |= set() if role is None else {Role(role)}
        leads[row] |= set() if team_id is None else {TeamId(team_id)}
    return tuple(_person(row, roles[row], leads[row]) for row in roles)


def _people(session: Session, query: Rows, *, on: date) -> tuple[Person, ...]:
    found = with_rights(query, on=on).order_by(PersonRow.name, PersonRow.email)
    return read_people(session.execute(found))


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


def _appointment(row: AppointmentRow) -> Appointment:
    return Appointment(
        person_id=PersonId(row.person_id), team_id=TeamId(row.team_id), until=row.until
    )
