"""Keep how units differ in a round, and read it back: it follows from the figures, once and for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import insert_all, one_at_a_time
from feedbackpulse.release.domain import Differences, Icc, Middle
from feedbackpulse.release.tables import DifferencesRow


def has_differences(asked: Round) -> bool:
    """Say whether a round says how units differ: it is released, and asked about a checkpoint."""
    asks = any(item.checkpoint for item in asked.rated_items)
    return asks and asked.state is RoundState.RELEASED


def rounds_without_differences(session: Session) -> list[RoundId]:
    """Return the released rounds of which that is not kept yet."""
    kept = set(session.scalars(select(DifferencesRow.round_id).distinct()))
    every = cycles.list_rounds(session)
    return [one.id for one in every if has_differences(one) and one.id not in kept]


def keep_differences(session: Session, *, round_id: RoundId, found: Iterable[Differences]) -> bool:
    """Keep how units differ, unless it is kept; say whether this call did."""
    one_at_a_time(session, "differences", round_id)
    if session.scalar(select(exists().where(DifferencesRow.round_id == round_id))):
        return False
    insert_all(session, DifferencesRow, ({"round_id": round_id, **_values(one)} for one in found))
    return True


def kept_differences(
    session: Session, *, rounds: Collection[RoundId]
) -> Mapping[RoundId, Mapping[str, Differences]]:
    """Return for each round how units differ on each checkpoint; nothing where it is not kept."""
    query = select(DifferencesRow).where(DifferencesRow.round_id.in_(rounds))
    found: dict[RoundId, dict[str, Differences]] = {each: {} for each in rounds}
    for row in session.scalars(query) if rounds else ():
        found[RoundId(row.round_id)][row.checkpoint] = _differences(row)
    return found


def _values(one: Differences) -> dict[str, Any]:
    middles = {"leaves": one.leaves, "larger": one.larger}
    parts = ("mean", "error", "tau")
    return {
        "checkpoint": one.checkpoint,
        **{
            f"{name}_{part}": getattr(middle, part, None)
            for name, middle in middles.items()
            for part in parts
        },
        **{f"icc_{part}": getattr(one.icc, part, None) for part in ("one", "two", "units")},
    }


def _differences(row: DifferencesRow) -> Differences:
    return Differences(
        checkpoint=row.checkpoint,
        leaves=_middle(row.leaves_mean, row.leaves_error, row.leaves_tau),
        larger=_middle(row.larger_mean, row.larger_error, row.larger_tau),
        icc=_icc(row.icc_one, row.icc_two, row.icc_units),
    )


def _middle(mean: float | None, error: float | None, tau: float | None) -> Middle | None:
    if mean is None or error is None or tau is None:
        return None
    return Middle(mean=mean, error=error, tau=tau)


def _icc(one: float | None, two: float | None, units: int | None) -> Icc | None:
    if one is None or two is None or units is None:
        return None
    return Icc(one=one, two=two, units=units)
