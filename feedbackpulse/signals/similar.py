"""Which ideas look like another: those that share words that say something. Pure, without a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar
from uuid import UUID

from feedbackpulse.wording.stems import stems_of

Id = TypeVar("Id", bound=UUID)

MOST_SHOWN: Final = 3
FEWEST_IN_COMMON: Final = 2
"""One word in common says little: so many ideas are about meetings."""
LEAST_SHARE: Final = 0.3
"""So much of the shorter of two texts is in the other as well."""
_ENOUGH_TO_BE_COMMON: Final = 8
"""From so many ideas on, a word that is in most of them tells none apart."""


def similar_to(text: str, ideas: Mapping[Id, str]) -> tuple[Id, ...]:
    """Return which ideas look like a text, the most alike first: three at most."""
    stems = {one: frozenset(stems_of(written)) for one, written in ideas.items()}
    common = _common(stems.values())
    wanted = frozenset(stems_of(text)) - common
    shares = {one: _share(wanted, found - common) for one, found in stems.items()}
    alike = [one for one, share in shares.items() if share >= LEAST_SHARE]
    return tuple(sorted(alike, key=lambda one: (-shares[one], str(one)))[:MOST_SHOWN])


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of the shorter text the other holds too (the overlap coefficient), 0 to 1."""
    both = len(one & other)
    if both < FEWEST_IN_COMMON:
        return 0.0
    return both / min(len(one), len(other))


def _common(texts: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the stems that most of many texts hold."""
    every = list(texts)
    if len(every) < _ENOUGH_TO_BE_COMMON:
        return frozenset()
    counts = Counter(stem for stems in every for stem in stems)
    return frozenset(stem for stem, count in counts.items() if count * 2 > len(every))
