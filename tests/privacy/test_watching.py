"""Does anything that watches over the servers move when somebody answers?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, Response

from feedbackpulse import create_app
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.web.watching import watch
from tests.conftest import TEMPLATES, close
from tests.databases import settings_in
from tests.pages import Visitor
from tests.privacy.test_traces import WORDS, send
from tests.web.employee.rounds import Asked, ask

pytestmark = pytest.mark.both_engines

Visit = Callable[[PersonId | None], Visitor]
TOKEN = "a-token-of-more-than-enough-letters"


@pytest.fixture
def app(instance: Path) -> Iterator[Flask]:
    """Return an application that somebody watches."""
    app = create_app(replace(settings_in(instance), metrics_token=TOKEN))
    app.config.update(TESTING=True)
    app.jinja_env.bytecode_cache = TEMPLATES
    yield app
    close(app)


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


def metrics(app: Flask) -> str:
    """Return everything that whoever watches can read."""
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def people_answer(visit: Visit, asked: Asked) -> None:
    for person in asked.people[:2]:
        visitor = visit(person)
        visitor.open("/")
        send(visitor, asked)


def test_metrics_are_the_same_to_the_letter_before_and_after_people_answered(
    app: Flask, asked: Asked, visit: Visit
) -> None:
    before = metrics(app)

    people_answer(visit, asked)

    assert metrics(app) == before


def test_a_server_that_counts_every_page_is_caught(app: Flask, asked: Asked, visit: Visit) -> None:
    """The test of the test."""

    def count_carelessly(response: Response) -> Response:
        found = watch()
        assert found is not None
        found.failures.inc()
        return response

    app.after_request(count_carelessly)
    before = metrics(app)

    people_answer(visit, asked)

    assert metrics(app) != before


def test_not_a_line_is_logged_while_people_answer(
    asked: Asked, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    people_answer(visit, asked)

    assert caplog.records == []
    assert WORDS not in caplog.text
