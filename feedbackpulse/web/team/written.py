"""What people wrote, counted and searched, for whoever may read it: the same for leads and HR."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import abort, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import Catalogue, UnknownCodeError
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import current_settings
from feedbackpulse.insight.texts import Names, ReadText, find_texts, names_in, read_texts
from feedbackpulse.insight.words import TEXTS_FROM, Counts, texts_of_theme
from feedbackpulse.people import directory
from feedbackpulse.people.domain import TeamId
from feedbackpulse.release.written import count_written, written
from feedbackpulse.signals.domain import Signal
from feedbackpulse.web.team.units import released_rounds
from feedbackpulse.web.team.word_counts import count_once
from feedbackpulse.wording.stems import Language

A_YEAR: Final = timedelta(days=365)
MOST_READ: Final = 3_000
"""How many comments are counted and searched: a share of them is right within two in a hundred."""
MOST_SHOWN: Final = 50
LONGEST_SEARCH: Final = 60


class SearchForm(FlaskForm):
    """Words to look for. They are sent and not part of an address, which others keep."""

    wanted = StringField(
        _l("Words to look for"),
        filters=[lambda text: (text or "").strip()],
        validators=[
            DataRequired(_l("Write a word first.")),
            Length(max=LONGEST_SEARCH, message=_l("Use at most %(max)d characters.")),
        ],
    )

    def wanted_words(self) -> str:
        """Return what was filled in."""
        return self.wanted.data or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A word or a theme, and in how many texts it is."""

    text: str
    texts: int
    code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InLanguage:
    """What is found in the texts of one language."""

    name: str
    code: str
    texts: int
    words: tuple[Line, ...]
    themes: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The texts that were asked for, in a new order each time."""

    heading: str
    texts: tuple[str, ...]
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """All that somebody may read of the last year."""

    texts: tuple[str, ...]
    colleagues: str
    """The names of everybody, who is not looked up."""
    usual: Language
    """In which language a text is of which that cannot be told."""
    catalogue: Catalogue
    number: int
    """How many there are; of more than are read, some were drawn."""

    @property
    def is_drawn(self) -> bool:
        """Say whether not all of them are counted and searched."""
        return len(self.texts) < self.number

    @property
    def is_enough(self) -> bool:
        """Say whether there are so many texts that they are counted and searched."""
        return len(self.texts) >= TEXTS_FROM

    @property
    def languages(self) -> tuple[InLanguage, ...]:
        """What was counted, by language."""
        counts = count_once(self.texts, colleagues=self.colleagues, otherwise=self.usual)
        return tuple(self._in(one) for one in counts)

    def search(self, wanted: str) -> Found | None:
        """Return the texts with these words; None when somebody's name is among them."""
        names = Names.of(self.colleagues)
        if names_in(wanted, names):
            return None
        reads = find_texts(self._reads(), wanted, names=names)
        return _found(_("Texts with “%(words)s”", words=wanted), reads)

    def of_theme(self, code: str) -> Found:
        """Return the texts with a word of a theme. Raises UnknownCodeError."""
        title = self.catalogue.checkpoint(code).title.in_(str(get_locale()))
        reads = texts_of_theme(self._reads(), checkpoint=code)
        return _found(_("Texts about “%(theme)s”", theme=title), reads)

    def _reads(self) -> tuple[ReadText, ...]:
        return read_texts(self.texts, otherwise=self.usual)

    def _in(self, counts: Counts) -> InLanguage:
        locale = str(get_locale())
        return InLanguage(
            name=_language(counts.language),
            code=counts.language.value,
            texts=counts.texts,
            words=tuple(Line(text=one.word, texts=one.texts) for one in counts.words),
            themes=tuple(
                Line(
                    text=self.catalogue.checkpoint(one.checkpoint).title.in_(locale),
                    texts=one.texts,
                    code=one.checkpoint,
                )
                for one in counts.themes
            ),
        )


def find_wanted(page: Written, form: SearchForm) -> Found | None:
    """Return the texts that somebody asks for, by words that they sent or a theme in the address.

    A search that cannot be done puts its reason into the form.
    """
    if form.validate_on_submit() and page.is_enough:
        found = page.search(form.wanted_words())
        if found is None:
            form.wanted.errors = [str(_("We do not search for names of colleagues."))]
        return found
    theme = request.args.get("theme", "")
    if not theme or not page.is_enough:
        return None
    try:
        return page.of_theme(theme)
    except UnknownCodeError:
        abort(404)


def read_written(
    session: Session, *, teams: Collection[TeamId] | None, signals: Sequence[Signal]
) -> Written:
    """Return the comments shown at these teams in the last year, with these signals of that year.

    None is all teams. Of more comments than are read while somebody waits, some are drawn.
    """
    since = clock.now() - A_YEAR
    rounds = [asked.id for asked in released_rounds(session) if asked.closes_at >= since]
    late = [one for one in signals if one.sent_on >= since.date()]
    comments = written(session, rounds=rounds, teams=teams, most=MOST_READ)
    is_full = len(comments) == MOST_READ
    number = count_written(session, rounds=rounds, teams=teams) if is_full else len(comments)
    return Written(
        texts=(*comments, *(one.text for one in late)),
        colleagues=directory.names(session),
        usual=Language(current_settings().default_locale),
        catalogue=load_catalogue(),
        number=number + len(late),
    )


def _language(language: Language) -> str:
    names = {Language.DUTCH: _("Dutch"), Language.ENGLISH: _("English")}
    return str(names[language])


def _found(heading: object, reads: Sequence[ReadText]) -> Found:
    """Return texts in an order by chance, so that it never says where or when they came from."""
    texts = [read.text for read in reads]
    secrets.SystemRandom().shuffle(texts)
    return Found(heading=str(heading), texts=tuple(texts[:MOST_SHOWN]), number=len(texts))
