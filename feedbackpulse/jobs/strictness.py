"""Work out how strict the test of all units of two rounds is, and keep it with what they released.

A page may lay any two rounds beside each other. It tests the units that it shows as strictly as if
it looked at all of them, and so must know what follows from all.
"""

from __future__ import annotations

import time
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.insight.between import RoundFigures, strictness_between
from feedbackpulse.jobs.domain import Apart
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Result, Strictness
from feedbackpulse.release.strictness import (
    Pair,
    keep_strictness,
    kept_strictness,
    pairs_without_strictness,
)

_SECONDS: Final = 10.0
"""After how long no further pair is begun: a new round has one with each older round."""


def note_strictness(stores: Stores, *, item: str, apart: Apart, seconds: float = _SECONDS) -> None:
    """Keep how strict the test of an item is for pairs of rounds of which it is not yet kept.

    What fails within *apart* does not keep the other pairs from their turn.
    """
    until = time.monotonic() + seconds
    with stores.main() as session:
        missing = pairs_without_strictness(session, item=item)
    for both in missing:
        if time.monotonic() >= until:
            return
        before, after = both
        with apart(f"rounds {before.id} and {after.id}"):
            _note(stores, both, item)


def _note(stores: Stores, both: Pair, item: str) -> None:
    """Work it out before the transaction that writes it, which is therefore short."""
    with stores.main() as session:
        if kept_strictness(session, both=both, item=item):  # by another worker, meanwhile
            return
        found = work_out_strictness(session, both=both, item=item)
    with stores.main() as session, transaction(session):
        keep_strictness(session, both=both, item=item, found=found)


def work_out_strictness(session: Session, *, both: Pair, item: str) -> Strictness:
    """Return how strict the test of an item is between two rounds, from the figures of all units."""
    ids = [asked.id for asked in both]
    units: dict[RoundId, dict[UnitKey, dict[str, Result]]] = {one: {} for one in ids}
    for result in release.results(session, rounds=ids, items=[item]):
        units[result.round_id].setdefault(result.unit, {})[item] = result
    spreads = release.spreads(session, rounds=ids)
    before, after = (
        RoundFigures(items=_items(asked, item), units=units[asked.id], spreads=spreads[asked.id])
        for asked in both
    )
    return strictness_between(before, after)


def _items(asked: Round, item: str) -> list[AskedItem]:
    return [one for one in asked.rated_items if one.code == item]
