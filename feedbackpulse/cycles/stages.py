"""In which stage a round is, and the cycle it is of: read from what is stored."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.approvals import waits_for_council
from feedbackpulse.cycles.domain import Cycle, CycleState, Round, RoundState
from feedbackpulse.cycles.mapping import to_cycle
from feedbackpulse.cycles.states import Stage, stage_of
from feedbackpulse.cycles.tables import CycleRow


def stage_of_round(session: Session, *, asked: Round, waits_for_holder: bool = False) -> Stage:
    """Return the stage of a round. Only the ballot box knows whether a closed one is sealed."""
    if asked.state is not RoundState.PLANNED:
        return stage_of(CycleState.RUNNING, asked.state, waits_for_holder=waits_for_holder)
    query = select(CycleRow).where(CycleRow.id == asked.cycle_id)
    row = session.scalars(query.execution_options(populate_existing=True)).one()
    return stage_of_cycle(session, cycle=to_cycle(row))


def stage_of_cycle(session: Session, *, cycle: Cycle) -> Stage:
    """Return the stage of the next round to open."""
    waits = cycle.state is CycleState.RUNNING and waits_for_council(session, cycle=cycle)
    return stage_of(cycle.state, waits_for_approval=waits)
