"""Read what rounds released: the only way to a number, for every page and every reader."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.release.domain import (
    Cut,
    Figure,
    Option,
    OptionCount,
    PublishedComment,
    Reason,
    Result,
    Statistic,
    StatisticKind,
    Withheld,
)
from feedbackpulse.release.opening import release_round
from feedbackpulse.release.ranges import TOP, Outcome, Span
from feedbackpulse.release.tables import (
    CommentRow,
    CutRow,
    FigureRow,
    OptionCountRow,
    SpreadRow,
    StatisticRow,
)
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit

__all__ = [
    "comments",
    "cuts",
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
        for result in _Reading(
            asked, reported[asked.id], every_unit[asked.id], items, figures
        ).results()
    ]


def comments(session: Session, *, round_id: RoundId, unit: UnitKey) -> tuple[PublishedComment, ...]:
    """Return the comments that are shown at one unit, in an order without meaning."""
    query = (
        select(CommentRow.id, CommentRow.item, CommentRow.body, CommentRow.mailbox)
        .where(
            CommentRow.round_id == round_id,
            CommentRow.team_id == unit.team_id,
            CommentRow.part == unit.part.value,
        )
        .order_by(CommentRow.id)
    )
    return tuple(
        PublishedComment(id=key, item=item, text=body, may_be_answered=mailbox is not None)
        for key, item, body, mailbox in session.execute(query)
    )


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
        .where(OptionCountRow.round_id.in_(rounds))
        .order_by(OptionCountRow.round_id, OptionCountRow.item, OptionCountRow.option)
    )
    found: dict[RoundId, dict[str, tuple[OptionCount, ...]]] = {each: {} for each in rounds}
    for row in session.scalars(query):
        one = OptionCount(item=row.item, option=Option(row.option), count=row.count)
        before = found[RoundId(row.round_id)].get(row.item, ())
        found[RoundId(row.round_id)][row.item] = (*before, one)
    return found


def cuts(session: Session, *, round_id: RoundId) -> tuple[Cut, ...]:
    """Return what people with one attribute answered in the whole organisation, with noise."""
    query = (
        select(CutRow)
        .where(CutRow.round_id == round_id)
        .order_by(CutRow.attribute, CutRow.value, CutRow.item)
    )
    return tuple(
        Cut(
            attribute=row.attribute,
            value=row.value,
            item=row.item,
            favourable=row.favourable,
            rated=row.rated,
        )
        for row in session.scalars(query)
    )


_Figures = Mapping[tuple[RoundId, UnitKey, str], FigureRow]


def _figures(
    session: Session,
    rounds: Collection[RoundId],
    units: Collection[UnitKey] | None,
    items: Collection[str] | None,
) -> _Figures:
    query = select(FigureRow).where(FigureRow.round_id.in_(rounds))
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
        for row in session.scalars(query)
    }


def _units(
    session: Session, rounds: Collection[RoundId], units: Collection[UnitKey] | None
) -> Mapping[RoundId, tuple[RoundUnit, ...]]:
    if units is None:
        return roster.units_of_rounds(session, rounds=rounds)
    known = roster.units_of_rounds(session, rounds=rounds, teams=_teams(units))
    joined = roster.joined_teams(session, rounds=rounds, teams=_teams(units))
    return {
        round_id: tuple(unit for unit in (*known[round_id], *joined[round_id]) if unit.key in units)
        for round_id in rounds
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of one released round."""

    asked: Round
    units: Collection[RoundUnit]
    every: Collection[RoundUnit]
    """All units of the round, where not everybody was asked the same; else none."""
    wanted_items: Collection[str] | None
    figures: _Figures

    def results(self) -> Iterator[Result]:
        for unit in self.units:
            for item in self._items():
                yield self._result(unit, item)

    def _items(self) -> list[str]:
        asked = [item.code for item in self.asked.rated_items]
        if self.wanted_items is None:
            return asked
        wanted = [item for item in asked if item in self.wanted_items]
        return wanted + [item for item in self.wanted_items if item not in asked]

    def _result(self, unit: RoundUnit, item: str) -> Result:
        row = self.figures.get((self.asked.id, unit.key, item))
        if row is None or not row.visible:
            return self._withheld(unit, item, row)
        outcome = Outcome(
            span=Span(low=row.low_sum, high=row.high_sum),
            visible=row.visible,
            hidden=row.hidden,
            top=TOP,
        )
        invited = self._invited(unit, item)
        return Figure(
            unit=unit.key,
            unit_name=unit.name,
            round_id=self.asked.id,
            item=item,
            item_version=row.item_version,
            n=row.visible,
            n_is_minimum=row.hidden > 0,
            invited=invited,
            low=outcome.low,
            high=outcome.high,
            membership_changed=row.membership_changed,
            only_some_asked=invited < unit.invited,
        )

    def _invited(self, unit: RoundUnit, item: str) -> int:
        """Return how many people of a unit were asked an item."""
        if unit.is_leaf or unit.asked is None:
            return unit.invited
        parents = {one.key: one.parent for one in self.every}
        return sum(
            leaf.invited
            for leaf in self.every
            if leaf.is_leaf and leaf.asks(item) and _is_below(leaf.key, unit.key, parents)
        )

    def _withheld(self, unit: RoundUnit, item: str, row: FigureRow | None) -> Withheld:
        if item not in {one.code for one in self.asked.rated_items} or not unit.asks(item):
            reason = Reason.NOT_ASKED
        else:
            reason = Reason.TOO_FEW_ANSWERS if unit.is_reported else Reason.COUNTED_IN_PARENT
        return Withheld(
            unit=unit.key,
            unit_name=unit.name,
            round_id=self.asked.id,
            item=item,
            reason=reason,
            fewer_than=row.hidden + 1 if row is not None and unit.is_leaf else None,
        )


def _is_below(unit: UnitKey, top: UnitKey, parents: Mapping[UnitKey, UnitKey | None]) -> bool:
    above = parents[unit]
    while above not in {None, top}:
        above = parents[above]
    return above == top
