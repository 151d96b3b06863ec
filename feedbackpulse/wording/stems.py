"""Words, the language of a text, and the stems by which words are told to be the same.

Stems: the Snowball stemmers, for Dutch the one after Kraaij and Pohlmann (1994). Accents go first,
so that "ideeën" and "idee" have one stem, and who types none is understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import snowballstemmer

from feedbackpulse.wording.stop_words import DUTCH, ENGLISH

SHORTEST_STEM: Final = 2
_TWICE: Final = re.compile(r"^(.{3,})ee([lnr])$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Language(StrEnum):
    """A language in which people here write."""

    DUTCH = "nl"
    ENGLISH = "en"


STOP_WORDS: Final[Mapping[Language, frozenset[str]]] = MappingProxyType(
    {Language.DUTCH: DUTCH, Language.ENGLISH: ENGLISH}
)
_STEMMERS: Final = {Language.DUTCH: "dutch", Language.ENGLISH: "english"}


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as they stand there, in small letters and without accents."""
    return tuple(_WORD.findall(_without_accents(text.casefold())))


def language_of(text: str, *, otherwise: Language = Language.DUTCH) -> Language:
    """Return in which language a text most likely is: whose small words it holds more of."""
    return likely_language(words_of(text), otherwise=otherwise)


def likely_language(words: Collection[str], *, otherwise: Language) -> Language:
    """Return in which language these words of a text most likely are."""
    counts = {one: sum(map(STOP_WORDS[one].__contains__, words)) for one in Language}
    most = max(counts.values())
    likely = [one for one, count in counts.items() if count == most]
    return likely[0] if len(likely) == 1 else otherwise


def stems_of(text: str, *, language: Language | None = None) -> tuple[str, ...]:
    """Return the stems of the words that say something, in their order, as often as they stand there.

    In the language that is named, or else in the likely one of the text.
    """
    spoken = language or language_of(text)
    told = (word for word in words_of(text) if word not in STOP_WORDS[spoken])
    # One for each call: a stemmer keeps the word it is at, and pages are made side by side.
    stemmer = snowballstemmer.stemmer(_STEMMERS[spoken])
    stems = (_finished(stemmer.stemWord(_ready(word))) for word in told)
    return tuple(stem for stem in stems if len(stem) >= SHORTEST_STEM)


def _ready(word: str) -> str:
    """Return a word as a stemmer expects it: "ideeën" lost its dots, and with them its plural."""
    return re.sub("eeen$", "ee", word.replace("’", "'"))


def _finished(stem: str) -> str:
    """Return a stem with one e at its end: "luisteren" gets two there, and "luister" has one."""
    return _TWICE.sub(r"\1e\2", stem)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    for accent in filter(unicodedata.combining, set(parts)):
        parts = parts.replace(accent, "")
    return unicodedata.normalize("NFC", parts)
