"""Eight words for a fingerprint, short enough to compare by eye with those on a notice board."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from feedbackpulse.paths import resource_dir

COUNT: Final = 8
BITS: Final = 10
"""Every word stands for so many bits: a list holds 1024 words."""
_DIGEST_BITS: Final = 256


def eight_words(sha256_hex: str, locale: str) -> tuple[str, ...]:
    """Return the words for the first eighty bits of a SHA-256, in the list of this language.

    Raises ValueError when it is not the hexadecimal text of 32 bytes.
    """
    digest = bytes.fromhex(sha256_hex)
    if len(digest) * 8 != _DIGEST_BITS:
        raise ValueError(f"a SHA-256 has 32 bytes, this has {len(digest)}")
    number = int.from_bytes(digest, "big")
    words = word_list(locale)
    shifts = (_DIGEST_BITS - BITS * (place + 1) for place in range(COUNT))
    return tuple(words[number >> shift & (1 << BITS) - 1] for shift in shifts)


def word_list(locale: str) -> tuple[str, ...]:
    """Return the words of a language, in the order of the numbers that they stand for."""
    return _lists()[locale]


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    text = (resource_dir("static") / "js" / "ballot" / "words.json").read_text(encoding="utf-8")
    return {locale: tuple(words) for locale, words in json.loads(text).items()}
