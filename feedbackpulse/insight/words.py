"""How many texts hold a word, and a word of a theme, in each language: counts, no judgement. Pure.

Everything here could be counted by hand from the same texts. Nothing says how anybody feels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from feedbackpulse.checkpoints.vocabulary import load_vocabulary
from feedbackpulse.insight.texts import Names, ReadText
from feedbackpulse.wording.stems import Language, stems_of

TEXTS_FROM: Final = 10
"""The fewest texts in a language of which words and themes are counted."""
WORD_FROM: Final = 3
"""The fewest texts that hold a word, or a word of a theme, before it is in the list."""
MOST_WORDS: Final = 20
SHORTEST: Final = 3
"""Shorter words say nothing without the words around them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WordCount:
    """In how many texts a word is, in whatever form; written as it is written most."""

    word: str
    texts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeCount:
    """In how many texts a word of a theme is."""

    checkpoint: str
    texts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What the texts in one language are about, as far as their words tell; most found first."""

    language: Language
    texts: int
    words: tuple[WordCount, ...]
    themes: tuple[ThemeCount, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeWords:
    """The words of a theme in one language: whole ones by their stems, and beginnings."""

    stems: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, words: Sequence[str], *, language: Language) -> ThemeWords:
        """Return these words, those with a star as beginnings."""
        whole = " ".join(word for word in words if not word.endswith("*"))
        return cls(
            stems=frozenset(stems_of(whole, language=language)),
            beginnings=tuple(word.removesuffix("*") for word in words if word.endswith("*")),
        )

    def find_in(self, texts: Sequence[ReadText], *, spoken: Iterable[str]) -> tuple[ReadText, ...]:
        """Return the texts that hold one of them; *spoken* are the words in all of these texts."""
        begun = {word for word in spoken if word.startswith(self.beginnings)}
        return tuple(
            read
            for read in texts
            if not (self.stems.isdisjoint(read.forms) and begun.isdisjoint(read.words))
        )


@cache
def theme_words() -> Mapping[Language, Mapping[str, ThemeWords]]:
    """Return the words of every theme, from the catalogue's list."""
    return {
        language: {
            code: ThemeWords.of(words, language=language)
            for code, words in load_vocabulary()[language.value].items()
        }
        for language in Language
    }


def count_texts(texts: Sequence[ReadText], *, names: Names) -> tuple[Counts, ...]:
    """Return the counts in every language with enough texts, the most used language first.

    A word and a theme count once in a text. Names of colleagues are not counted.
    """
    alike = _by_language(texts)
    return tuple(
        Counts(
            language=language,
            texts=len(those),
            words=_words(those, names),
            themes=_themes(those, theme_words()[language]),
        )
        for language, those in sorted(alike.items(), key=lambda pair: -len(pair[1]))
        if len(those) >= TEXTS_FROM
    )


def texts_of_theme(texts: Sequence[ReadText], *, checkpoint: str) -> tuple[ReadText, ...]:
    """Return the texts that hold a word of a theme, those of a language together."""
    return tuple(
        read
        for language, those in _by_language(texts).items()
        for read in theme_words()[language][checkpoint].find_in(those, spoken=_spoken(those))
    )


def _by_language(texts: Sequence[ReadText]) -> dict[Language, list[ReadText]]:
    return {one: [read for read in texts if read.language is one] for one in Language}


def _spoken(texts: Sequence[ReadText]) -> frozenset[str]:
    return frozenset[str]().union(*(read.words for read in texts))


def _words(texts: Sequence[ReadText], names: Names) -> tuple[WordCount, ...]:
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for read in texts:
        for stem, word in read.forms.items():
            if len(word) >= SHORTEST and not names.hold(word):
                forms[stem][word] += 1
    counts = (
        WordCount(word=_usual(written), texts=written.total())
        for written in forms.values()
        if written.total() >= WORD_FROM
    )
    return tuple(sorted(counts, key=lambda one: (-one.texts, one.word)))[:MOST_WORDS]


def _usual(written: Counter[str]) -> str:
    """Return how a word is written most; of equals the shortest."""
    return min(written, key=lambda word: (-written[word], len(word), word))


def _themes(texts: Sequence[ReadText], words: Mapping[str, ThemeWords]) -> tuple[ThemeCount, ...]:
    spoken = _spoken(texts)
    counts = (
        ThemeCount(checkpoint=code, texts=len(every.find_in(texts, spoken=spoken)))
        for code, every in words.items()
    )
    return tuple(
        sorted((one for one in counts if one.texts >= WORD_FROM), key=lambda one: -one.texts)
    )
