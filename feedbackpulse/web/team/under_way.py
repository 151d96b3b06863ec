"""Which rounds ask a team now and are not published yet, and which one is next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleState, Round, RoundState
from feedbackpulse.people.domain import TeamId, TeamTree, UnitKey
from feedbackpulse.roster import service as roster

_UNDER_WAY = frozenset({RoundState.OPEN, RoundState.CLOSED})


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedTeam:
    """A round as one team is asked it."""

    round: Round
    is_leaf: bool
    """No team below it has a number of its own: all its people are counted in it alone."""
    stands_alone: bool
    """Not so small that its people are counted with others, so that no number can come."""

    @property
    def is_under_way(self) -> bool:
        """Say whether it opened, and is not published yet."""
        return self.round.state in _UNDER_WAY


def rounds_under_way(session: Session, *, team_id: TeamId) -> tuple[AskedTeam, ...]:
    """Return the rounds that ask a team and are not published yet, oldest first."""
    rounds = [one for one in cycles.list_rounds(session) if one.state in _UNDER_WAY]
    return as_asked(session, rounds=rounds, team_id=team_id)


def as_asked(
    session: Session, *, rounds: Collection[Round], team_id: TeamId
) -> tuple[AskedTeam, ...]:
    """Return those of the rounds that invited a team, as it was asked them."""
    ids, whole = [one.id for one in rounds], UnitKey(team_id=team_id)
    found = roster.layouts(session, rounds=ids, teams=[team_id])
    return tuple(
        AskedTeam(round=one.asking(unit.asked), is_leaf=unit.is_leaf, stands_alone=unit.is_reported)
        for one in rounds
        for unit in (*found[one.id].units, *found[one.id].joined)
        if unit.key == whole
    )


def next_round(
    session: Session, *, tree: TeamTree, team_id: TeamId | None, now: datetime
) -> Round | None:
    """Return the first planned round that will ask a team, as things stand."""
    if team_id is None or team_id not in tree:
        return None
    own = {team_id, *(above.id for above in tree.ancestors(team_id))}
    running = {
        cycle.id
        for cycle in cycles.list_cycles(session)
        if cycle.state is CycleState.RUNNING and (cycle.teams is None or cycle.teams & own)
    }
    planned = (
        found
        for found in cycles.list_rounds(session)
        if found.state is RoundState.PLANNED and found.cycle_id in running and found.opens_at > now
    )
    return next(planned, None)
