"""Does what somebody writes for themselves leave a trace in logs, mails, jobs or error pages?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedbackpulse.database import Stores
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor
from tests.privacy.attacks.copies import run
from tests.privacy.ownership.lifetime import MARK, Lifetime, live

Browse = Callable[[PersonId | None], Visitor]
WORDS = f"I asked the {MARK} on Tuesday"


@pytest.fixture
def lifetime(stores: Stores) -> Lifetime:
    return live(stores)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return all that is logged, however little it matters."""
    caplog.set_level(logging.DEBUG)
    return caplog


def logged(log: pytest.LogCaptureFixture) -> str:
    return "\n".join(log.handler.format(record) for record in log.records)


def write_a_step(visitor: Visitor) -> None:
    """Begin a reflection and write in its first step, as a browser does."""
    page = visitor.submit(visitor.open("/reflect/start"))
    visitor.submit(page, {"value": "4", "words": WORDS})


def test_nothing_is_logged_mailed_or_queued_of_what_is_written(
    visit: Browse, stores: Stores, lifetime: Lifetime, log: pytest.LogCaptureFixture
) -> None:
    reader, owner = visit(lifetime.everybody["colleague"]), visit(lifetime.owner)
    write_a_step(reader)
    for path in ("/reflect/strengths", "/reflect/plan", "/reflect/peers", "/reflect/sharing"):
        owner.open(path)

    with stores.main() as session:
        kept = [str((row.kind, row.details)) for row in session.scalars(select(MailRow))] + [
            str((row.arguments, row.payload, row.result)) for row in session.scalars(select(JobRow))
        ]

    assert MARK not in logged(log)
    assert MARK not in "".join(kept)


@pytest.mark.sqlite_only
def test_an_error_while_writing_says_nothing_of_the_words(
    app: Flask,
    visit: Browse,
    lifetime: Lifetime,
    log: pytest.LogCaptureFixture,
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as it is when served
    visitor = visit(lifetime.everybody["colleague"])
    page = visitor.submit(visitor.open("/reflect/start"))
    run(
        Path(app.instance_path),
        "main",
        "CREATE TRIGGER refuse BEFORE UPDATE ON notebook_page BEGIN SELECT RAISE(ABORT, 'no'); END",
    )

    response = visitor.send(page, {"value": "4", "words": WORDS})

    assert response.status_code == 500
    assert MARK not in response.text
    assert "no" in logged(log)
    assert MARK not in logged(log)


def test_the_log_would_show_the_words_if_somebody_logged_them(
    log: pytest.LogCaptureFixture,
) -> None:
    logging.getLogger("feedbackpulse.reflection").debug("kept %s", WORDS)

    assert MARK in logged(log)
