"""Carry out an import, all of it or nothing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role, TeamId
from feedbackpulse.people.import_checks import plan_import
from feedbackpulse.people.import_files import PersonLine, Problem, TeamLine
from feedbackpulse.people.import_plan import (
    ImportPlan,
    ImportRequest,
    Organisation,
    PersonChange,
)
from feedbackpulse.people.tables import TeamRow


class ImportRefusedError(Exception):
    """The files have mistakes, or would do something else than was shown."""


def preview_import(
    session: Session, *, wanted: ImportRequest, on: date
) -> tuple[ImportPlan, tuple[Problem, ...]]:
    """Return what an import would do, and every reason not to do it; change nothing."""
    now = Organisation(
        teams=people.team_tree(session).teams,
        people=people.list_people(session, on=on),
        appointments=people.list_appointments(session),
    )
    return plan_import(now, wanted)


def apply_import(
    session: Session,
    *,
    wanted: ImportRequest,
    at: datetime,
    on: date,
    fingerprint: str | None = None,
) -> ImportPlan:
    """Do what the files say, after checking them again, and return what was done.

    Raises ImportRefusedError when anything is wrong with them, or when they would now do
    something else than the preview with this fingerprint.
    """
    one_at_a_time(session, "organisation")
    plan, problems = preview_import(session, wanted=wanted, on=on)
    if problems or (fingerprint is not None and fingerprint != plan.fingerprint):
        raise ImportRefusedError
    _write_teams(session, plan)
    teams = {team.code.casefold(): team.id for team in people.team_tree(session).teams}
    # Admins first come, then go, so that there is always one.
    for line in plan.new_people:
        _add(session, line, teams, at)
    for change in sorted(plan.changed_people, key=_loses_admin):
        _change(session, change, teams, at)
    for person in plan.leaving:
        people.deactivate_person(session, person_id=person.id, at=at)
    return plan


def _loses_admin(change: PersonChange) -> bool:
    return change.changes_roles and Role.ADMIN not in (change.after.roles or ())


def _write_teams(session: Session, plan: ImportPlan) -> None:
    """Write names first and places after, since the file may list a team before its parent."""
    for line in plan.new_teams:
        session.add(
            TeamRow(id=uuid4(), code=line.code, code_key=line.code.casefold(), name=line.name)
        )
    session.flush()
    rows = {row.code_key: row for row in session.scalars(select(TeamRow))}
    lines: list[TeamLine] = [*plan.new_teams, *(change.after for change in plan.changed_teams)]
    for line in lines:
        row = rows[line.code.casefold()]
        row.name = line.name
        row.parent_id = rows[line.parent.casefold()].id if line.parent else None
    session.flush()


def _add(session: Session, line: PersonLine, teams: dict[str, TeamId], at: datetime) -> None:
    team_id = teams[line.team.casefold()]
    person = people.add_person(session, name=line.name, email=line.email, team_id=team_id, at=at)
    for role in sorted(line.roles or ()):
        people.grant_role(session, person_id=person.id, role=role)
    for code in line.leads or ():
        people.appoint_lead(session, person_id=person.id, team_id=teams[code.casefold()])


def _change(session: Session, change: PersonChange, teams: dict[str, TeamId], at: datetime) -> None:
    person_id, line = change.before.id, change.after
    people.change_person(session, person_id=person_id, name=line.name, email=line.email)
    people.move_person(session, person_id=person_id, team_id=teams[line.team.casefold()], at=at)
    people.reactivate_person(session, person_id=person_id, at=at)
    if change.changes_leads:
        _set_leads(session, change, teams)
    if change.changes_roles:
        wanted = line.roles or frozenset()
        for role in sorted(wanted - change.roles_before):
            people.grant_role(session, person_id=person_id, role=role)
        for role in sorted(change.roles_before - wanted):
            people.revoke_role(session, person_id=person_id, role=role)


def _set_leads(session: Session, change: PersonChange, teams: dict[str, TeamId]) -> None:
    before = {teams[code.casefold()] for code in change.leads_before}
    after = {teams[code.casefold()] for code in change.after.leads or ()}
    for team_id in sorted(after - before):
        people.appoint_lead(session, person_id=change.before.id, team_id=team_id)
    for team_id in sorted(before - after):
        people.withdraw_lead(session, person_id=change.before.id, team_id=team_id)
