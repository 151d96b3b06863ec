"""How many answered in each unit, as far as its figures show: read without the figures themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.reading import once
from feedbackpulse.release.tables import FigureRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The most answers that any question shows in a unit, and the most it may hide beside them."""

    n: int
    hidden: int

    @property
    def fewer_than(self) -> int:
        """Return under which number the answers of a leaf are that shows none."""
        return self.hidden + 1


@once
def answers_shown(
    session: Session, *, rounds: Collection[RoundId], teams: Collection[TeamId]
) -> Mapping[tuple[RoundId, UnitKey], Shown]:
    """Return this for every unit of these teams that was asked anything in released rounds."""
    of_unit = (FigureRow.round_id, FigureRow.team_id, FigureRow.part)
    which = (FigureRow.round_id.in_(rounds), FigureRow.team_id.in_(teams))
    most = (
        select(*of_unit, func.max(FigureRow.visible).label("n"))
        .where(*which)
        .group_by(*of_unit)
        .subquery()
    )
    same = and_(*(most.c[column.key] == column for column in of_unit))
    query = (
        select(*of_unit, most.c.n, func.max(FigureRow.hidden).label("hidden"))
        .join(most, and_(same, FigureRow.visible == most.c.n))
        .where(*which)
        .group_by(*of_unit, most.c.n)
    )
    return {
        (
            RoundId(row.round_id),
            UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
        ): Shown(n=row.n, hidden=row.hidden)
        for row in session.execute(query)
    }
