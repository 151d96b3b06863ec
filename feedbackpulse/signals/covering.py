"""Which words of a text are not shown because they name somebody. Pure.

Nothing here changes a word: a covered one is shown as three blocks, whatever its length was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

BLOCK: Final = "▇"
SHOWN: Final = BLOCK * 3
MOST_IN_A_ROW: Final = 5
"""No name has more words than this; who covers more would be rewriting what somebody said."""
_ALWAYS_ALLOWED: Final = 3
_WORD: Final = re.compile(r"\S+")
_BLOCKS: Final = re.compile(rf"{BLOCK}+(?:\s+{BLOCK}+)*")


class CoveringError(ValueError):
    """These words may not be covered."""


class NothingChosenError(CoveringError):
    """No word was chosen that is not covered yet."""


class TooMuchCoveredError(CoveringError):
    """So many words are more than a name, or would leave too little of what somebody said."""


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Span:
    """Characters of a text that are not shown."""

    start: int
    length: int

    def __post_init__(self) -> None:
        """Refuse what lies nowhere."""
        if self.start < 0 or self.length < 1:
            raise CoveringError("a span begins in the text and has a length")

    @property
    def end(self) -> int:
        """Return the first character after it."""
        return self.start + self.length


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One word of a text, by its place among the words; what is covered has no text."""

    number: int
    text: str
    is_covered: bool


def covered(text: str, spans: Iterable[Span]) -> str:
    """Return a text as it is shown: three blocks for each stretch of covered words."""
    return _BLOCKS.sub(SHOWN, overwritten(text, spans))


def overwritten(text: str, spans: Iterable[Span]) -> str:
    """Return a text with a block for every covered character, spaces kept, so that places stay."""
    characters = list(text)
    for span in spans:
        for place in range(span.start, min(span.end, len(text))):
            if not characters[place].isspace():
                characters[place] = BLOCK
    return "".join(characters)


def words_of(text: str, spans: Collection[Span]) -> tuple[Word, ...]:
    """Return the words of a text to choose from, those that are covered without their text."""
    hidden = overwritten(text, spans)
    return tuple(
        Word(number=number, text=covered(hidden[part], ()), is_covered=BLOCK in hidden[part])
        for number, part in enumerate(_places(text))
    )


def chosen_spans(text: str, spans: Collection[Span], numbers: Collection[int]) -> tuple[Span, ...]:
    """Return what to cover for the chosen words: one span for each run of them.

    Raises NothingChosenError, or TooMuchCoveredError when it is more than a name can be.
    """
    words = words_of(text, spans)
    fresh = {word.number for word in words if word.number in numbers and not word.is_covered}
    if not fresh:
        raise NothingChosenError("no word was chosen")
    hidden = fresh | {word.number for word in words if word.is_covered}
    runs = list(_runs(fresh))
    if max(map(len, _runs(hidden))) > MOST_IN_A_ROW or len(hidden) > _most(len(words)):
        raise TooMuchCoveredError("this is more than a name")
    places = list(_places(text))
    return tuple(_span(text, places[run[0]].start, places[run[-1]].stop) for run in runs)


def _most(words: int) -> int:
    """Return how many words of a text may be covered: a third, of a short one the three of a name."""
    return max(_ALWAYS_ALLOWED, words // 3)


def _places(text: str) -> Iterator[slice]:
    return (slice(*found.span()) for found in _WORD.finditer(text))


def _runs(numbers: Collection[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in sorted(numbers):
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    yield run


def _span(text: str, start: int, stop: int) -> Span:
    """Return the span of some words without what stands around them, such as a comma."""
    while stop - start > 1 and not text[stop - 1].isalnum():
        stop -= 1
    while stop - start > 1 and not text[start].isalnum():
        start += 1
    return Span(start=start, length=stop - start)
