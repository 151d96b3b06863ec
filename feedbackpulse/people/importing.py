"""Carry out an import, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId, tidy_address
from feedbackpulse.people.import_checks import plan_import
from feedbackpulse.people.import_files import PersonLine, Problem, TeamLine
from feedbackpulse.people.import_plan import (
    ImportPlan,
    ImportRequest,
    Organisation,
    PersonChange,
)
from feedbackpulse.people.tables import MembershipRow, PersonRow, TeamRow
from feedbackpulse.progress import Report, untold

_TOGETHER: Final = 100
"""So many new people are written in one statement."""


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
    total = len(plan.new_people) + len(plan.changed_people) + len(plan.leaving)
    done = 0
    for people_done in _write_people(session, plan, teams, at):
        report(done, total)
        done += people_done
    report(total, total)
    return plan


def _write_people(
    session: Session, plan: ImportPlan, teams: dict[str, TeamId], at: datetime
) -> Iterator[int]:
    """Write the people and yield of how many that was, again and again.

    Admins first come, then go, so that there is always one.
    """
    for start in range(0, len(plan.new_people), _TOGETHER):
        lines = plan.new_people[start : start + _TOGETHER]
        _add(session, lines, teams, at)
        yield len(lines)
    for change in sorted(plan.changed_people, key=_loses_admin):
        _change(session, change, teams, at)
        yield 1
    for person in plan.leaving:
        people.deactivate_person(session, person_id=person.id, at=at)
        yield 1


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


def _add(
    session: Session, lines: Sequence[PersonLine], teams: dict[str, TeamId], at: datetime
) -> None:
    """Add people together. One by one thousands of them would keep everybody else waiting."""
    rows = [
        PersonRow(
            id=uuid4(),
            name=line.name.strip(),
            email=tidy_address(line.email),
            team_id=teams[line.team.casefold()],
        )
        for line in lines
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(MembershipRow(person_id=row.id, team_id=row.team_id, since=at) for row in rows)
    session.flush()
    for row, line in zip(rows, lines, strict=True):
        _appoint(session, PersonId(row.id), line, teams)


def _appoint(
    session: Session, person_id: PersonId, line: PersonLine, teams: dict[str, TeamId]
) -> None:
    for role in sorted(line.roles or ()):
        people.grant_role(session, person_id=person_id, role=role)
    for code in line.leads or ():
        people.appoint_lead(session, person_id=person_id, team_id=teams[code.casefold()])


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
