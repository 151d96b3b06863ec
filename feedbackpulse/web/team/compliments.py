"""Compliments that people show to their team: for its members and its lead, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import stores
from feedbackpulse.people.domain import TeamId
from feedbackpulse.signals.shown import shown_to


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownCompliment:
    """What somebody of the team was told, for which behaviour; never by whom."""

    name: str
    facet: str
    text: str


def shown_in_team(session: Session, *, team_id: TeamId, locale: str) -> tuple[ShownCompliment, ...]:
    """Return what members show to this team, the newest first; of who moved away nothing."""
    catalogue = load_catalogue()
    return tuple(
        ShownCompliment(
            name=name,
            facet=catalogue.facet(one.facet).title.in_(locale),
            text=one.text,
        )
        for name, one in shown_to(session, keys=stores().keys, team_id=team_id)
    )
