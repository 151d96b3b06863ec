"""How many people teams have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import String, func, not_, select, type_coerce
from sqlalchemy.orm import Session

from feedbackpulse.database import as_uuid
from feedbackpulse.memory import Lately
from feedbackpulse.people.domain import TeamId, TeamTree
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.people.trees import team_tree

# An index has who is in each team, but not who of them left. So everybody is counted, and who
# left is taken off, which are fewer: SQLite would look up person after person. The offset says
# that those are to be found first.
_PERSON: Final = PersonRow.__table__.c
_LEFT: Final = select(_PERSON.team_id).where(not_(_PERSON.active)).offset(0).subquery()
_GONE: Final = (
    select(_LEFT.c.team_id, func.count().label("people")).group_by(_LEFT.c.team_id).subquery()
)
_EVER: Final = (
    select(_PERSON.team_id, func.count().label("people"))
    .where(_PERSON.team_id.is_not(None))
    .group_by(_PERSON.team_id)
    .subquery()
)
_NOW: Final = select(
    type_coerce(_EVER.c.team_id, String), _EVER.c.people - func.coalesce(_GONE.c.people, 0)
).outerjoin(_GONE, _GONE.c.team_id == _EVER.c.team_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How many active people a team has itself, and with all teams below it."""

    own: int
    all: int


Own = frozenset[tuple[Any, ...]]
"""How many people each team has itself, as a database counts them."""
_LATELY: Final = Lately[tuple[TeamTree, Own], Mapping[TeamId, Size]]()


def team_sizes(session: Session) -> Mapping[TeamId, Size]:
    """Return the size of every team."""
    tree, own = team_tree(session), frozenset(map(tuple, session.execute(_NOW).all()))
    return _LATELY.of((tree, own), lambda: _sizes_of(tree, own))


def _sizes_of(tree: TeamTree, rows: Own) -> Mapping[TeamId, Size]:
    own = dict.fromkeys((team.id for team in tree.teams), 0)
    own.update({TeamId(as_uuid(team_id)): people for team_id, people in rows})
    below = dict(own)
    for _depth, team in reversed(tree.ordered()):
        if team.parent_id is not None:
            below[team.parent_id] += below[team.id]
    return MappingProxyType({one: Size(own=own[one], all=below[one]) for one in own})
