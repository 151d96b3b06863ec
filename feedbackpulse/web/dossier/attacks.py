"""The attacks that were tried on this release, and what came of them, when that was measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import feedbackpulse

_PACKAGE: Final = Path(feedbackpulse.__file__).resolve().parent
_PLACES: Final = (
    _PACKAGE / "privacy_attacks.json",
    _PACKAGE.parent / "docs" / "attacks.json",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attack:
    """One attack, what it may reach at most, and what it reached on each engine."""

    id: str
    text: Mapping[str, str]
    limit: str
    sqlite: str
    postgresql: str
    date: str


@cache
def measured_attacks() -> tuple[Attack, ...]:
    """Return the attacks that were measured; none when the results are not with this release."""
    found = next((place for place in _PLACES if place.is_file()), None)
    if found is None:
        return ()
    return tuple(_attack(raw) for raw in json.loads(found.read_text(encoding="utf-8")))


def _attack(raw: Mapping[str, Any]) -> Attack:
    return Attack(
        id=str(raw["id"]),
        text={locale: str(raw[f"attack_{locale}"]) for locale in ("nl", "en")},
        limit=_said(raw.get("limit")),
        sqlite=_said(raw.get("sqlite")),
        postgresql=_said(raw.get("postgresql")),
        date=_said(raw.get("date")),
    )


def _said(value: Any) -> str:
    return "–" if value in {None, ""} else str(value)
