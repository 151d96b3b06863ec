"""Do counts of words and themes say what is in the texts: no more, and of nobody?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from feedbackpulse.checkpoints.domain import CatalogueError
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.checkpoints.vocabulary import load_vocabulary, read_vocabulary
from feedbackpulse.insight.texts import Names, find_texts, names_in, read_texts
from feedbackpulse.insight.words import (
    TEXTS_FROM,
    WORD_FROM,
    Counts,
    count_texts,
    texts_of_theme,
    theme_words,
)
from feedbackpulse.wording.stems import Language

NOBODY: Final = Names()
DUTCH: Final = (
    "We luisteren te weinig naar huurders.",
    "Ik heb geluisterd, maar er gebeurt niets met de planning.",
    "Luister eerst en beslis dan over de planning.",
    "De planning is te vol voor een huurder die tijd nodig heeft.",
    "Sanne heeft een training voor ons gemaakt.",
    "De training van Sanne was goed.",
    "Meer training voor wie nieuw is, zoals Sannes groep.",
    "Het formulier is te lang.",
    "Er is te veel werkdruk.",
    "We willen meebeslissen.",
)
ENGLISH: Final = ("We never listen to each other.", "The form is too long for us.")
THEMED: Final = (
    ("M4", "Laat elkaar uitpraten en vraag door."),
    ("M4", "Nobody interrupted me this time."),
    ("M2", "Wij hebben haar dezelfde dag teruggebeld."),
    ("M2", "Please keep track of every complaint."),
    ("M8", "Ik wil dit zelf kunnen beslissen."),
    ("M11", "Vraag de ondernemingsraad om een voorstel."),
    ("S2", "Mijn leidinggevende komt nooit kijken."),
    ("S6", "We need one system with an overview."),
    ("M9", "Coaching hielp me om te groeien."),
    ("B2", "Welke doelen heeft ons beleid?"),
)


def counted(texts: Sequence[str], names: Names = NOBODY) -> tuple[Counts, ...]:
    return count_texts(read_texts(texts, otherwise=Language.DUTCH), names=names)


def found(texts: Sequence[str], wanted: str) -> list[str]:
    return [read.text for read in find_texts(read_texts(texts, otherwise=Language.DUTCH), wanted)]


def test_a_word_counts_once_in_a_text_in_whatever_form() -> None:
    [dutch] = counted([*DUTCH[:-1], "Luisteren, luisteren, luisteren."])

    words = {one.word: one.texts for one in dutch.words}
    assert words["planning"] == 3
    assert words["training"] == 3
    assert [count for word, count in words.items() if word.startswith("luister")] == [4]


def test_nine_texts_say_nothing() -> None:
    assert counted(DUTCH[: TEXTS_FROM - 1]) == ()


def test_a_language_of_few_is_not_counted_with_another() -> None:
    [only] = counted([*DUTCH, *ENGLISH])

    assert (only.language, only.texts) == (Language.DUTCH, len(DUTCH))
    assert "form" not in {one.word for one in only.words}


def test_a_word_of_one_or_two_texts_is_not_in_the_list() -> None:
    [dutch] = counted(DUTCH)

    assert all(one.texts >= WORD_FROM for one in dutch.words)
    assert all(one.texts >= WORD_FROM for one in dutch.themes)
    assert "formulier" not in {one.word for one in dutch.words}


def test_names_of_colleagues_are_not_counted() -> None:
    names = Names.of("Sanne van den Berg")

    assert "sanne" in {one.word for one in counted(DUTCH)[0].words}
    assert "sanne" not in {one.word for one in counted(DUTCH, names)[0].words}
    assert names_in("wat zegt Sanne?", names)
    assert names_in("Sannes groep", names)
    assert not names_in("van den", names)


def test_a_theme_counts_the_texts_with_one_of_its_words() -> None:
    [dutch] = counted(DUTCH)

    themes = {one.checkpoint: one.texts for one in dutch.themes}
    assert themes["M4"] == 3
    assert themes["M5"] == 3


@pytest.mark.parametrize(("theme", "text"), THEMED)
def test_what_people_write_is_found_under_its_theme(theme: str, text: str) -> None:
    [read] = read_texts([text], otherwise=Language.DUTCH)

    assert texts_of_theme([read], checkpoint=theme) == (read,)
    others = [code for code in theme_words()[read.language] if code != theme]
    wrong = [code for code in others if texts_of_theme([read], checkpoint=code)]
    assert len(wrong) <= 1


def test_no_text_is_given_a_theme_without_a_word() -> None:
    reads = read_texts(["Het was koud in de hal.", "Lovely weather."], otherwise=Language.DUTCH)

    assert not any(texts_of_theme(reads, checkpoint=code) for code in theme_words()[Language.DUTCH])


def test_a_search_finds_every_form_and_longer_words() -> None:
    assert found(DUTCH, "luisteren") == [DUTCH[0], DUTCH[1], DUTCH[2]]
    assert found(DUTCH, "DRUK") == [DUTCH[8]]
    assert found(DUTCH, "planning huurders") == [DUTCH[3]]


@pytest.mark.parametrize("wanted", ["", "  ", "de het een", "x", "%", "<script>", "ï", "∑ 12"])
def test_a_search_for_nothing_finds_nothing(wanted: str) -> None:
    assert found(DUTCH, wanted) == []


def test_every_theme_has_words_in_both_languages() -> None:
    codes = [point.code for point in load_catalogue().checkpoints]

    assert [list(words) for words in load_vocabulary().values()] == [codes, codes]


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("M4: {nl: [luister], en: [listen]}", "'B1'"),
        ("M99: {nl: [luister], en: [listen]}", "'M99'"),
        ("- luister", "not a table"),
    ],
)
def test_a_wrong_list_is_named(yaml: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    path.write_text(yaml)

    with pytest.raises(CatalogueError, match=message):
        read_vocabulary(path, catalogue=load_catalogue())
