"""Carry out an import, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
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
from feedbackpulse.progress import Report, untold


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
    report: Report = untold,
) -> ImportPlan:
    """Do what the files say, after checking them again, and return what was done.

    *report* hears how many of the people are done; nothing of it is there before all of it is.

    Raises ImportRefusedError when anything is wrong with them, or when they would now do
    something else than the preview with this fingerprint.
    """
    one_at_a_time(session, "organisation")
    plan, problems = preview_import(session, wanted=wanted, on=on)
    if problems or (fingerprint is not None and fingerprint != plan.fingerprint):
        raise ImportRefusedError
    _write_teams(session, plan)
    teams = {team.code.casefold(): team.id for team in people.team_tree(session).teams}
    steps = _steps(session, plan, teams, at)
    for done, step in enumerate(steps):
        report(done, len(steps))
        step()
    report(len(steps), len(steps))
    return plan


def _steps(
    session: Session, plan: ImportPlan, teams: dict[str, TeamId], at: datetime
) -> list[Callable[[], None]]:
    """Return what to do with the people. Admins first come, then go, so there is always one."""
    changes = sorted(plan.changed_people, key=_loses_admin)
    leave = partial(people.deactivate_person, session, at=at)
    return [
        *(partial(_add, session, line, teams, at) for line in plan.new_people),
        *(partial(_change, session, change, teams, at) for change in changes),
        *(partial(leave, person_id=person.id) for person in plan.leaving),
    ]


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
    if change.renames:
        people.change_person(session, person_id=person_id, name=line.name, email=line.email)
    if change.moves:
        team_id = teams[line.team.casefold()]
        people.move_person(session, person_id=person_id, team_id=team_id, at=at)
    if change.returns:
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
