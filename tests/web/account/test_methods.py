"""Do the pages about methods explain our numbers to everybody, and in full to a statistician?"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

import pytest
from bs4 import BeautifulSoup, Tag

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId
from feedbackpulse.web.account.simulated import simulated
from tests.architecture.test_reading_level import faults, sentences
from tests.pages import Visitor, table, words_of

LANGUAGES = ("en", "nl")
Open = Callable[[str, str], BeautifulSoup]


@pytest.fixture
def open_in(stores: Stores, visit: Callable[[PersonId | None], Visitor], noor: Person) -> Open:
    """Return a function that opens a page for somebody who reads a language."""

    def opened(path: str, language: str) -> BeautifulSoup:
        with stores.main() as session, transaction(session):
            people.choose_locale(session, person_id=noor.id, locale=language)
        return visit(noor.id).open(path)

    return opened


def said(page: BeautifulSoup, *, without: str = "") -> BeautifulSoup:
    """Return what the page itself says."""
    main = copy(page.select_one("main"))
    assert isinstance(main, Tag)
    for part in main.select(without) if without else ():
        part.decompose()
    return BeautifulSoup(str(main), "html5lib")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_can_read_how_numbers_are_made(open_in: Open, language: str) -> None:
    page = open_in("/methods", language)

    assert faults(sentences(said(page)), language) == []


@pytest.mark.parametrize("path", ["/methods", "/methods/full"])
def test_the_two_languages_share_no_sentence(open_in: Open, path: str) -> None:
    sources = "[aria-labelledby=sources] li"
    english, dutch = (
        sentences(said(open_in(path, language), without=sources)) for language in LANGUAGES
    )

    assert [words for words in dutch if words in english and len(words) > 3] == []


def test_the_example_is_worked_out_by_the_real_rules(open_in: Open) -> None:
    page = open_in("/methods", "en")

    assert table(page, "The rounds of the made-up team")[1:] == [
        ["January", "3.1", "between 2.7 and 3.6", "8 of 8"],
        ["April", "fewer than 5 answers", "–", "fewer than 5"],
        ["July", "4.0 or higher", "–", "8 of 8"],
        ["October", "3.5", "between 2.9 and 4.1", "6 of 8"],
    ]
    assert "Together that is 21. Divided by 6 that is 3.5." in words_of(page)


def test_the_picture_is_of_the_example(
    open_in: Open, visit: Callable[[PersonId | None], Visitor], noor: Person
) -> None:
    address = str(open_in("/methods", "en").select_one("picture img")["src"])  # type: ignore[index]  # a picture is there

    picture = visit(noor.id).get(address)

    assert picture.mimetype == "image/svg+xml"
    assert all(number in picture.text for number in ("3.1", "3.5"))


def test_small_teams_hear_that_they_see_little(open_in: Open) -> None:
    [_, *rows] = table(open_in("/methods", "en"), "How many of 100 real changes we find")

    assert [row[0] for row in rows] == ["8 people", "20 people", "50 people"]
    found = [[int(cell) for cell in row[1:]] for row in rows]
    assert found == [sorted(row) for row in found]
    assert found == sorted(found)


def test_the_sizes_of_change_are_those_that_were_tried(open_in: Open) -> None:
    head, *_ = table(open_in("/methods", "en"), "How many of 100 real changes we find")
    tried = [column.name["en"] for column in simulated().tables["power"].columns[-3:]]

    assert [f"{title.removeprefix('A change of ')} found" for title in head[1:]] == tried


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statistician_sees_every_table_with_its_limits(open_in: Open, language: str) -> None:
    page = open_in("/methods/full", language)

    for measured in simulated().tables.values():
        title = measured.titles[language]
        head, *rows = table(page, title)
        assert len(rows) == len(measured.rows), title
        assert sum(any(sign in cell for sign in "≥≤") for cell in head) == sum(
            column.least is not None or column.most is not None for column in measured.columns
        )
    assert len(page.select("math")) >= 10


def test_numbers_are_written_as_the_reader_does(open_in: Open) -> None:
    english, dutch = (words_of(open_in("/methods/full", language)) for language in LANGUAGES)

    assert "level ± 2.3 standard errors" in english
    assert "2,3 standaardfouten" in dutch


def test_a_visitor_signs_in_first(visit: Callable[[PersonId | None], Visitor]) -> None:
    page = visit(None).open("/methods")

    assert page.select_one("input[type=password]")
