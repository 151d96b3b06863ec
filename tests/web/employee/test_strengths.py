"""Does the page on strengths say why, and is its picture drawn for its owner alone?"""

from __future__ import annotations

from datetime import date

from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, table, words_of
from tests.web.employee.test_reflect import DISTINCT, browser, noor, reflected

__all__ = ["browser", "noor"]

PROFILE = "Your own ratings, and the level that follows from them, from 1 to 5"


def test_the_picture_is_told_in_words_and_in_a_table_with_the_same_numbers(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    reflected(stores, noor, DISTINCT, on=date(2026, 1, 5))

    page = browser.open("/reflect/strengths")

    picture = page.select_one("img[src*=profile]")
    assert picture is not None
    assert picture["alt"] == (
        "Your profile of 8 parts, compared with your own mean of 3.0. "
        "Your strengths: Openness. Here you can grow: Sensing needs."
    )
    rows = table(page, PROFILE)[1:]
    assert len(rows) == 8
    assert rows[0][0] == "Openness"
    assert rows[0][-1] == "your strength"
    assert rows[-1][-1] == "you can grow here"


def test_the_picture_of_an_even_profile_names_nothing(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    reflected(stores, noor, (3, 3, 4, 3, 3, 4, 3, 3), on=date(2026, 1, 5))

    picture = browser.open("/reflect/strengths").select_one("img[src*=profile]")

    assert picture is not None
    assert str(picture["alt"]).endswith("Nothing stands out.")


def test_the_picture_is_drawn_for_its_owner_and_kept_nowhere(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    assert browser.get("/reflect/profile-light-wide.svg").status_code == 404
    reflected(stores, noor, DISTINCT, on=date(2025, 3, 1))

    answer = browser.get("/reflect/profile-dark-phone.svg")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Openness" in answer.text
    assert answer.text == browser.get("/reflect/profile-dark-phone.svg").text


def test_the_reasons_and_the_arithmetic_are_those_of_ones_own_numbers(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    for month, value in ((3, 2), (6, 2), (9, 5), (12, 5)):
        reflected(stores, noor, (value, *[3] * 6, 1), on=date(2025, month, 1))

    page = browser.open("/reflect/strengths?since=1")

    said = words_of(page)
    assert (
        "You rated this 4 times: 2, 2, 5, 5. Your level is 3.8, and your own mean is 2.8." in said
    )
    assert "Spread: 63.5 with 7 degrees of freedom" in said
    changes = {row[0]: row[1:] for row in table(page, "Since 1\xa0March\xa02025")[1:]}
    assert changes["Openness"] == ["+1.63", "+3.00", "+6.00", "clear growth"]
    assert changes["Taking time"][1:] == ["0.00", "0.00", "about the same"]


def test_no_chance_is_called_all_or_nothing(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    for month in (3, 6, 9, 12):
        reflected(stores, noor, DISTINCT, on=date(2025, month, 1))

    page = browser.open("/reflect/strengths")

    assert "The chance that it stands out: more than 99%." in words_of(page)
    chances = [row[-2:] for row in table(page, "The arithmetic for each part")[1:]]
    assert chances[0] == ["> 99%", "< 1%"]
