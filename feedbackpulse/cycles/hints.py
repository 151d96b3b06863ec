"""What may make a question hard to answer, in Dutch and in English. Pure: hints, never a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

LONG_QUESTION: Final = 15
"""More words than this are hard to keep in mind while answering."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INITIALS: Final = re.compile(r"\b[A-Z]{2,}s?\b")


class Hint(StrEnum):
    """One reason why people may not be able to answer a question well."""

    TWO_IN_ONE = "two_in_one"
    LEADING = "leading"
    LONG = "long"
    NEGATION = "negation"
    JARGON = "jargon"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_JOINING: Final = {
    "nl": _words("en alsook evenals én"),
    "en": _words("and or"),
}
# Dutch of is "or", and before a subject it is "whether".
_DUTCH_OR: Final = re.compile(
    r"\bof (?!(?:we|wij|ik|je|jij|jullie|u|hij|ze|zij|het|er|iemand|de|mijn|onze|ons)\b)",
    re.IGNORECASE,
)
_LEADING: Final = {
    "nl": _words(
        "altijd nooit alle allemaal iedereen niemand alles niets elke steeds volledig totaal "
        "absoluut natuurlijk uiteraard vanzelfsprekend duidelijk zeker toch immers eindelijk "
        "fantastisch fantastische geweldig geweldige uitstekend uitstekende perfect perfecte "
        "slecht slechte verschrikkelijk verschrikkelijke vreselijk vreselijke"
    ),
    "en": _words(
        "always never all everybody everyone nobody everything nothing every completely totally "
        "absolutely obviously clearly surely certainly naturally finally fantastic great "
        "excellent amazing perfect bad terrible awful"
    ),
}
# Phrases that belong to an ordinary sentence, and lead nobody anywhere.
_HARMLESS: Final = {
    "nl": (
        "alles bij elkaar",
        "allemaal hetzelfde",
        "alle soorten",
        "is duidelijk",
        "mij duidelijk",
    ),
    "en": ("all in all", "we all mean", "all types"),
}
_NEGATING: Final = {
    "nl": _words("niet geen nooit niemand niets nergens zonder onvoldoende oneens noch"),
    "en": _words("not no never nobody nothing nowhere without cannot neither nor hardly"),
}
_JARGON: Final = {
    "nl": _words(
        "stakeholder stakeholders target targets kpi alignment aligned synergie proactief "
        "implementatie implementeren faciliteren borgen borging governance compliance roadmap "
        "roadmaps agile scrum mindset leiderschapsstijl klantreis klantreizen touchpoint "
        "touchpoints deliverable deliverables issue issues transitie transparantie optimaliseren "
        "professionaliseren uitrollen performance feedbackloop ownership engagement challenge"
    ),
    "en": _words(
        "stakeholder stakeholders kpi alignment aligned synergy synergies proactive proactively "
        "leverage leveraging governance compliance roadmap roadmaps agile scrum mindset "
        "touchpoint touchpoints deliverable deliverables bandwidth optimise optimize utilise "
        "utilize facilitate implementation ownership engagement empower empowered holistic "
        "paradigm actionable"
    ),
}


def hints(text: str, locale: str) -> tuple[Hint, ...]:
    """Return what may be hard about a question in one language."""
    words = _words_in(text)
    found = {
        Hint.TWO_IN_ONE: _joins_two(text, words, locale),
        Hint.LEADING: _has(_words_in(_plain(text, locale)), _LEADING[locale]),
        Hint.LONG: len(text.split()) > LONG_QUESTION,
        Hint.NEGATION: _denies(words, locale),
        Hint.JARGON: _has(words, _JARGON[locale]) or bool(_INITIALS.search(text)),
    }
    return tuple(hint for hint, is_there in found.items() if is_there)


def _words_in(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _plain(text: str, locale: str) -> str:
    """Return a text without what only looks leading."""
    plain = text.casefold()
    for phrase in _HARMLESS[locale]:
        plain = plain.replace(phrase, "")
    return plain


def _has(words: Iterable[str], marked: frozenset[str]) -> bool:
    return not marked.isdisjoint(words)


def _joins_two(text: str, words: Iterable[str], locale: str) -> bool:
    if _has(words, _JOINING[locale]) or text.count("?") > 1:
        return True
    return locale == "nl" and _DUTCH_OR.search(text) is not None


def _denies(words: Iterable[str], locale: str) -> bool:
    if _has(words, _NEGATING[locale]):
        return True
    return locale == "en" and any(word.endswith("n't") for word in words)
