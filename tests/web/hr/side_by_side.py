"""Units that published something about two topics, to lay side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import AskedItem, CycleId, Privacy, Round, RoundId, RoundState
from feedbackpulse.insight.differences import differences
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.release.domain import (
    Figure,
    Reason,
    Result,
    Statistic,
    StatisticKind,
    Withheld,
)
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.hr.heat_view import SideBySide
from feedbackpulse.web.hr.reading import Published, topics_of

TOPIC, OTHER = "M7", "M8"
WHOLE = UnitKey(team_id=TeamId(UUID(int=1)))
Group = tuple[float, int] | None
"""The mean of a unit and how many answered; nothing when there were too few."""


def unit(number: int) -> UnitKey:
    """Return the unit with that number, counted from 1."""
    return UnitKey(team_id=TeamId(UUID(int=100 + number)))


def side_by_side(groups: Sequence[Group], *, spreads: Mapping[str, float]) -> SideBySide:
    """Return an organisation of these units, which all answered the same to every question."""
    asked = _round()
    units = [RoundUnit(key=WHOLE, name="House", parent=None, is_leaf=False, invited=400)]
    units += [
        RoundUnit(key=unit(place), name=f"Team {place}", parent=WHOLE, is_leaf=True, invited=12)
        for place, _group in enumerate(groups, start=1)
    ]
    shown: dict[UnitKey, Group] = {WHOLE: (3.4, 120)}
    shown |= {unit(place): group for place, group in enumerate(groups, start=1)}
    results = {key: _results(key, asked, group) for key, group in shown.items()}
    found = differences(
        asked,
        [result for known in results.values() for result in known.values()],
        leaves={one.key for one in units if one.is_leaf},
        root=WHOLE,
        spreads={},
        statistics=[_spread(code, spread) for code, spread in spreads.items()],
    )
    return SideBySide(
        rounds=(asked,),
        topics=topics_of([asked], catalogue=load_catalogue(), locale="en"),
        units=tuple(units),
        published=Published(
            results={(asked.id, key): known for key, known in results.items()},
            spreads={asked.id: {}},
            units={asked.id: {unit.key: unit for unit in units}},
            teams={asked.id: [one.key.team_id for one in units]},
        ),
        differences={asked.id: {one.checkpoint: one for one in found}},
    )


def _spread(checkpoint: str, value: float) -> Statistic:
    kind = StatisticKind.SPREAD
    return Statistic(kind=kind, checkpoint=checkpoint, value=value, answers=100)


def _round() -> Round:
    return Round(
        id=RoundId(UUID(int=7)),
        cycle_id=CycleId(UUID(int=8)),
        number=1,
        title="How do we listen?",
        opens_at=datetime(2026, 1, 12, 8, tzinfo=UTC),
        closes_at=datetime(2026, 1, 16, 16, tzinfo=UTC),
        state=RoundState.RELEASED,
        items=tuple(_items()),
        privacy=Privacy(),
        locales=("en",),
    )


def _items() -> list[AskedItem]:
    catalogue = load_catalogue()
    return [
        AskedItem(
            code=item.code,
            version=item.version,
            scale=item.scale,
            text=item.text,
            reverse=item.reverse,
            checkpoint=code,
        )
        for code in (TOPIC, OTHER)
        for item in catalogue.checkpoint(code).pulse_items
    ]


def _results(key: UnitKey, asked: Round, group: Group) -> dict[str, Result]:
    return {item.code: _result(key, asked, item, group) for item in asked.rated_items}


def _result(key: UnitKey, asked: Round, item: AskedItem, group: Group) -> Result:
    if group is None:
        return Withheld(
            unit=key,
            unit_name="",
            round_id=asked.id,
            item=item.code,
            reason=Reason.TOO_FEW_ANSWERS,
        )
    mean, n = group
    return Figure(
        unit=key,
        unit_name="",
        round_id=asked.id,
        item=item.code,
        item_version=item.version,
        n=n,
        n_is_minimum=False,
        invited=max(12, n),
        low=mean,
        high=mean,
        membership_changed=False,
    )
