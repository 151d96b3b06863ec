"""What somebody adds to their own profile: strengths and chances of their own, and notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NewType
from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.reflection.domain import LONGEST_WORDS, ReflectionError
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

OwnWordsId = NewType("OwnWordsId", UUID)

LONGEST_TITLE: Final = 120
MOST_OF_A_KIND: Final = 12
"""More than this is no longer a choice."""


class TooManyWordsError(ReflectionError):
    """There are as many strengths, or improvement areas, of one's own as there may be."""


class Place(StrEnum):
    """Where on the profile something of one's own stands."""

    STRENGTH = "strength"
    IMPROVEMENT_AREA = "improvement_area"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnWords:
    """One thing in somebody's own words; a note stands beside a facet, the others alone."""

    place: Place
    title: str = ""
    text: str = ""
    facet: str = ""

    def __post_init__(self) -> None:
        """Refuse what says nothing, is too long, or stands nowhere."""
        if (self.place is Place.NOTE) != bool(self.facet):
            raise ReflectionError(f"{self.place}: only a note stands beside a facet, and always")
        if not (self.text if self.place is Place.NOTE else self.title):
            raise ReflectionError(f"{self.place}: it says nothing")
        if len(self.title) > LONGEST_TITLE or len(self.text) > LONGEST_WORDS:
            raise ReflectionError(f"{self.place}: longer than it may be")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """Words as they are kept: under an id, since a day."""

    id: OwnWordsId
    words: OwnWords
    added_on: date


def list_own_words(session: Session, *, notebook: Notebook) -> tuple[Kept, ...]:
    """Return everything the owner added, oldest first."""
    pages = list_pages(session, notebook=notebook, kind=PageKind.WORDS)
    found = (_kept(page) for page in pages)
    return tuple(sorted(found, key=lambda one: (one.added_on, one.words.title, str(one.id))))


def find_own_words(session: Session, *, notebook: Notebook, words_id: OwnWordsId) -> Kept:
    """Return one thing the owner added. Raises PageNotFoundError."""
    return _kept(_page(session, notebook, words_id))


def add_own_words(
    session: Session, *, notebook: Notebook, words: OwnWords, today: date
) -> OwnWordsId:
    """Keep a strength or an improvement area. Raises TooManyWordsError."""
    one_at_a_time(session, LOCK, notebook.owner)
    kept = list_own_words(session, notebook=notebook)
    if sum(one.words.place is words.place for one in kept) >= MOST_OF_A_KIND:
        raise TooManyWordsError(words.place)
    return _write(session, notebook, words, today)


def change_own_words(
    session: Session, *, notebook: Notebook, words_id: OwnWordsId, words: OwnWords
) -> None:
    """Keep other words in the place of these. Raises PageNotFoundError."""
    one_at_a_time(session, LOCK, notebook.owner)
    kept = find_own_words(session, notebook=notebook, words_id=words_id)
    _write(session, notebook, words, kept.added_on, words_id)


def write_note(session: Session, *, notebook: Notebook, facet: str, text: str, today: date) -> None:
    """Keep the one note beside a facet; without words it is gone."""
    one_at_a_time(session, LOCK, notebook.owner)
    kept = list_own_words(session, notebook=notebook)
    before = next((one for one in kept if one.words.facet == facet), None)
    if text:
        note = OwnWords(place=Place.NOTE, facet=facet, text=text)
        day = before.added_on if before else today
        _write(session, notebook, note, day, before.id if before else None)
    elif before:
        tear_out(session, notebook=notebook, page_id=PageId(before.id))


def drop_own_words(session: Session, *, notebook: Notebook, words_id: OwnWordsId) -> None:
    """Take one thing away for good. Raises PageNotFoundError."""
    page = _page(session, notebook, words_id)
    tear_out(session, notebook=notebook, page_id=page.id)


def export_own_words(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return everything the owner added, as they take it along."""
    kept = list_own_words(session, notebook=notebook)
    return {"own_words": [_content(one.words, one.added_on) for one in kept]}


def _page(session: Session, notebook: Notebook, words_id: OwnWordsId) -> Page:
    return find_page(session, notebook=notebook, kind=PageKind.WORDS, page_id=PageId(words_id))


def _write(
    session: Session,
    notebook: Notebook,
    words: OwnWords,
    day: date,
    words_id: OwnWordsId | None = None,
) -> OwnWordsId:
    page_id = write_page(
        session,
        notebook=notebook,
        kind=PageKind.WORDS,
        content=_content(words, day),
        page_id=None if words_id is None else PageId(words_id),
    )
    return OwnWordsId(page_id)


def _content(words: OwnWords, day: date) -> dict[str, Any]:
    return {
        "place": words.place.value,
        "title": words.title,
        "text": words.text,
        "facet": words.facet,
        "added_on": day.isoformat(),
    }


def _kept(page: Page) -> Kept:
    written = page.content
    return Kept(
        id=OwnWordsId(page.id),
        words=OwnWords(
            place=Place(written["place"]),
            title=written["title"],
            text=written["text"],
            facet=written["facet"],
        ),
        added_on=date.fromisoformat(written["added_on"]),
    )
