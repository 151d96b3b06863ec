"""What I added to my profile, as a part of a document to take along."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.own_words import OwnWords, Place, list_own_words
from feedbackpulse.reports.document import Bullets, Section


def own_sections(
    session: Session, notebook: Notebook, catalogue: Catalogue, locale: str
) -> tuple[Section, ...]:
    """Return everything I added in my own words, or nothing."""
    kept = [one.words for one in list_own_words(session, notebook=notebook)]
    if not kept:
        return ()
    items = tuple(_said(words, catalogue, locale) for words in kept)
    return (Section(heading=str(_("What I added myself")), parts=(Bullets(items=items),)),)


def _said(words: OwnWords, catalogue: Catalogue, locale: str) -> str:
    if words.place is Place.NOTE:
        title = catalogue.facet(words.facet).title.in_(locale)
        return str(_("My note about %(part)s: %(text)s", part=title, text=words.text))
    title = f"{words.title} {words.text}".strip()
    if words.place is Place.STRENGTH:
        return str(_("A strength of my own: %(text)s", text=title))
    return str(_("An improvement area of my own: %(text)s", text=title))
