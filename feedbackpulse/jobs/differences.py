"""Work out how units differ after a round, and keep it with what the round released.

It takes the figures of all units, and never changes: pages that lay some units side by side read
what is kept here.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.insight.differences import differences
from feedbackpulse.release import service as release
from feedbackpulse.release.differences import has_differences, keep_differences
from feedbackpulse.release.domain import Differences
from feedbackpulse.roster import service as roster


def note_differences(stores: Stores, *, round_id: RoundId) -> bool:
    """Keep how units differ in a released round; say whether this call did.

    It is worked out before the transaction that writes it, which is therefore short.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
        found = work_out_differences(session, asked=asked) if has_differences(asked) else ()
    if not found:
        return False
    with stores.main() as session, transaction(session):
        return keep_differences(session, round_id=round_id, found=found)


def work_out_differences(session: Session, *, asked: Round) -> tuple[Differences, ...]:
    """Return how units differ on every checkpoint of a released round, from all its figures.

    Those of one checkpoint are in memory at a time: thousands of units have a figure for each item.
    """
    about: dict[str, set[str]] = {}
    for item in asked.rated_items:
        if item.checkpoint:
            about.setdefault(item.checkpoint, set()).add(item.code)
    return tuple(
        one for codes in about.values() for one in _differences(session, asked, frozenset(codes))
    )


def _differences(session: Session, asked: Round, codes: frozenset[str]) -> tuple[Differences, ...]:
    rounds = [asked.id]
    units = roster.units_of_round(session, round_id=asked.id)
    return differences(
        asked.asking(codes),
        release.results(session, rounds=rounds, items=codes),
        leaves={unit.key for unit in units if unit.is_leaf},
        root=next(unit.key for unit in units if unit.parent is None),
        spreads=release.spreads(session, rounds=rounds)[asked.id],
        statistics=release.statistics(session, rounds=rounds)[asked.id],
    )
