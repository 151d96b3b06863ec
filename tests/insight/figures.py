"""Figures to test with: one unit, as many rounds as needed."""

from __future__ import annotations

from uuid import UUID, uuid4

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.estimates import USUAL_SPREAD, Level, checkpoint_level
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld

UNIT = UnitKey(team_id=TeamId(UUID(int=1)))


def figure(
    low: float,
    high: float | None = None,
    *,
    n: int = 9,
    invited: int = 11,
    item: str = "G1",
    version: int = 1,
    changed: bool = False,
    at_least: bool = False,
) -> Figure:
    """Return a figure; an exact one when only one end is given."""
    return Figure(
        unit=UNIT,
        unit_name="Team Vuurtoren",
        round_id=RoundId(uuid4()),
        item=item,
        item_version=version,
        n=n,
        n_is_minimum=at_least,
        invited=invited,
        low=low,
        high=low if high is None else high,
        membership_changed=changed,
    )


def withheld(reason: Reason = Reason.TOO_FEW_ANSWERS, *, item: str = "G1") -> Withheld:
    """Return a result that is not shown."""
    return Withheld(
        unit=UNIT, unit_name="Team Vuurtoren", round_id=RoundId(uuid4()), item=item, reason=reason
    )


def item_level(result: Result, *, spread: float = USUAL_SPREAD) -> Level:
    """Return the level of a checkpoint of one question."""
    return checkpoint_level([result], spreads={result.item: spread})
