"""Comments of nobody, with and without something planted by which a writer could be known.

Written before the warnings were tuned, and cut in two: one half to tune on, one to report. The
halves share no sentence with a plant, no name, no number and no clean sentence.

What counts as a date: an occasion ("12 maart", "last Friday", "yesterday", "op maandag 3 juni").
A habit is none ("op vrijdag sluiten we vroeg", "every Monday"), nor is a month alone ("in May"):
nobody can look up who was there. What counts as a name: that of a person, whole or a part, and
initials. Names of products, places, departments and languages are none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final

from tests.privacy import comments_dutch, comments_english

LOCALES: Final = ("nl", "en")
TEXTS: Final = {"nl": comments_dutch, "en": comments_english}
HALVES: Final = ("tuning", "held out")
LONG: Final = 400
PER_KIND: Final = {
    "name": 18,
    "mail": 3,
    "phone": 4,
    "date": 12,
    "only": 8,
    "number": 4,
    "address": 6,
    "language": 4,
    "long": 2,
}
"""How many comments of each kind a half of one language has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """A comment on a page in a language; what was planted in it, and where, if anything was."""

    text: str
    locale: str
    half: str
    kind: str | None = None
    start: int = 0
    end: int = 0


def corpus(half: str) -> list[Comment]:
    """Return all comments of a half, as many with a plant as without, always the same."""
    return [
        comment
        for locale in LOCALES
        for comment in [*_planted(half, locale), *_clean(half, locale)]
    ]


def _planted(half: str, locale: str) -> Iterator[Comment]:
    chance = random.Random(f"{half} {locale}")  # noqa: S311  (a corpus, not a secret)
    clean = _part(TEXTS[locale].CLEAN, half)
    fillers = {name: cycle(_part(values, half)) for name, values in TEXTS[locale].FILLERS.items()}
    for kind, templates in TEXTS[locale].TEMPLATES.items():
        for template in islice(cycle(_part(templates, half)), PER_KIND[kind]):
            before, plant, after = _filled(template, fillers)
            before = chance.choice(["", f"{chance.choice(clean)} "]) + before
            after += chance.choice(["", f" {chance.choice(clean)}"])
            yield Comment(
                text=before + plant + after,
                locale=locale,
                half=half,
                kind=kind,
                start=len(before),
                end=len(before) + len(plant),
            )
    yield from _whole(half, locale, chance)


def _whole(half: str, locale: str, chance: random.Random) -> Iterator[Comment]:
    """Yield comments that are a warning as a whole: in another language, or too long."""
    [other] = set(LOCALES) - {locale}
    foreign, own = _part(TEXTS[other].CLEAN, half), _part(TEXTS[locale].CLEAN, half)
    for _ in range(PER_KIND["language"]):
        text = " ".join(chance.sample(foreign, 3))
        yield Comment(text=text, locale=locale, half=half, kind="language", end=len(text))
    for _ in range(PER_KIND["long"]):
        text = _joined(chance.sample(own, len(own)), over=LONG)
        yield Comment(text=text, locale=locale, half=half, kind="long", end=len(text))


def _clean(half: str, locale: str) -> Iterator[Comment]:
    chance = random.Random(f"clean {half} {locale}")  # noqa: S311  (a corpus, not a secret)
    sentences = _part(TEXTS[locale].CLEAN, half)
    for number in range(sum(PER_KIND.values())):
        rest = chance.sample(sentences, chance.choice([0, 1, 2]))
        text = " ".join([sentences[number % len(sentences)], *rest])
        yield Comment(text=text, locale=locale, half=half)


def _joined(sentences: Sequence[str], *, over: int) -> str:
    text = ""
    for sentence in sentences:
        text = f"{text} {sentence}".strip()
        if len(text) > over:
            break
    return text


def _part(values: Sequence[str], half: str) -> Sequence[str]:
    return values[HALVES.index(half) :: 2]


def _filled(template: str, fillers: Mapping[str, Iterator[str]]) -> tuple[str, str, str]:
    """Return what stands before, in and after the brackets of a template."""
    for name in fillers:
        if f"<{name}>" in template:
            template = template.replace(f"<{name}>", next(fillers[name]))
    before, rest = template.split("[", 1)
    plant, after = rest.split("]", 1)
    return before, plant, after
