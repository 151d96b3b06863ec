"""Who may read, make and keep a promise. Pure."""

from __future__ import annotations

from feedbackpulse.access.domain import Access, Allowed, Reason, Refused, Viewer, leads_unit
from feedbackpulse.people.domain import PersonId, Role, TeamId, TeamTree, UnitKey


def may_read_promise(
    viewer: Viewer, tree: TeamTree, *, team_id: TeamId | None, owner: PersonId | None
) -> Access:
    """Say whether somebody may read a promise: whoever it concerns.

    Of the whole organisation that is everybody; of a team its members, those of the teams below
    it, who leads it or one above it, who keeps the promise, and HR.
    """
    if team_id is None or may_keep_promise(viewer, tree, team_id=team_id, owner=owner):
        return Allowed()
    return Allowed() if team_id in teams_of(viewer, tree) else Refused(Reason.NOT_YOUR_UNIT)


def may_make_promise(viewer: Viewer, tree: TeamTree, *, team_id: TeamId | None) -> Access:
    """Say whether somebody may promise something: HR, and a lead for the teams they lead.

    For the whole organisation that is who leads the team that holds everybody.
    """
    if Role.HR in viewer.roles:
        return Allowed()
    led = team_id or (tree.root.id if tree.teams else None)
    if led is not None and leads_unit(viewer, tree, UnitKey(team_id=led)):
        return Allowed()
    return Refused(Reason.NOT_YOUR_UNIT)


def may_keep_promise(
    viewer: Viewer, tree: TeamTree, *, team_id: TeamId | None, owner: PersonId | None
) -> Access:
    """Say whether somebody may tell how a promise goes, and end it: its owner, and who may make it."""
    if owner is not None and owner == viewer.person_id:
        return Allowed()
    return may_make_promise(viewer, tree, team_id=team_id)


def teams_of(viewer: Viewer, tree: TeamTree) -> tuple[TeamId, ...]:
    """Return the team somebody is in and those above it, nearest first."""
    if viewer.team_id is None or viewer.team_id not in tree:
        return ()
    return (viewer.team_id, *(team.id for team in tree.ancestors(viewer.team_id)))
