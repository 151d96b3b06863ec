"""The words by which a text is counted with a theme, from the catalogue's own list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from feedbackpulse.checkpoints.domain import Catalogue, CatalogueError
from feedbackpulse.checkpoints.loader import LANGUAGES, load_catalogue, read_entries

Vocabulary = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By language, then by checkpoint: words, of which those with a star are only beginnings."""

_FILE: Final = Path(__file__).parent / "catalogue" / "themes.yaml"


@cache
def load_vocabulary() -> Vocabulary:
    """Return the list that comes with the product. Read once per process."""
    return read_vocabulary(_FILE, catalogue=load_catalogue())


def read_vocabulary(path: Path, *, catalogue: Catalogue) -> Vocabulary:
    """Return the list in a file. Raises CatalogueError naming the first wrong entry."""
    raw = read_entries(path)
    known = [point.code for point in catalogue.checkpoints]
    if (strange := set(raw) - set(known)) or (forgotten := set(known) - set(raw)):
        wrong = min(strange or forgotten)
        raise CatalogueError(f"{path.name}: {wrong!r} is not in both, the list and the catalogue")
    return MappingProxyType(
        {
            language: MappingProxyType(
                {code: tuple(_words(raw[code], language, code)) for code in known}
            )
            for language in LANGUAGES
        }
    )


def _words(entry: object, language: str, code: str) -> Iterator[str]:
    words = entry.get(language) if isinstance(entry, dict) else None
    if not isinstance(words, list) or not words:
        raise CatalogueError(f"theme {code}: no words in {language!r}")
    for word in words:
        plain = word.removesuffix("*") if isinstance(word, str) else ""
        if not plain.replace("-", "").isalpha() or not plain.isascii() or plain != plain.lower():
            raise CatalogueError(f"theme {code}: {word!r} is not a word in small letters")
        yield word
