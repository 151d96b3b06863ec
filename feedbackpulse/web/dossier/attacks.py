"""The attacks that were tried on this release, and what came of them, when that was measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import feedbackpulse
from feedbackpulse.config import LOCALES

_FILE: Final = Path(feedbackpulse.__file__).resolve().parent / "privacy_attacks.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attack:
    """One attack, what it may reach at most, and what it reached on each engine."""

    id: str
    text: Mapping[str, str]
    limit: Mapping[str, str]
    sqlite: str
    postgresql: str
    holds: bool
    date: date


@cache
def measured_attacks() -> tuple[Attack, ...]:
    """Return the attacks that were measured; none when the results are not with this release."""
    if not _FILE.is_file():
        return ()
    return tuple(_attack(raw) for raw in json.loads(_FILE.read_text(encoding="utf-8")))


def _attack(raw: Mapping[str, Any]) -> Attack:
    return Attack(
        id=raw["id"],
        text={locale: raw[f"attack_{locale}"] for locale in LOCALES},
        limit={locale: raw[f"limit_{locale}"] for locale in LOCALES},
        sqlite=raw["sqlite"],
        postgresql=raw["postgresql"],
        holds=raw["holds"],
        date=date.fromisoformat(raw["date"]),
    )
