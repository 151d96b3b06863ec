"""Read what all cycles together ask of people, with a draft or without."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.burden import (
    ASKING,
    Burden,
    Overlap,
    TooMuchAskedError,
    burden,
    overlaps,
)
from feedbackpulse.cycles.domain import Cycle
from feedbackpulse.cycles.mapping import to_cycle
from feedbackpulse.cycles.tables import CycleRow
from feedbackpulse.people.domain import TeamTree
from feedbackpulse.people.trees import team_tree
from feedbackpulse.programme.service import get_closures, get_programme
from feedbackpulse.reading import once


def read_burden(session: Session, *, catalogue: Catalogue, cycle: Cycle | None = None) -> Burden:
    """Return what all cycles ask in a year; with one, as it is here, of the people that it asks."""
    cycles = _reaching(session, cycle)
    return burden(
        cycles,
        catalogue,
        limit=get_programme(session).minutes_limit,
        closures=get_closures(session),
        about=None if cycle is None else cycles[0],
    )


def read_overlaps(
    session: Session, *, now: datetime, cycle: Cycle | None = None
) -> tuple[Overlap, ...]:
    """Return where rounds of cycles that share people overlap; with one, only where it does."""
    found = overlaps(_reaching(session, cycle), now=now, closures=get_closures(session))
    return tuple(
        each for each in found if cycle is None or cycle.id in {each.one.id, each.other.id}
    )


def refuse_too_much(session: Session, *, cycle: Cycle, catalogue: Catalogue) -> None:
    """Raise TooMuchAskedError when with this cycle somebody is asked for more than was agreed."""
    found = read_burden(session, catalogue=catalogue, cycle=cycle)
    if found.is_too_much:
        raise TooMuchAskedError(minutes=found.minutes, limit=found.limit)


def _reaching(session: Session, cycle: Cycle | None) -> list[Cycle]:
    """Return this cycle and those that ask, with every team that they reach."""
    others = [one for one in _asking(session) if cycle is None or one.id != cycle.id]
    tree = team_tree(session)
    return [_with_all_below(one, tree) for one in ([] if cycle is None else [cycle]) + others]


@once
def _asking(session: Session) -> tuple[Cycle, ...]:
    states = [state.value for state in ASKING]
    query = select(CycleRow).where(CycleRow.state.in_(states)).order_by(CycleRow.title, CycleRow.id)
    rows = session.scalars(query.execution_options(populate_existing=True))
    return tuple(map(to_cycle, rows))


def _with_all_below(cycle: Cycle, tree: TeamTree) -> Cycle:
    known = [team for team in cycle.teams or () if team in tree]
    below = {team.id for one in known for team in tree.subtree(one)}
    return replace(cycle, teams=frozenset(below)) if below else cycle
