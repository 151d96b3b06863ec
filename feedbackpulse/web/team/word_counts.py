"""Counts of words and themes, remembered by digests of all that they were counted in.

Neither these texts nor the names of everybody stay in a process, only what a page showed. One
letter that is covered or one name that is new makes another digest, and so new counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from feedbackpulse.insight.texts import Names, read_texts
from feedbackpulse.insight.words import Counts, count_texts
from feedbackpulse.wording.stems import Language

PAGES: Final = 256
"""How many pages of words a process remembers; each takes at most 10 kB."""


@dataclass(slots=True)
class _Place:
    """Where counts are kept, so that what they were counted in need not be beside them."""

    counts: tuple[Counts, ...] | None = None


def count_once(
    texts: tuple[str, ...], *, colleagues: str, otherwise: Language
) -> tuple[Counts, ...]:
    """Return the counts in these texts without the names of colleagues, as they are just now."""
    place = _place(_digest(repr((texts, otherwise))), _digest(colleagues))
    if place.counts is None:
        reads = read_texts(texts, otherwise=otherwise)
        place.counts = count_texts(reads, names=Names.of(colleagues))
    return place.counts


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


@lru_cache(maxsize=PAGES)
def _place(_texts: bytes, _colleagues: bytes) -> _Place:
    return _Place()
