"""Make the keys of a large round before it opens: for 8,000 stamps that takes minutes."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.keystore import (
    MANY,
    destroy_signing_keys,
    lacking,
    make_signing_keys,
)
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamTree
from feedbackpulse.roster.domain import TooFewPeopleError, UnitPlan, plan_units, stamp_of

AHEAD: Final = timedelta(hours=24)
"""How long before its opening the keys of a round are begun with."""
_AT_ONCE: Final = 2 * MANY
_SECONDS: Final = 30.0
"""How long other work waits for the making of keys, each time."""
_EVERY: Final = 10
"""It is done in one of so many minutes: finding out which keys are missing takes its time, too."""


def plan_of(session: Session, *, asked: Round, tree: TeamTree, now: datetime) -> UnitPlan:
    """Return the units that a round would have if it opened now."""
    chosen = cycles.get_cycle(session, cycle_id=asked.cycle_id).teams
    members = people.members_at(session, moment=now)
    return plan_units(tree, members, chosen, asked.privacy.smallest_group)


def rounds_soon(session: Session, *, now: datetime) -> list[RoundId]:
    """Return the rounds that open within a day, soonest first, and those that were to and do not."""
    if now.minute % _EVERY:
        return []
    near = [
        asked
        for asked in cycles.list_rounds(session)
        if asked.state in {RoundState.PLANNED, RoundState.CANCELLED}
        and abs(asked.opens_at - now) <= AHEAD
    ]
    return [asked.id for asked in sorted(near, key=lambda one: one.opens_at)]


def make_keys_ahead(
    stores: Stores, *, round_id: RoundId, now: datetime, seconds: float = _SECONDS
) -> int:
    """Make some keys of a round that opens soon; return how many stamps still lack theirs.

    A small round gets its keys when it opens. Of one that was cancelled they go again.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
        if asked.state is RoundState.CANCELLED:
            destroy_signing_keys(stores.keys, round_id=round_id)
        if asked.state is not RoundState.PLANNED:
            return 0
        try:
            plan = plan_of(session, asked=asked, tree=people.team_tree(session), now=now)
        except TooFewPeopleError:  # which is said when it should open
            return 0
    stamps = [stamp_of(unit.key) for unit in plan.leaves]
    missing = lacking(stores.keys, round_id=round_id, stamps=stamps)
    if len(missing) < MANY:
        return len(missing)
    secrets.SystemRandom().shuffle(missing)  # so that two workers rarely make the same one
    until = time.monotonic() + seconds
    for some in _some_at_a_time(missing):
        if time.monotonic() >= until:
            break
        make_signing_keys(stores.keys, round_id=round_id, stamps=some)
    return len(lacking(stores.keys, round_id=round_id, stamps=stamps))


def _some_at_a_time(missing: list[Stamp]) -> Iterator[list[Stamp]]:
    for start in range(0, len(missing), _AT_ONCE):
        yield missing[start : start + _AT_ONCE]
