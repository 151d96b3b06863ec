"""Whether “you said” repeats somebody's own words: how people write gives them away. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

RUN: Final = 5
"""So many words in a row are a quote; fewer are how everybody speaks."""
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")


def find_quote(text: str, sources: Iterable[str]) -> str | None:
    """Return the first words in a row that also stand in one of the sources, or None."""
    said = list(_words(text))
    runs = {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}
    if not runs:
        return None
    for source in sources:
        written = list(_words(source))
        for at in range(len(written) - RUN + 1):
            if tuple(written[at : at + RUN]) in runs:
                return " ".join(written[at : at + RUN])
    return None


def _words(text: str) -> Iterator[str]:
    return (found.casefold().replace("’", "'") for found in _WORD.findall(text))
