"""Compliments: what colleagues saw somebody do well, for that person alone.

A compliment comes as a letter that names neither who gave it nor when. Its receiver takes it into
their notebook, and decides there what becomes of it. Nothing counts them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NewType
from uuid import UUID, uuid4

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.directory import is_active
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.domain import ReflectionError
from feedbackpulse.reflection.letters import (
    LetterKind,
    burn_letters,
    has_letter,
    post_letter,
    read_letters,
)
from feedbackpulse.reflection.notebook import LOCK, Notebook
from feedbackpulse.reflection.pages import (
    Page,
    PageId,
    PageKind,
    find_page,
    list_pages,
    tear_out,
    write_page,
)
from feedbackpulse.reflection.tables import LetterRow

ComplimentId = NewType("ComplimentId", UUID)

LONGEST_COMPLIMENT: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Compliment:
    """What a colleague saw somebody do well; *giver* is the name that they put under it, if any."""

    facet: str
    body: str
    giver: str = ""

    def __post_init__(self) -> None:
        """Refuse one that says nothing, or more than a few sentences."""
        if not self.body.strip():
            raise ReflectionError("a compliment says something")
        if len(self.body) > LONGEST_COMPLIMENT:
            raise ReflectionError(f"a compliment: more than {LONGEST_COMPLIMENT} characters")


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """A compliment as its receiver keeps it, since the day on which they first saw it."""

    id: ComplimentId
    compliment: Compliment
    since: date
    shown: UUID | None = None
    """Under which id the receiver shows it to their team."""
    reported: bool = False


def give_compliment(
    session: Session,
    *,
    keys: Path,
    giver: PersonId,
    to: PersonId,
    compliment: Compliment,
    about: UUID | None = None,
) -> None:
    """Leave a compliment for a colleague. Who gives it is kept nowhere.

    With *about*, an id of chance that is the same for a form that is sent twice, it comes once. Raises ReflectionError for oneself, and for who left.
    """
    if to == giver or not is_active(session, person_id=to):
        raise ReflectionError("nobody to compliment")
    content = {
        "facet": compliment.facet,
        "body": compliment.body.strip(),
        "giver": compliment.giver,
    }
    about = about or uuid4()
    one_at_a_time(session, "compliment", about)
    if not has_letter(session, kind=LetterKind.COMPLIMENT, about=about):
        post_letter(
            session, keys=keys, to=to, kind=LetterKind.COMPLIMENT, about=about, content=content
        )


def has_new_compliment(session: Session, *, owner: PersonId) -> bool:
    """Say whether a compliment waits that its receiver did not see yet: one, or more."""
    return bool(session.scalar(select(is_new_compliment(owner))))


def is_new_compliment(owner: PersonId) -> Exists:
    """Return the condition under which a compliment waits, for a query that asks more."""
    return exists().where(LetterRow.reader == owner, LetterRow.kind == LetterKind.COMPLIMENT.value)


def take_in(session: Session, *, notebook: Notebook, today: date) -> None:
    """Write what came into the owner's notebook, and burn the letters."""
    one_at_a_time(session, LOCK, notebook.owner)
    for letter in read_letters(session, notebook=notebook, kind=LetterKind.COMPLIMENT):
        content = {**letter.content, "since": today.isoformat(), "shown": None, "reported": False}
        write_page(session, notebook=notebook, kind=PageKind.COMPLIMENT, content=content)
        burn_letters(session, kind=LetterKind.COMPLIMENT, about=letter.about)


def list_compliments(session: Session, *, notebook: Notebook) -> tuple[Received, ...]:
    """Return what the owner received and did not report, the newest first."""
    every = _every(session, notebook)
    return tuple(one for one in every if not one.reported)


def find_compliment(
    session: Session, *, notebook: Notebook, compliment_id: ComplimentId
) -> Received:
    """Return one compliment of the owner's. Raises PageNotFoundError."""
    page_id = PageId(compliment_id)
    page = find_page(session, notebook=notebook, kind=PageKind.COMPLIMENT, page_id=page_id)
    return _received(page)


def claim_compliment(
    session: Session, *, notebook: Notebook, compliment_id: ComplimentId
) -> Received:
    """Return one compliment as it stays until the transaction ends. Raises PageNotFoundError."""
    one_at_a_time(session, LOCK, notebook.owner)
    return find_compliment(session, notebook=notebook, compliment_id=compliment_id)


def note_shown(
    session: Session, *, notebook: Notebook, compliment_id: ComplimentId, shown: UUID | None
) -> None:
    """Remember under which id a team can read a compliment, or that it cannot any more."""
    found = claim_compliment(session, notebook=notebook, compliment_id=compliment_id)
    _keep(session, notebook, replace(found, shown=shown))


def hide_reported(session: Session, *, notebook: Notebook, compliment_id: ComplimentId) -> None:
    """Put what hurt out of its receiver's sight. Raises PageNotFoundError."""
    found = claim_compliment(session, notebook=notebook, compliment_id=compliment_id)
    _keep(session, notebook, replace(found, reported=True, shown=None))


def delete_compliment(session: Session, *, notebook: Notebook, compliment_id: ComplimentId) -> None:
    """Delete a compliment for good. Raises PageNotFoundError."""
    find_compliment(session, notebook=notebook, compliment_id=compliment_id)
    tear_out(session, notebook=notebook, page_id=PageId(compliment_id))


def every_compliment(session: Session, *, notebook: Notebook) -> tuple[Compliment, ...]:
    """Return what the owner was given, also what they reported, or did not see yet."""
    letters = read_letters(session, notebook=notebook, kind=LetterKind.COMPLIMENT)
    unseen = (Compliment(**one.content) for one in letters)
    return (*unseen, *(one.compliment for one in _every(session, notebook)))


def export_compliments(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return what the owner was given, as they take it along."""
    return {"compliments": [_said(one) for one in every_compliment(session, notebook=notebook)]}


def _every(session: Session, notebook: Notebook) -> tuple[Received, ...]:
    pages = list_pages(session, notebook=notebook, kind=PageKind.COMPLIMENT)
    found = [_received(page) for page in pages]
    return tuple(sorted(found, key=lambda one: (one.since, str(one.id)), reverse=True))


def _keep(session: Session, notebook: Notebook, found: Received) -> None:
    content = {
        **_said(found.compliment),
        "since": found.since.isoformat(),
        "shown": str(found.shown) if found.shown else None,
        "reported": found.reported,
    }
    page_id = PageId(found.id)
    write_page(
        session, notebook=notebook, kind=PageKind.COMPLIMENT, content=content, page_id=page_id
    )


def _said(compliment: Compliment) -> dict[str, Any]:
    return {"facet": compliment.facet, "body": compliment.body, "giver": compliment.giver}


def _received(page: Page) -> Received:
    kept = page.content
    return Received(
        id=ComplimentId(page.id),
        compliment=Compliment(facet=kept["facet"], body=kept["body"], giver=kept["giver"]),
        since=date.fromisoformat(kept["since"]),
        shown=UUID(kept["shown"]) if kept["shown"] else None,
        reported=kept["reported"],
    )
