"""The rounds whose ballots still lie in the box, and what a backup holds of each, sealed.

Every part is as long as it can become: lines are filled up to the longest one, the ballots up to one
for each person, and the codes up to as many as there are once all are used and printed again. Its
length tells neither who answered nor how many did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Boolean, Connection, LargeBinary, String, Table, Uuid, func, select

from feedbackpulse.backup.columns import columns_of, lines, reading
from feedbackpulse.backup.snapshot import Views
from feedbackpulse.ballots.domain import sealed_size
from feedbackpulse.ballots.tables import BallotRow, CodeRow, UrnRow
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.roster.tables import RosterRow, RoundUnitRow

WAITING: Final = (RoundState.OPEN, RoundState.CLOSED)
_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A round that is open, or closed and not yet released."""

    id: UUID
    public_key: bytes


def waiting_rounds(main: Connection) -> tuple[Waiting, ...]:
    """Return the rounds whose ballots still have to be counted."""
    query = (
        select(RoundRow.id, RoundRow.public_key)
        .where(RoundRow.state.in_([state.value for state in WAITING]))
        .order_by(RoundRow.id)
    )
    return tuple(Waiting(id=each, public_key=key) for each, key in main.execute(query) if key)


def sealed_lines(views: Views, table: Table, *, round_id: UUID) -> Iterator[bytes]:
    """Yield what a table holds of a round, in lines of one length and as many as there can be."""
    connection = views.roster if table is RosterRow.__table__ else views.box
    size = _ballot_size(views.box, round_id) if table is BallotRow.__table__ else 0
    width = _width(table, size)
    query = reading(table, connection.dialect).where(table.c.round_id == round_id)
    rows = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    count = 0
    for line in lines(rows, columns_of(table)):
        yield line.rstrip(b"\n").ljust(width) + b"\n"
        count += 1
    yield from _blanks(_most(views, table, round_id) - count, width)


def _blanks(count: int, width: int) -> Iterator[bytes]:
    blank = b" " * width + b"\n"
    yield from (blank for _ in range(count))


def _width(table: Table, ballot: int) -> int:
    """Return the length of the longest line; of a ballot its size in bytes is given."""
    widths = (_longest(column.type, ballot) for column in table.columns)
    return sum(widths) + len(table.columns) + 1


def _longest(kind: object, ballot: int) -> int:
    match kind:
        case Uuid():
            return 34
        case LargeBinary():
            return 2 + 4 * -(-(kind.length or ballot) // 3)
        case String():
            return 2 + (kind.length or 0)
        case Boolean():
            return 5
        case _:
            raise TypeError(kind)


def _ballot_size(box: Connection, round_id: UUID) -> int:
    query = select(UrnRow.room, UrnRow.outer).where(UrnRow.round_id == round_id)
    found = box.execute(query).one_or_none()
    return 0 if found is None else sealed_size(found.room, outer=found.outer)


def _most(views: Views, table: Table, round_id: UUID) -> int:
    """Return how many rows a table can have of a round: what was invited when it opened says so.

    Printing cards again adds a code for each card, beside those that were used.
    """
    people = func.coalesce(func.sum(RoundUnitRow.invited), 0)
    cards = func.coalesce(func.sum(RoundUnitRow.cards), 0)
    own = select(people, cards).where(RoundUnitRow.round_id == round_id, RoundUnitRow.is_leaf)
    invited, printed = map(int, views.main.execute(own).one())
    if table is BallotRow.__table__:
        return invited + printed
    return 2 * printed if table is CodeRow.__table__ else 0
