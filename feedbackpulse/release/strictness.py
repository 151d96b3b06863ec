"""Keep how strict the test of all units of two rounds is: it follows from their figures, for good."""

from __future__ import annotations

from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.database import one_at_a_time
from feedbackpulse.release.domain import Strictness
from feedbackpulse.release.tables import StrictnessRow

Pair = tuple[Round, Round]
"""Two released rounds, the one that opened first in front."""


def pairs_without_strictness(session: Session, *, item: str) -> list[Pair]:
    """Return the pairs of released rounds that asked an item of which it is not kept, newest first."""
    row = StrictnessRow
    query = select(row.before_id, row.after_id).where(row.item == item)
    kept = set(map(tuple, session.execute(query)))
    released = [one for one in cycles.list_rounds(session) if one.state is RoundState.RELEASED]
    asked = [one for one in released if any(each.code == item for each in one.rated_items)]
    pairs = combinations(reversed(asked), 2)  # the last round with each before it, and so on
    return [(before, after) for after, before in pairs if (before.id, after.id) not in kept]


def keep_strictness(session: Session, *, both: Pair, item: str, found: Strictness) -> bool:
    """Keep how strict the test of two rounds is, unless it is kept; say whether this call did."""
    before, after = both
    one_at_a_time(session, "strictness", after.id)
    if kept_strictness(session, both=both, item=item) is not None:
        return False
    session.add(
        StrictnessRow(
            before_id=before.id,
            after_id=after.id,
            item=item,
            claimed=found.claimed,
            steps=list(found.steps),
        )
    )
    return True


def kept_strictness(session: Session, *, both: Pair, item: str) -> Strictness | None:
    """Return how strict the test of two rounds on an item is; None while it is not kept."""
    before, after = both
    row = session.get(StrictnessRow, (before.id, after.id, item))
    return None if row is None else Strictness(claimed=row.claimed, steps=tuple(row.steps))
