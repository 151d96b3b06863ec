"""Who may see what: pure rules that answer Allowed or Refused(reason)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from feedbackpulse.people.domain import (
    Part,
    Person,
    PersonId,
    Role,
    TeamId,
    TeamTree,
    UnitKey,
)


class Reason(StrEnum):
    """Why something is refused."""

    UNKNOWN_TEAM = "unknown team"
    NOT_YOUR_UNIT = "not your unit"
    NOT_YOUR_ROLE = "not your role"
    YOUR_OWN_ADMIN_ROLE = "your own admin role"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        """Count as true, so that a rule can be asked with `if`."""
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """No, and why."""

    reason: Reason

    def __bool__(self) -> bool:
        """Count as false, so that a rule can be asked with `if`."""
        return False


Access = Allowed | Refused

SIGNAL_READERS: Final = frozenset({Role.HR, Role.LEAD, Role.ADVISER})
"""To whom a signal can be sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewer:
    """What the rules need to know about who is looking."""

    person_id: PersonId
    roles: frozenset[Role]
    team_id: TeamId | None
    leads: frozenset[TeamId]

    @classmethod
    def of(cls, person: Person) -> Viewer:
        """Return the viewer that a person is."""
        return cls(
            person_id=person.id,
            roles=person.roles,
            team_id=person.team_id,
            leads=person.leads,
        )


def may_read_unit(
    viewer: Viewer, tree: TeamTree, unit: UnitKey, *, own_leaf: UnitKey | None
) -> Access:
    """Say whether somebody may read the released figures and comments of a unit.

    HR reads every unit, a lead every unit in the subtrees they lead, and a member the
    leaf in which their own answers are counted (`own_leaf`, which depends on the round)
    with every unit above it.
    """
    if unit.team_id not in tree:
        return Refused(Reason.UNKNOWN_TEAM)
    if Role.HR in viewer.roles or leads_unit(viewer, tree, unit):
        return Allowed()
    if own_leaf is not None and unit in units_above(tree, own_leaf):
        return Allowed()
    return Refused(Reason.NOT_YOUR_UNIT)


def leads_unit(viewer: Viewer, tree: TeamTree, unit: UnitKey) -> bool:
    """Say whether a unit lies in a subtree that somebody leads."""
    if unit.team_id not in tree:
        return False
    chain = (tree.get(unit.team_id), *tree.ancestors(unit.team_id))
    return any(team.id in viewer.leads for team in chain)


def teams_led(leads: Iterable[TeamId], tree: TeamTree) -> frozenset[TeamId]:
    """Return every team in the subtrees of the teams that somebody leads."""
    return frozenset(below.id for one in leads if one in tree for below in tree.subtree(one))


def may_read_organisation(viewer: Viewer, top: TeamId | None) -> Access:
    """Say whether somebody may read what was released of all units, side by side.

    HR may, and the direction: who leads the team at the top (`top`), and so every unit there is.
    """
    if Role.HR in viewer.roles or (top is not None and top in viewer.leads):
        return Allowed()
    return Refused(Reason.NOT_YOUR_ROLE)


def units_above(tree: TeamTree, leaf: UnitKey) -> tuple[UnitKey, ...]:
    """Return a leaf and every unit that holds it, nearest first.

    The direct members of a team and the small teams below it are parts of that team, so
    the whole of the team comes right above them.
    """
    if leaf.team_id not in tree:
        return ()
    own = () if leaf.part is Part.WHOLE else (UnitKey(team_id=leaf.team_id),)
    above = tuple(UnitKey(team_id=team.id) for team in tree.ancestors(leaf.team_id))
    return (leaf, *own, *above)


def may_read_signal(viewer: Viewer, *, sent_to: Role, team_id: TeamId | None) -> Access:
    """Say whether somebody may read and answer what was sent to HR, a lead or the adviser.

    Only whom the sender chose: of leads who leads the very team, and none above it; of the
    adviser's nothing for anybody else, HR and administrators included.
    """
    if sent_to not in viewer.roles:
        return Refused(Reason.NOT_YOUR_ROLE)
    if sent_to is Role.LEAD:
        return Allowed() if team_id in viewer.leads else Refused(Reason.NOT_YOUR_UNIT)
    return Allowed() if sent_to in SIGNAL_READERS else Refused(Reason.NOT_YOUR_ROLE)


def may_cover_comment(viewer: Viewer) -> Access:
    """Say whether somebody may make a name in a released comment unreadable.

    Not a lead: it might be their own name.
    """
    return Allowed() if Role.HR in viewer.roles else Refused(Reason.NOT_YOUR_ROLE)


def may_change_people(viewer: Viewer) -> Access:
    """Say whether somebody may add, move and deactivate people, and import them."""
    if Role.ADMIN in viewer.roles:
        return Allowed()
    return Refused(Reason.NOT_YOUR_ROLE)


def may_set_role(viewer: Viewer, person_id: PersonId, role: Role) -> Access:
    """Say whether somebody may give or take a role: not their own admin role."""
    if not may_change_people(viewer):
        return Refused(Reason.NOT_YOUR_ROLE)
    if role is Role.ADMIN and viewer.person_id == person_id:
        return Refused(Reason.YOUR_OWN_ADMIN_ROLE)
    return Allowed()


def may_deactivate(viewer: Viewer, person_id: PersonId) -> Access:
    """Say whether somebody may end another's access: not their own."""
    if not may_change_people(viewer):
        return Refused(Reason.NOT_YOUR_ROLE)
    if viewer.person_id == person_id:
        return Refused(Reason.YOUR_OWN_ADMIN_ROLE)
    return Allowed()
