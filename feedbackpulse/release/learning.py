"""Read what people in the whole organisation would like to learn more about."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.cycles.learning import LEARNING, THEMES
from feedbackpulse.release.domain import ThemeCount
from feedbackpulse.release.tables import OptionCountRow


def learning_demand(
    session: Session, *, rounds: Collection[RoundId]
) -> Mapping[RoundId, tuple[ThemeCount, ...]]:
    """Return for each round about how many people chose a theme, in the order of the themes.

    Of the whole organisation, with noise that was drawn once; only what is shown is stored.
    """
    query = select(OptionCountRow).where(
        OptionCountRow.round_id.in_(rounds), OptionCountRow.item == LEARNING
    )
    found: dict[RoundId, list[ThemeCount]] = {round_id: [] for round_id in rounds}
    for row in session.scalars(query):
        found[RoundId(row.round_id)].append(ThemeCount(theme=row.option, count=row.count))
    return {
        round_id: tuple(sorted(counts, key=lambda one: THEMES.index(one.theme)))
        for round_id, counts in found.items()
    }
