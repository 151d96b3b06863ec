"""The tree of all teams, read again only when a team changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import String, bindparam, event, select, type_coerce, update
from sqlalchemy.orm import ORMExecuteState, Session

from feedbackpulse.database import as_uuid
from feedbackpulse.people.domain import Team, TeamId, TeamTree
from feedbackpulse.people.tables import TeamRow, TreeEditionRow
from feedbackpulse.reading import once

# As a database gives them, without what makes objects of rows and of ids.
_TEAM: Final = TeamRow.__table__.c
_EDITION: Final = TreeEditionRow.__table__.c
_NEWS: Final = (
    select(
        _EDITION.edition,
        type_coerce(_TEAM.id, String),
        type_coerce(_TEAM.parent_id, String),
        _TEAM.code,
        _TEAM.name,
        _TEAM.on_paper,
    )
    .select_from(TreeEditionRow)
    .outerjoin(TeamRow, _EDITION.edition != bindparam("known"))
    .order_by(_TEAM.name, _TEAM.code)
)
"""The edition, with all teams where it is another one than the known one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """A tree as a process read it last, and which edition it is."""

    edition: UUID
    tree: TeamTree


@dataclass(slots=True)
class _Memory:
    """What a process remembers; put in its place in one step, so threads may share it."""

    last: _Read


_memory: Final = _Memory(_Read(edition=uuid4(), tree=TeamTree(teams=())))


@once
def team_tree(session: Session) -> TeamTree:
    """Return all teams in their tree."""
    last = _memory.last
    rows = session.execute(_NEWS, {"known": last.edition}).all()
    if rows[0].edition == last.edition:
        return last.tree
    tree = _tree([row[1:] for row in rows if row[1] is not None])
    if tree.teams:
        _memory.last = _Read(edition=rows[0].edition, tree=tree)
    return tree


def _tree(rows: list[Any]) -> TeamTree:
    return TeamTree(
        teams=tuple(
            Team(
                id=TeamId(as_uuid(team_id)),
                parent_id=None if parent_id is None else TeamId(as_uuid(parent_id)),
                code=code,
                name=name,
                on_paper=bool(on_paper),
            )
            for team_id, parent_id, code, name, on_paper in rows
        )
    )


def top_team(session: Session) -> TeamId | None:
    """Return the team that all others hang from, if there is one."""
    tree = team_tree(session)
    return tree.root.id if tree.teams else None


@event.listens_for(Session, "before_flush")
def _renew_with_rows(session: Session, _context: object, _rows: object) -> None:
    """Make it another edition in the transaction that adds, changes or removes a team."""
    if any(isinstance(one, TeamRow) for one in (*session.new, *session.dirty, *session.deleted)):
        _renew(session)


@event.listens_for(Session, "do_orm_execute")
def _renew_with_statements(state: ORMExecuteState) -> None:
    """Do so for a statement about many teams as well."""
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and state.bind_mapper is not None and state.bind_mapper.class_ is TeamRow:
        _renew(state.session)


def _renew(session: Session) -> None:
    session.execute(update(TreeEditionRow).values(edition=uuid4()))
