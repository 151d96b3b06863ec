"""Are words told to be the same when they are, in both languages, and small words left out?"""

from __future__ import annotations

import pytest

from feedbackpulse.wording.stems import STOP_WORDS, Language, language_of, stems_of, words_of


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.DUTCH, "wachten gewacht wachtte"),
        (Language.DUTCH, "luisteren luister geluisterd"),
        (Language.DUTCH, "vergadering vergaderingen vergaderen"),
        (Language.DUTCH, "ideeën idee"),
        (Language.DUTCH, "collega's collega"),
        (Language.DUTCH, "roosters rooster"),
        (Language.ENGLISH, "listening listened listens"),
        (Language.ENGLISH, "meetings meeting"),
        (Language.ENGLISH, "customer's customers customer"),
    ],
)
def test_forms_of_one_word_have_one_stem(language: Language, words: str) -> None:
    assert len(set(stems_of(words, language=language))) == 1


def test_different_words_keep_different_stems() -> None:
    stems = stems_of("rooster wachttijd fietsenstalling", language=Language.DUTCH)

    assert len(set(stems)) == 3


def test_small_words_are_left_out_with_and_without_accents() -> None:
    assert stems_of("Één van de roosters is het", language=Language.DUTCH) == ("rooster",)


def test_words_come_in_their_order_and_as_often_as_they_are_there() -> None:
    assert stems_of("desk, chair and desk", language=Language.ENGLISH) == ("desk", "chair", "desk")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kunnen we het rooster een week eerder krijgen?", Language.DUTCH),
        ("Could we get the schedule a week earlier?", Language.ENGLISH),
    ],
)
def test_the_language_shows_from_the_small_words(text: str, language: Language) -> None:
    assert language_of(text) is language


def test_a_text_without_small_words_is_in_the_language_that_is_usual_here() -> None:
    assert language_of("planning", otherwise=Language.ENGLISH) is Language.ENGLISH


def test_numbers_and_signs_are_no_words() -> None:
    assert words_of("24/7 open: info@example.org & één-op-één!") == (
        "open",
        "info",
        "example",
        "org",
        "een-op-een",
    )


@pytest.mark.parametrize("text", ["Zoë Åström", "Zoe\u0308 A\u030astro\u0308m", "ZOE ASTROM"])
def test_accents_are_taken_off_however_they_were_typed(text: str) -> None:
    assert words_of(text) == ("zoe", "astrom")


def test_no_small_word_is_written_in_a_way_that_never_matches() -> None:
    for words in STOP_WORDS.values():
        assert {word for word in words if words_of(word) != (word,)} == set()
