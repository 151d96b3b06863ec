"""Does the privacy page say the promise, its limits and the check, to everybody?"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.pages import Visitor


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_promise_the_check_and_who_could_learn_what(app: Flask, language: str) -> None:
    page = Visitor(app.test_client(), language=language).open("/privacy")

    promises = page.select("section[aria-labelledby=promise] ol")
    assert [len(promise.select("li")) for promise in promises] == [5, 5]
    assert len(page.select("section[aria-labelledby=words] h3")) == 3
    assert len(page.select(".threats tbody tr")) == 14


def test_the_two_ways_of_sending_are_not_told_as_one(app: Flask) -> None:
    page = Visitor(app.test_client()).open("/privacy")

    browser, server = (ol.get_text() for ol in page.select("section[aria-labelledby=promise] ol"))

    assert "Your browser locks your answers" in browser
    assert "you trust our server while you press Send" in server
    assert "you trust our server" not in browser
