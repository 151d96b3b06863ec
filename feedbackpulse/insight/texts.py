"""Texts as word counts and searches see them: a language, words, and their stems. Pure.

Whatever is found here could be found by reading the same texts. Names of colleagues are the
exception: they are neither counted nor found, so that nobody looks up a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from feedbackpulse.wording.stems import STOP_WORDS, Language, likely_language, stems_of, words_of

PART_FROM: Final = 4
"""From so many letters on, a search finds longer words too: "druk" finds "werkdruk"."""
_IN_NAMES: Final = frozenset({"den", "der", "het", "ter", "ten", "von", "la", "le", "el", "al"})
_SMALL_WORDS: Final = frozenset[str]().union(*STOP_WORDS.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadText:
    """A text, in which language it is, and its words."""

    text: str
    language: Language
    words: frozenset[str]
    forms: Mapping[str, str]
    """For each stem the word that has it, as it stands there first; no small words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """The words in names of colleagues."""

    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: str) -> Names:
        """Return the words of the names in a text: no initials, and no words such as "van".

        What stands there many times is looked at once: among many people most names do.
        """
        words = words_of(" ".join(set(names.split())))
        told = frozenset(word for word in words if len(word) > 1)
        return cls(words=told - _SMALL_WORDS - _IN_NAMES)

    def hold(self, word: str) -> bool:
        """Say whether a word may be somebody's name, also with the s of what is theirs."""
        return word in self.words or word.removesuffix("s").rstrip("'’") in self.words


NOBODY: Final = Names()


def read_texts(texts: Iterable[str], *, otherwise: Language) -> tuple[ReadText, ...]:
    """Return the texts with their words; a text without small words is in the other language."""
    known: dict[tuple[str, Language], str] = {}
    return tuple(_read(text, otherwise, known) for text in texts)


def find_texts(
    texts: Sequence[ReadText], wanted: str, *, names: Names = NOBODY
) -> tuple[ReadText, ...]:
    """Return the texts that hold every wanted word, in whatever form, in the order given.

    A word that may be a name is not found, nor is it by a part of it.
    """
    words = [word for word in words_of(wanted) if word not in _SMALL_WORDS]
    stems = {(word, one): _stem(word, one) for word in words for one in Language}
    return tuple(
        read
        for read in texts
        if words and all(_holds(read, word, stems[word, read.language], names) for word in words)
    )


def names_in(wanted: str, names: Names) -> bool:
    """Say whether somebody searches for what may be a colleague's name."""
    return any(names.hold(word) for word in words_of(wanted))


def _read(text: str, otherwise: Language, known: dict[tuple[str, Language], str]) -> ReadText:
    words, forms = words_of(text), dict[str, str]()
    language = likely_language(words, otherwise=otherwise)
    for word in words:
        if word not in STOP_WORDS[language]:
            if (word, language) not in known:
                known[word, language] = _stem(word, language)
            forms.setdefault(known[word, language], word)
    return ReadText(text=text, language=language, words=frozenset(words), forms=forms)


def _stem(word: str, language: Language) -> str:
    return next(iter(stems_of(word, language=language)), word)


def _holds(read: ReadText, word: str, stem: str, names: Names) -> bool:
    if stem in read.forms and not names.hold(read.forms[stem]):
        return True
    return len(word) >= PART_FROM and any(
        word in longer and not names.hold(longer) for longer in read.words
    )
