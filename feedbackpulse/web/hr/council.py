"""What a cycle still waits for from others: the works council's word, or a second key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedbackpulse.cycles.approvals import Approval, latest_approval, waits_for_council
from feedbackpulse.cycles.domain import Cycle, CycleState, SecondKey
from feedbackpulse.cycles.holders import key_of

_STARTED = {CycleState.RUNNING, CycleState.PAUSED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Whether the rounds of a cycle can open, as far as others decide about that."""

    approval: Approval | None
    for_council: bool
    for_key: bool
    holder: SecondKey

    @property
    def stops(self) -> bool:
        """Say whether no round opens yet."""
        return self.for_council or self.for_key


def waiting(session: Session, *, cycle: Cycle) -> Waiting:
    """Return what a cycle waits for, and what the works council said of it last."""
    started = cycle.state in _STARTED
    no_key = (
        cycle.second_key is not SecondKey.NONE and key_of(session, holder=cycle.second_key) is None
    )
    return Waiting(
        approval=latest_approval(session, cycle_id=cycle.id),
        for_council=started and waits_for_council(session, cycle=cycle),
        for_key=started and no_key,
        holder=cycle.second_key,
    )
