"""All that stands in a notebook, for its owner to take along: every kind of page there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import (
    compliments,
    mirrors,
    own_words,
    peers,
    plans,
    rhythms,
    service,
    shares,
)
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.pages import PageKind
from feedbackpulse.reflection.tables import NotebookPageRow, NotebookRow

Export = Callable[..., dict[str, Any]]

EXPORTS: Final[Mapping[PageKind, Export]] = MappingProxyType(
    {
        PageKind.REFLECTION: service.export,
        PageKind.PLAN: plans.export,
        PageKind.WORDS: own_words.export_own_words,
        PageKind.PEERS: peers.export,
        PageKind.MIRROR: mirrors.export,
        PageKind.SHARE: shares.export,
        PageKind.RHYTHM: rhythms.export,
        PageKind.COMPLIMENT: compliments.export_compliments,
    }
)
"""How each kind of page is taken along.

Of what others wrote, only compliments are in it: those were given to the owner.
"""


def export_everything(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return everything that the owner wrote or chose, and the compliments they were given."""
    found: dict[str, Any] = {}
    for export in EXPORTS.values():
        found |= export(session, notebook=notebook)
    return found


def pages_and_seal(session: Session, *, owner: PersonId) -> tuple[int, bool]:
    """Return how many pages somebody's notebook has, and whether it opens only for them."""
    query = (
        select(NotebookRow.sealed, func.count(NotebookPageRow.id))
        .outerjoin(NotebookPageRow, NotebookPageRow.owner == NotebookRow.owner)
        .where(NotebookRow.owner == owner)
        .group_by(NotebookRow.sealed)
    )
    found = session.execute(query).first()
    return (0, False) if found is None else (found[1], found[0])
