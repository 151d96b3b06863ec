"""Can everybody read what we promise, in both languages?

Short sentences and common words: an indication of level B1, no proof of it.
"""

from __future__ import annotations

import re
from statistics import fmean
from typing import Final

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import force_locale

from feedbackpulse.cycles.domain import Privacy

LOCALES: Final = ("nl", "en")
MEAN: Final = 15
LONGEST: Final = 25
MACROS: Final = (
    "_parts/promise.html promise_in_browser",
    "_parts/promise.html promise_without_script",
    "_parts/check_words.html check_explained",
    "_parts/threats.html threat_table",
    "_parts/warnings.html warnings",
)
BLOCKS: Final = ("li", "p", "h2", "h3", "td", "th", "caption")
WORD: Final = re.compile(r"[\w’'-]+")
HARD: Final = {
    "en": (
        "aggregat|anonymi|anonymous|asymmetric|authenticat|cipher|confidential|consequently|"
        "cryptograph|decrypt|encrypt|facilitat|furthermore|hash|herein|infrastructure|integrity|"
        "manifest|metadata|mitigat|notwithstanding|participa|protocol|pseudonym|randomi|respondent|"
        "signature|subsequent|suppress|threshold|token|transparen|utili[sz]|verif|whereas"
    ),
    "nl": (
        "aggrega|anoniem|anonimi|asymmetrisch|authenti|betreffende|conform|cryptografi|derhalve|"
        "desbetreffend|drempelwaarde|echter|faciliteren|geaggregeerd|gecodeerd|gewaarborgd|hash|"
        "handtekening|indien|infrastructuur|integriteit|manifest|metadata|middels|mitsdien|"
        "ontsleutel|participatie|protocol|pseudonie|respondent|teneinde|token|transparant|tevens|"
        "verifieer|verifieerbaar|versleutel|vertrouwelijk|waarborg"
    ),
}
"""Beginnings of words that send a reader to a dictionary."""


def said(app: Flask, locale: str, macro: str) -> BeautifulSoup:
    """Return what a macro says in a language, with the numbers of a round where it asks for them."""
    file, name = macro.split()
    with app.test_request_context(), force_locale(locale):
        call = getattr(app.jinja_env.get_template(file).module, name)
        return BeautifulSoup(str(call(*(Privacy() for _ in call.arguments))), "html5lib")


def sentences(page: BeautifulSoup) -> list[list[str]]:
    """Return the words of every sentence."""
    for template in page.find_all("template"):
        template.unwrap()
    blocks = [block for block in page.find_all(BLOCKS) if not block.find(BLOCKS)]
    texts = [re.split(r"[.!?]+(?=\s|[”’)]|$)", block.get_text(" ")) for block in blocks]
    found = [WORD.findall(sentence) for text in texts for sentence in text]
    return [words for words in found if words]


def faults(found: list[list[str]], locale: str) -> list[str]:
    """Return what makes these sentences hard to read."""
    hard = re.compile(rf"\b(?:{HARD[locale]})", re.IGNORECASE)
    texts = [" ".join(words) for words in found]
    mean = fmean(len(words) for words in found)
    return [
        *([f"{mean:.1f} words in a sentence"] if mean > MEAN else []),
        *(text for words, text in zip(found, texts, strict=True) if len(words) > LONGEST),
        *(match.group() for text in texts for match in hard.finditer(text)),
    ]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("macro", MACROS)
def test_short_sentences_and_common_words(app: Flask, locale: str, macro: str) -> None:
    found = sentences(said(app, locale, macro))

    assert found
    assert faults(found, locale) == []


@pytest.mark.parametrize("macro", MACROS)
def test_no_english_sentence_stands_between_the_dutch(app: Flask, macro: str) -> None:
    dutch, english = (sentences(said(app, locale, macro)) for locale in LOCALES)

    assert [words for words in dutch if words in english and len(words) > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("macro", [one for one in MACROS if "promise" in one])
def test_the_promise_has_five_points(app: Flask, locale: str, macro: str) -> None:
    page = said(app, locale, macro)

    assert len(page.select("ol > li")) == len(page.select("li")) == 5


def test_text_for_lawyers_is_found_hard() -> None:
    legal = "Notwithstanding the aforementioned " + "provisions and clauses " * 9
    dutch = "Indien betrokkene derhalve geanonimiseerd participeert, wordt dit gewaarborgd"

    assert len(faults([WORD.findall(legal)], "en")) == 3
    assert faults([WORD.findall(dutch)], "nl") == ["Indien", "derhalve", "gewaarborgd"]
