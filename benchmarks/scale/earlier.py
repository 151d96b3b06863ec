"""Give a released round one before it, with the same figures: pages then have two to compare."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import insert, literal, select

from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Base, Stores, transaction
from feedbackpulse.release.tables import (
    DifferencesRow,
    FigureRow,
    OptionCountRow,
    SpreadRow,
    StatisticRow,
)
from feedbackpulse.roster.tables import RoundTeamRow, RoundUnitRow, TallyRow

_A_QUARTER = timedelta(weeks=13)
_TABLES: tuple[type[Base], ...] = (
    RoundUnitRow,
    RoundTeamRow,
    TallyRow,
    FigureRow,
    SpreadRow,
    StatisticRow,
    OptionCountRow,
    DifferencesRow,
)


def add_earlier(stores: Stores, asked: Round) -> None:
    """Copy all that a released round published to one of a quarter before, number 0."""
    earlier = RoundId(uuid4())
    with stores.main() as session, transaction(session):
        rounds = RoundRow.__table__.c
        row = dict(session.execute(select(*rounds).where(rounds.id == asked.id)).mappings().one())
        moments = {name: row[name] - _A_QUARTER for name in ("opens_at", "closes_at")}
        session.execute(insert(RoundRow), [{**row, "id": earlier, "number": 0, **moments}])
        for each in _TABLES:
            columns = each.__table__.c
            same = [
                literal(earlier, columns.round_id.type) if one.name == "round_id" else one
                for one in columns
            ]
            copied = select(*same).where(columns.round_id == asked.id)
            session.execute(insert(each).from_select([one.name for one in columns], copied))
