"""Ask half as often when fewer than half of the people took part, twice in a row.

Nothing is looked at but what the release published.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.cycles.slowing import may_slow, slow_cycle, slowed_after
from feedbackpulse.roster.tallies import response

IN_A_ROW: Final = 2


def slow_if_few_answer(session: Session, *, asked: Round, now: datetime) -> bool:
    """Slow the cycle of a round that is being released, where the rule says so; say if it did.

    Rounds from before it was slowed last, or set back by HR, do not count again.
    """
    cycle = cycles.get_cycle(session, cycle_id=asked.cycle_id)
    since = slowed_after(session, cycle_id=cycle.id)
    released = [
        each
        for each in cycles.list_rounds(session, cycle_id=cycle.id)
        if each.state is RoundState.RELEASED and since < each.number <= asked.number
    ]
    latest = sorted(released, key=lambda each: each.number)[-IN_A_ROW:]
    few = [each for each in latest if response(session, round_id=each.id).is_below_half]
    if not may_slow(cycle) or len(few) < IN_A_ROW:
        return False
    slow_cycle(session, cycle_id=cycle.id, number=asked.number, now=now)
    return True
