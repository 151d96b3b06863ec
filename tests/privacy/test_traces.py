"""Does sending a ballot over the web leave a trace of who sent one, and when?"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import update

from feedbackpulse import clock
from feedbackpulse.accounts.tables import SessionRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor
from tests.privacy.attacks.copies import rows_of
from tests.privacy.dumps import Dump
from tests.web.employee.rounds import Asked, ask

pytestmark = pytest.mark.both_engines

Visit = Callable[[PersonId | None], Visitor]
WORDS = "The lift has been stuck since Easter"


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


def send(visitor: Visitor, asked: Asked) -> None:
    """Fill the form in and send it, as a browser does, up to the page that thanks."""
    page = visitor.open(asked.path)
    rated = {str(field["name"]): "4" for field in page.select("form#ballot input[type=radio]")}
    rated.pop("scope", None)
    thanks = visitor.submit(page, {**rated, "answer-G4": WORDS}, form="form#ballot")
    assert isinstance(thanks, BeautifulSoup)
    assert visitor.get(f"{asked.path}/thanks").status_code == 200


def main_store(app: Flask) -> Dump:
    return rows_of(Path(app.instance_path), "main")


def test_only_the_claim_changes_in_the_main_store(
    app: Flask, asked: Asked, visit: Visit, stores: Stores
) -> None:
    """Also when the session was last used long enough ago to be noted again."""
    visitor = visit(asked.people[0])
    page = visitor.open(asked.path)
    with stores.main() as session, transaction(session):
        session.execute(update(SessionRow).values(used_at=clock.now() - timedelta(hours=5)))
    before = main_store(app)
    rated = {str(field["name"]): "4" for field in page.select("form#ballot input[type=radio]")}
    rated.pop("scope", None)
    assert visitor.get(f"{asked.path}/manifest").status_code == 200  # as a browser with scripts
    visitor.submit(page, {**rated, "answer-G4": WORDS}, form="form#ballot")
    after = main_store(app)

    changed = {
        name
        for name, rows in after.items()
        if sorted(map(repr, rows)) != sorted(map(repr, before[name]))
    }
    assert changed == {"roster"}


@pytest.mark.parametrize("role", [None, Role.HR])
def test_opening_a_page_after_sending_notes_no_moment_but_only_a_part_of_the_day(
    asked: Asked, visit: Visit, stores: Stores, role: Role | None
) -> None:
    """The test of the test: this is where a use is written down.

    Of HR and administrators it is written more precisely at a desk, and not where they answer.
    """
    visitor = visit(asked.people[0])
    with stores.main() as session, transaction(session):
        session.execute(update(SessionRow).values(used_at=clock.now() - timedelta(hours=5)))
        if role is not None:
            people.grant_role(session, person_id=asked.people[0], role=role)
    visitor.open(asked.path if role else "/account")
    with stores.main() as session:
        used_at = session.query(SessionRow.used_at).scalar()

    assert used_at is not None
    assert used_at.timestamp() % 3600 == 0
    assert clock.now() - used_at < timedelta(hours=2)


def test_no_log_of_the_web_tells_who_sent_or_what(
    asked: Asked, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with caplog.at_level(logging.DEBUG, logger="werkzeug"):
        for person in asked.people:
            send(visit(person), asked)
        marker = secrets.token_hex(8)
        logging.getLogger("feedbackpulse").debug(marker)

    text = "\n".join(record.getMessage() for record in caplog.records)
    assert marker in text
    assert WORDS not in text
    for trace in (asked.round_id, *asked.people):
        assert str(trace) not in text
        assert trace.hex not in text
