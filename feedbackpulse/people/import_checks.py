"""Why an import would be refused: every reason at once, with its file and line."""

from __future__ import annotations

from collections.abc import Mapping

from feedbackpulse.people.domain import PersonId, Role, find_loop
from feedbackpulse.people.import_files import (
    Fault,
    File,
    PersonLine,
    Problem,
    TeamLine,
    read_people,
    read_teams,
)
from feedbackpulse.people.import_plan import (
    ImportPlan,
    ImportRequest,
    Organisation,
    draw_plan,
    keys_of,
)


def plan_import(now: Organisation, wanted: ImportRequest) -> tuple[ImportPlan, tuple[Problem, ...]]:
    """Return what an import would do, and every reason not to do it.

    People without a team stay out of it.
    """
    team_lines, problems = read_teams(wanted.teams) if wanted.teams.strip() else ((), ())
    person_lines, more = read_people(wanted.people) if wanted.people.strip() else ((), ())
    codes = {team.code.casefold() for team in now.teams} | keys_of(one.code for one in team_lines)
    plan = draw_plan(
        now,
        teams=team_lines,
        people=person_lines,
        deactivate_missing=wanted.deactivate_missing and bool(person_lines),
    )
    found = [
        *problems,
        *_tree_problems(now, team_lines, codes),
        *more,
        *_team_problems(person_lines, codes),
        *_access_problems(now, plan, wanted.acting),
    ]
    return plan, tuple(sorted(found, key=lambda one: (one.file != File.TEAMS, one.line)))


def _tree_problems(
    now: Organisation, lines: tuple[TeamLine, ...], codes: set[str]
) -> list[Problem]:
    problems = [
        _team_problem(one, Fault.UNKNOWN_PARENT, one.parent)
        for one in lines
        if one.parent and one.parent.casefold() not in codes
    ]
    parents = _parents_after(now, lines)
    by_code = {one.code.casefold(): one for one in reversed(lines)}
    while loop := find_loop(parents):
        listed = [by_code[key] for key in loop if key in by_code]
        first = min(listed, key=lambda one: one.line)
        problems.append(_team_problem(first, Fault.LOOP, ", ".join(one.code for one in listed)))
        parents = {code: parent for code, parent in parents.items() if code not in loop}
    roots = [code for code, parent in _parents_after(now, lines).items() if parent is None]
    fixed = [code for code in roots if code not in by_code]
    extra = [code for code in roots if code in by_code][0 if fixed else 1 :]
    problems += [
        _team_problem(by_code[code], Fault.SECOND_ROOT, by_code[code].code) for code in extra
    ]
    return problems


def _parents_after(now: Organisation, lines: tuple[TeamLine, ...]) -> dict[str, str | None]:
    code = {team.id: team.code.casefold() for team in now.teams}
    before: Mapping[str, str | None] = {
        team.code.casefold(): None if team.parent_id is None else code[team.parent_id]
        for team in now.teams
    }
    return {**before, **{one.code.casefold(): one.parent.casefold() or None for one in lines}}


def _team_problem(line: TeamLine, fault: Fault, value: str) -> Problem:
    return Problem(file=File.TEAMS, line=line.line, fault=fault, value=value)


def _team_problems(lines: tuple[PersonLine, ...], codes: set[str]) -> list[Problem]:
    return [
        Problem(file=File.PEOPLE, line=one.line, fault=Fault.UNKNOWN_TEAM, value=code)
        for one in lines
        for code in dict.fromkeys((one.team, *(one.leads or ())))
        if code and code.casefold() not in codes
    ]


def _access_problems(now: Organisation, plan: ImportPlan, acting: PersonId | None) -> list[Problem]:
    """Refuse an import that takes away one's own access, or that of every admin."""
    roles = {person.id: person.roles for person in now.people if person.active}
    admins = {one for one, held in roles.items() if Role.ADMIN in held}
    lost = {person.id: 0 for person in plan.leaving} | {
        one.before.id: one.after.line
        for one in plan.changed_people
        if one.changes_roles and Role.ADMIN not in (one.after.roles or ())
    }
    gained = {one.before.id for one in plan.changed_people if Role.ADMIN in (one.after.roles or ())}
    if acting in admins & lost.keys():
        line = lost[acting]
        return [Problem(file=File.PEOPLE, line=line, fault=Fault.YOUR_OWN_ACCESS)]
    new = any(Role.ADMIN in (one.roles or ()) for one in plan.new_people)
    if admins and not new and not (admins - lost.keys()) | gained:
        return [Problem(file=File.PEOPLE, line=0, fault=Fault.NO_ADMIN_LEFT)]
    return []
