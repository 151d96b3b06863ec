"""Read what rounds released: the only way to a number, for every page and every reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.cycles.learning import LEARNING
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.reading import once
from feedbackpulse.release.blurred import blurred
from feedbackpulse.release.domain import (
    Option,
    OptionCount,
    Result,
    Statistic,
    StatisticKind,
)
from feedbackpulse.release.opening import release_round
from feedbackpulse.release.reading import Figures, Reading
from feedbackpulse.release.tables import (
    FigureRow,
    OptionCountRow,
    SpreadRow,
    StatisticRow,
)
from feedbackpulse.release.unreadable import comments
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit

__all__ = [
    "blurred",
    "comments",
    "distributions",
    "release_round",
    "results",
    "spreads",
    "statistics",
]


def results(
    session: Session,
    *,
    rounds: Collection[RoundId],
    units: Collection[UnitKey] | None = None,
    items: Collection[str] | None = None,
) -> list[Result]:
    """Return what released rounds say, in the order of the rounds, their units and their items.

    Without *units* or *items*: all that the rounds have. Where they are named, a team that was
    too small to be a unit and an item that a round did not ask get a Withheld that says so.
    Rounds that are not released say nothing.
    """
    chosen = cycles.get_rounds(session, round_ids=rounds)
    released = [asked for asked in chosen if asked.state is RoundState.RELEASED]
    ids = [asked.id for asked in released]
    figures = _figures(session, ids, units, items)
    reported = _units(session, ids, units)
    every_unit = _units_in_turn(session, reported)
    return [
        result
        for asked in released
        for result in Reading(
            asked, reported[asked.id], every_unit[asked.id], items, figures
        ).results()
    ]


@once
def spreads(
    session: Session, *, rounds: Collection[RoundId]
) -> Mapping[RoundId, Mapping[str, float]]:
    """Return for each round the pooled standard deviation within units per item, if released."""
    query = select(SpreadRow).where(SpreadRow.round_id.in_(rounds)).order_by(SpreadRow.item)
    found: dict[RoundId, dict[str, float]] = {round_id: {} for round_id in rounds}
    for row in session.scalars(query):
        found[RoundId(row.round_id)][row.item] = row.sd
    return found


def statistics(
    session: Session, *, rounds: Collection[RoundId]
) -> Mapping[RoundId, tuple[Statistic, ...]]:
    """Return for each round how answers of the whole organisation hang together, where enough."""
    query = (
        select(StatisticRow)
        .where(StatisticRow.round_id.in_(rounds))
        .order_by(StatisticRow.round_id, StatisticRow.checkpoint, StatisticRow.kind)
    )
    found: dict[RoundId, tuple[Statistic, ...]] = dict.fromkeys(rounds, ())
    for row in session.scalars(query):
        one = Statistic(
            kind=StatisticKind(row.kind),
            checkpoint=row.checkpoint,
            value=row.value,
            answers=row.answers,
        )
        found[RoundId(row.round_id)] += (one,)
    return found


def distributions(
    session: Session, *, rounds: Collection[RoundId]
) -> Mapping[RoundId, Mapping[str, tuple[OptionCount, ...]]]:
    """Return for each round and item how often each option was chosen, where enough answered.

    Of the whole organisation, with noise that was drawn once.
    """
    query = (
        select(OptionCountRow)
        .where(OptionCountRow.round_id.in_(rounds), OptionCountRow.item != LEARNING)
        .order_by(OptionCountRow.round_id, OptionCountRow.item, OptionCountRow.option)
    )
    found: dict[RoundId, dict[str, tuple[OptionCount, ...]]] = {each: {} for each in rounds}
    for row in session.scalars(query):
        one = OptionCount(item=row.item, option=Option(row.option), count=row.count)
        before = found[RoundId(row.round_id)].get(row.item, ())
        found[RoundId(row.round_id)][row.item] = (*before, one)
    return found


def _figures(
    session: Session,
    rounds: Collection[RoundId],
    units: Collection[UnitKey] | None,
    items: Collection[str] | None,
) -> Figures:
    query = select(*FigureRow.__table__.columns).where(FigureRow.round_id.in_(rounds))
    if units is not None:
        query = query.where(FigureRow.team_id.in_(_teams(units)))
    if items is not None:
        query = query.where(FigureRow.item.in_(items))
    return {
        (
            RoundId(row.round_id),
            UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
            row.item,
        ): row
        for row in session.execute(query)
    }


def _units(
    session: Session, rounds: Collection[RoundId], units: Collection[UnitKey] | None
) -> Mapping[RoundId, tuple[RoundUnit, ...]]:
    if units is None:
        return roster.units_of_rounds(session, rounds=rounds)
    found, wanted = roster.layouts(session, rounds=rounds, teams=_teams(units)), set(units)
    return {
        round_id: tuple(unit for unit in (*known.units, *known.joined) if unit.key in wanted)
        for round_id, known in found.items()
    }


def _units_in_turn(
    session: Session, reported: Mapping[RoundId, Collection[RoundUnit]]
) -> Mapping[RoundId, Collection[RoundUnit]]:
    """Return all units of the rounds in which not everybody was asked the same."""
    in_turn = [each for each, units in reported.items() if any(unit.asked for unit in units)]
    found = roster.units_of_rounds(session, rounds=in_turn) if in_turn else {}
    return {each: found.get(each, ()) for each in reported}


def _teams(units: Collection[UnitKey]) -> set[TeamId]:
    return {unit.team_id for unit in units}
