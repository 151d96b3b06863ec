"""What an import would change: worked out beforehand, shown, and only then done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from feedbackpulse.people.domain import (
    Appointment,
    Person,
    PersonId,
    Role,
    Team,
    TeamId,
)
from feedbackpulse.people.import_files import PersonLine, TeamLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """Everything there is before the import."""

    teams: tuple[Team, ...]
    people: tuple[Person, ...]
    appointments: tuple[Appointment, ...]

    def lasting_leads(self) -> dict[PersonId, frozenset[TeamId]]:
        """Return which teams each person leads without an end date."""
        leads: dict[PersonId, frozenset[TeamId]] = {}
        for one in self.appointments:
            if one.until is None:
                leads[one.person_id] = leads.get(one.person_id, frozenset()) | {one.team_id}
        return leads


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRequest:
    """What somebody asks to import: the text of two files. Empty is a file that was not given."""

    teams: str = ""
    people: str = ""
    deactivate_missing: bool = False
    acting: PersonId | None = None
    """Who imports, and so keeps their own access."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamChange:
    """A team that gets another name or place."""

    before: Team
    parent_before: str
    after: TeamLine


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonChange:
    """A person about whom something changes."""

    before: Person
    team_before: str
    leads_before: tuple[str, ...]
    after: PersonLine

    @property
    def renames(self) -> bool:
        """Say whether the name changes."""
        return self.before.name != self.after.name

    @property
    def moves(self) -> bool:
        """Say whether the home team changes."""
        return self.team_before.casefold() != self.after.team.casefold()

    @property
    def changes_leads(self) -> bool:
        """Say whether the teams led change."""
        return self.after.leads is not None and keys_of(self.leads_before) != keys_of(
            self.after.leads
        )

    @property
    def roles_before(self) -> frozenset[Role]:
        """Return the granted roles as they are."""
        return self.before.roles - {Role.EMPLOYEE, Role.LEAD}

    @property
    def changes_roles(self) -> bool:
        """Say whether the granted roles change."""
        return self.after.roles is not None and self.roles_before != self.after.roles

    @property
    def returns(self) -> bool:
        """Say whether the person was gone."""
        return not self.before.active

    @property
    def is_any(self) -> bool:
        """Say whether anything changes at all."""
        return (
            self.renames or self.moves or self.changes_leads or self.changes_roles or self.returns
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportPlan:
    """All that an import would do."""

    new_teams: tuple[TeamLine, ...]
    changed_teams: tuple[TeamChange, ...]
    new_people: tuple[PersonLine, ...]
    changed_people: tuple[PersonChange, ...]
    leaving: tuple[Person, ...]

    @property
    def moving(self) -> tuple[PersonChange, ...]:
        """Return who stays and gets another home team."""
        return tuple(one for one in self.changed_people if one.moves and not one.returns)

    @property
    def changing(self) -> tuple[PersonChange, ...]:
        """Return who stays where they are while something else about them changes."""
        return tuple(one for one in self.changed_people if not one.moves and not one.returns)

    @property
    def returning(self) -> tuple[PersonChange, ...]:
        """Return who was gone and comes back."""
        return tuple(one for one in self.changed_people if one.returns)

    @property
    def size(self) -> int:
        """Return how many teams and people are new, change or leave."""
        return sum(
            map(
                len,
                (
                    self.new_teams,
                    self.changed_teams,
                    self.new_people,
                    self.changed_people,
                    self.leaving,
                ),
            )
        )

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to do."""
        return self.size == 0

    @property
    def fingerprint(self) -> str:
        """Return a mark that is the same only when exactly the same would be done."""
        told = [
            *(f"team {one.code} {one.name} {one.parent}" for one in self.new_teams),
            *(
                f"change {one.before.id} {one.before.name} {one.parent_before} {one.after}"
                for one in self.changed_teams
            ),
            *(f"person {_told(one)}" for one in self.new_people),
            *(
                f"change {one.before.id} {one.before.name} {one.team_before} "
                f"{one.leads_before} {sorted(one.roles_before)} {one.returns} {_told(one.after)}"
                for one in self.changed_people
            ),
            *(f"leaves {one.id}" for one in self.leaving),
        ]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def draw_plan(
    now: Organisation,
    *,
    teams: tuple[TeamLine, ...],
    people: tuple[PersonLine, ...],
    deactivate_missing: bool,
) -> ImportPlan:
    """Return what these lines would change, whether or not they make sense."""
    return ImportPlan(
        new_teams=_new_teams(now, teams),
        changed_teams=_changed_teams(now, teams),
        new_people=_new_people(now, people),
        changed_people=_changed_people(now, people),
        leaving=_leaving(now, people) if deactivate_missing else (),
    )


def keys_of(codes: Iterable[str]) -> set[str]:
    """Return codes as they are compared: without regard to capitals."""
    return {code.casefold() for code in codes}


def _told(line: PersonLine) -> str:
    roles = None if line.roles is None else sorted(line.roles)
    return f"{line.name} {line.email} {line.team} {line.leads} {roles}"


def _new_teams(now: Organisation, lines: tuple[TeamLine, ...]) -> tuple[TeamLine, ...]:
    known = keys_of(team.code for team in now.teams)
    return tuple(one for one in lines if one.code.casefold() not in known)


def _changed_teams(now: Organisation, lines: tuple[TeamLine, ...]) -> tuple[TeamChange, ...]:
    by_code = {team.code.casefold(): team for team in now.teams}
    by_id = {team.id: team for team in now.teams}
    changes = []
    for line in lines:
        team = by_code.get(line.code.casefold())
        if team is None:
            continue
        parent = "" if team.parent_id is None else by_id[team.parent_id].code
        if (team.name, parent.casefold()) != (line.name, line.parent.casefold()):
            changes.append(TeamChange(before=team, parent_before=parent, after=line))
    return tuple(changes)


def _new_people(now: Organisation, lines: tuple[PersonLine, ...]) -> tuple[PersonLine, ...]:
    known = {person.email for person in now.people}
    return tuple(one for one in lines if one.email not in known)


def _changed_people(now: Organisation, lines: tuple[PersonLine, ...]) -> tuple[PersonChange, ...]:
    by_email = {person.email: person for person in now.people}
    code = {team.id: team.code for team in now.teams}
    leads = now.lasting_leads()
    changes = []
    for line in lines:
        person = by_email.get(line.email)
        if person is None:
            continue
        change = PersonChange(
            before=person,
            team_before="" if person.team_id is None else code[person.team_id],
            leads_before=tuple(sorted(code[one] for one in leads.get(person.id, ()))),
            after=line,
        )
        if change.is_any:
            changes.append(change)
    return tuple(changes)


def _leaving(now: Organisation, lines: tuple[PersonLine, ...]) -> tuple[Person, ...]:
    listed = {one.email for one in lines}
    return tuple(
        person
        for person in now.people
        if person.active and person.team_id is not None and person.email not in listed
    )
