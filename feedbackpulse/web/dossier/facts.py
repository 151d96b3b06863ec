"""What a dossier rests on: the cycle as it is set up, its last round, and the council's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import get_locale
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.config import Settings
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import (
    Approval,
    has_council,
    latest_approval,
    privacy_settings,
)
from feedbackpulse.cycles.domain import Cycle, Round
from feedbackpulse.people import service as people
from feedbackpulse.web.cycle_words import Setting, settings_in_words
from feedbackpulse.web.dossier.attacks import Attack, measured_attacks


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Everything that differs from one dossier to another."""

    organisation: str
    made_on: date
    locale: str
    cycle: Cycle
    settings: tuple[Setting, ...]
    approval: Approval | None
    has_council: bool
    fingerprinted: Round | None
    """The last round that opened, with the fingerprint that everybody can compare."""
    attacks: tuple[Attack, ...]
    session_days: int
    idle_hours: int


def gather(session: Session, *, cycle: Cycle, settings: Settings, on: date) -> Facts:
    """Return what the dossier of a cycle says, as it is set up now."""
    locale = str(get_locale())
    rounds = cycles.list_rounds(session, cycle_id=cycle.id)
    opened = [one for one in rounds if one.manifest_sha256]
    return Facts(
        organisation=settings.organisation,
        made_on=on,
        locale=locale,
        cycle=cycle,
        settings=settings_in_words(
            privacy_settings(cycle),
            tree=people.team_tree(session),
            catalogue=load_catalogue(),
            locale=locale,
        ),
        approval=latest_approval(session, cycle_id=cycle.id),
        has_council=has_council(session),
        fingerprinted=opened[-1] if opened else None,
        attacks=measured_attacks(),
        session_days=settings.session_days,
        idle_hours=settings.session_idle_hours,
    )
