"""What the pages about all units together say, once more for the files about all units."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RATED_SCALE
from feedbackpulse.web.hr.association_view import AssociationPage, find_associations
from feedbackpulse.web.hr.heat_view import HeatCell, HeatPage, find_heats
from feedbackpulse.web.hr.learning_view import LearningPage, find_learning
from feedbackpulse.web.hr.quality import Quality, qualities
from feedbackpulse.web.team.view import TeamPage


@dataclass(frozen=True, kw_only=True, slots=True)
class Together:
    """What is known of all units together after one round; each part as on its own page."""

    whole: TeamPage
    heats: tuple[HeatPage, ...]
    topics: tuple[Quality, ...]
    options: dict[str, str]
    """What the options are called, by their codes."""
    association: AssociationPage
    learning: LearningPage


def find_together(session: Session, *, whole: TeamPage, locale: str) -> Together:
    """Read what the pages read, up to and including the round of the whole organisation's page."""
    catalogue = load_catalogue()
    rounds = whole.rounds[: whole.rounds.index(whole.round) + 1]
    labels = catalogue.scales[RATED_SCALE].labels
    return Together(
        whole=whole,
        heats=find_heats(session, rounds=rounds, catalogue=catalogue, locale=locale),
        topics=qualities(session, rounds=rounds, catalogue=catalogue, locale=locale),
        options={str(step): label.in_(locale) for step, label in labels.items()},
        association=find_associations(session, rounds=rounds, catalogue=catalogue, locale=locale),
        learning=find_learning(session, catalogue=catalogue, locale=locale, until=whole.round),
    )


def said_of(cell: HeatCell) -> str:
    """Return what stands in a cell of units side by side."""
    return cell.said.text if cell.said else str(_("units too alike"))
