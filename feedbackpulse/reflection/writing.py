"""A reflection as the content of a page, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.domain import (
    Rating,
    Reflection,
    ReflectionId,
    ReflectionKind,
    Words,
)
from feedbackpulse.reflection.pages import Page


def as_content(reflection: Reflection) -> dict[str, Any]:
    """Return what is written on the page of a reflection."""
    finished = reflection.finished_on
    return {
        "number": reflection.number,
        "kind": reflection.kind.value,
        "started_on": reflection.started_on.isoformat(),
        "finished_on": finished.isoformat() if finished else None,
        "checkpoints": list(reflection.checkpoints),
        "facets": list(reflection.facets),
        "ratings": [asdict(rating) for rating in reflection.ratings],
        "words": [asdict(words) for words in reflection.words],
    }


def as_reflection(page: Page, owner: PersonId) -> Reflection:
    """Return the reflection that is written on a page."""
    content = page.content
    finished = content["finished_on"]
    return Reflection(
        id=ReflectionId(page.id),
        owner=owner,
        number=content["number"],
        kind=ReflectionKind(content["kind"]),
        started_on=date.fromisoformat(content["started_on"]),
        finished_on=date.fromisoformat(finished) if finished else None,
        checkpoints=tuple(content["checkpoints"]),
        facets=tuple(content["facets"]),
        ratings=tuple(Rating(**rating) for rating in content["ratings"]),
        words=tuple(Words(**words) for words in content["words"]),
    )
