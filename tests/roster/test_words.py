"""Can the eight words be read, told apart and compared, and are they always the same?"""

from __future__ import annotations

import hashlib
import re
from itertools import combinations

import pytest

from feedbackpulse.roster.words import eight_words, word_list

LOCALES = ("nl", "en")
ENDINGS = ("s", "es", "en", "jes")


def one_edit_apart(one: str, other: str) -> bool:
    """Say whether a letter more, less or other, or two swapped, makes one word the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]


def looks_like_another(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the pairs that an eye in a hurry takes for one another."""
    return [
        (one, other)
        for one, other in combinations(words, 2)
        if one_edit_apart(one, other) or any(one + end == other for end in ENDINGS)
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_list_is_whole_and_every_word_is_short_and_plain(locale: str) -> None:
    words = word_list(locale)

    assert len(words) == len(set(words)) == 1024
    assert [word for word in words if not re.fullmatch("[a-z]{3,9}", word)] == []
    assert list(words) == sorted(words)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_word_is_nearly_another(locale: str) -> None:
    assert looks_like_another(word_list(locale)) == []


def test_words_that_are_nearly_equal_would_be_found() -> None:
    for pair in [("licht", "lucht"), ("diary", "dairy"), ("boot", "booty"), ("lamp", "lampen")]:
        assert looks_like_another(pair) == [pair]
    assert looks_like_another(("molen", "maan", "mossel")) == []


def test_the_words_of_a_known_fingerprint() -> None:
    fingerprint = hashlib.sha256(b"feedbackpulse").hexdigest()

    assert eight_words(fingerprint, "nl") == (
        "klarinet",
        "letter",
        "aardappel",
        "hazelnoot",
        "sloep",
        "waarde",
        "traktatie",
        "fontein",
    )
    assert eight_words(fingerprint, "en") == (
        "invite",
        "macaroni",
        "almond",
        "galaxy",
        "sidewalk",
        "vanilla",
        "tailor",
        "drum",
    )


def test_every_bit_of_the_first_eighty_counts_and_its_place_is_fixed() -> None:
    words = word_list("en")
    digests = [(1 << (255 - bit)).to_bytes(32, "big").hex() for bit in range(81)]

    for bit, digest in enumerate(digests[:80]):
        expected = [words[0]] * 8
        expected[bit // 10] = words[1 << (9 - bit % 10)]
        assert eight_words(digest, "en") == tuple(expected)
    assert eight_words(digests[80], "en") == (words[0],) * 8


@pytest.mark.parametrize("wrong", ["", "ab", "00" * 31, "00" * 33, "no hexadecimal"])
def test_what_is_no_fingerprint_has_no_words(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"32 bytes|non-hexadecimal"):
        eight_words(wrong, "nl")
