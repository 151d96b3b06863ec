"""What can be checked after closing: every receipt, and how many ballots went out and came back.

A stamp that shows no figure must not be counted here either, also not by taking all others from
the whole or from the length of the list of receipts. So the whole counts the stamps that are
counted apart, and the list has a blank, a receipt of nobody, for every ballot that such a stamp
could have had and has not.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import String, and_, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import as_uuid, insert_all
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.changes import earlier_openings
from feedbackpulse.roster.domain import MARGIN_AFTER_CHANGE, SMALL_CHANGE
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.roster.tables import ReceiptRow, RosterRow, RoundUnitRow, TallyRow

_Counts = Mapping[UnitKey, int]
# Every unit, in its order. Where the whole is the only stamp, its row is empty if it is not counted.
_UNIT: Final = RoundUnitRow.__table__.c
_TALLY: Final = TallyRow.__table__.c
_COUNTED: Final = (
    select(
        type_coerce(_UNIT.team_id, String),
        _UNIT.part,
        _UNIT.name,
        _UNIT.parent_team_id.is_(None),
        _UNIT.is_leaf,
        _TALLY.issued,
        _TALLY.cast,
    )
    .outerjoin_from(
        RoundUnitRow.__table__,
        TallyRow.__table__,
        and_(
            _TALLY.round_id == _UNIT.round_id,
            _TALLY.team_id == _UNIT.team_id,
            _TALLY.part == _UNIT.part,
        ),
    )
    .where(_UNIT.round_id == bindparam("closed"))
    .order_by(_UNIT.place)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many ballots were given out in a unit, and how many were cast."""

    unit: UnitKey
    name: str
    """What its team was called when the round opened."""
    issued: int
    cast: int
    is_minimum: bool = False
    """There are stamps below the unit that are not counted."""


def record_closing(
    session: Session,
    *,
    round_id: RoundId,
    receipts: Sequence[str],
    cast: Mapping[UnitKey, int],
    spent_codes: Mapping[UnitKey, int],
) -> None:
    """Keep the receipts and the counts of a round that has just closed, once.

    A stamp is counted from as many ballots as a figure takes; the whole organisation is what
    those stamps add up to.
    """
    units = roster.units_of_round(session, round_id=round_id)
    root = units[0].key
    if session.get(TallyRow, (round_id, root.team_id, root.part.value)):
        return
    fewest = _fewest(session, round_id, units)
    hidden = [
        unit for unit in units if unit.key in fewest and cast.get(unit.key, 0) < fewest[unit.key]
    ]
    blanks = sum(
        max(0, min(fewest[unit.key] - 1, unit.invited) - cast.get(unit.key, 0)) for unit in hidden
    )
    codes = _with_blanks(receipts, blanks)
    insert_all(session, ReceiptRow, ({"round_id": round_id, "code": code} for code in codes))
    issued = _issued(session, round_id, spent_codes)
    apart = fewest.keys() - {unit.key for unit in hidden}
    counted = {unit: (issued.get(unit, 0), cast[unit]) for unit in apart}
    counted[root] = (
        sum(given for given, _ in counted.values()),
        sum(came for _, came in counted.values()),
    )
    session.add_all(
        TallyRow(
            round_id=round_id, team_id=unit.team_id, part=unit.part.value, issued=given, cast=came
        )
        for unit, (given, came) in counted.items()
    )
    session.flush()


def tallies(session: Session, *, round_id: RoundId) -> tuple[Tally, ...]:
    """Return what was counted at closing: the whole organisation first, then its stamps."""
    return _tallies_of(tuple(map(tuple, session.execute(_COUNTED, {"closed": round_id}).all())))


@lru_cache(maxsize=2)
def _tallies_of(rows: tuple[tuple[Any, ...], ...]) -> tuple[Tally, ...]:
    """Return the counts that rows make, as a process remembers them: by their content."""
    uncounted = any(is_leaf and not cast for *_, is_leaf, _, cast in rows)
    return tuple(
        Tally(
            unit=UnitKey(team_id=TeamId(as_uuid(team_id)), part=Part(part)),
            name=name,
            issued=issued,
            cast=cast,
            is_minimum=is_all and uncounted,
        )
        for team_id, part, name, is_all, is_leaf, issued, cast in rows
        if cast is not None
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """How many of those invited took part, as far as what is published tells."""

    at_least: int
    at_most: int
    invited: int

    @property
    def is_below_half(self) -> bool:
        """Say whether fewer than half took part, whatever is not shown."""
        return 2 * self.at_most < self.invited


def response(session: Session, *, round_id: RoundId) -> Response:
    """Return what the counts of a closed round tell of how many took part; no more than they do.

    A stamp that is not counted had at most one ballot less than it is counted from.
    """
    units = roster.units_of_round(session, round_id=round_id)
    fewest = _fewest(session, round_id, units)
    cast = {tally.unit: tally.cast for tally in tallies(session, round_id=round_id)}
    leaves = [unit for unit in units if unit.is_leaf]
    at_least = sum(cast.get(unit.key, 0) for unit in leaves)
    hidden = [unit for unit in leaves if not cast.get(unit.key)]
    at_most = at_least + sum(min(fewest[unit.key] - 1, unit.invited) for unit in hidden)
    return Response(at_least=at_least, at_most=at_most, invited=units[0].invited)


def receipts(session: Session, *, round_id: RoundId) -> list[str]:
    """Return the receipts of a closed round with the blanks among them, in alphabetical order.

    They are asked for as one text: a row for each would take most of the time.
    """
    every = select(func.aggregate_strings(ReceiptRow.code, " "))
    text: str | None = session.scalar(every.where(ReceiptRow.round_id == round_id))
    return sorted((text or "").split())


def _fewest(session: Session, round_id: RoundId, units: Sequence[RoundUnit]) -> _Counts:
    """Return from how many ballots each stamp is counted: never before it could show a figure."""
    usual = cycles.get_round(session, round_id=round_id).privacy.smallest_group
    changed = {
        unit
        for earlier in earlier_openings(session, round_id=round_id)
        for unit, people in earlier.changed.items()
        if people in SMALL_CHANGE
    }
    return {
        unit.key: max(usual, 2 * MARGIN_AFTER_CHANGE + 1) if unit.key in changed else usual
        for unit in units
        if unit.is_leaf
    }


def _with_blanks(receipts: Sequence[str], blanks: int) -> list[str]:
    """Return real receipts and blanks in one order, so that none can be told from the others."""
    return sorted([*receipts, *(receipt_of(secrets.token_bytes(32)) for _ in range(blanks))])


def _issued(session: Session, round_id: RoundId, spent_codes: _Counts) -> _Counts:
    issued = {**spent_codes}
    for unit, claims in _claims(session, round_id).items():
        issued[unit] = issued.get(unit, 0) + claims
    return issued


def _claims(session: Session, round_id: RoundId) -> dict[UnitKey, int]:
    query = (
        select(RosterRow.team_id, RosterRow.part, func.count())
        .where(RosterRow.round_id == round_id, RosterRow.claim.is_not(None))
        .group_by(RosterRow.team_id, RosterRow.part)
    )
    return {
        UnitKey(team_id=TeamId(team_id), part=Part(part)): count
        for team_id, part, count in session.execute(query)
    }
