"""The product with one mistake in it: what every fault must be able to catch.

gunicorn loads those that return an application as `tests.faults.careless:early()`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

from flask import Flask, Response, copy_current_request_context, jsonify, request
from sqlalchemy import Connection, Engine, event

from feedbackpulse import create_app
from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.ballots.service import NUMBER_BYTES, number_hash
from feedbackpulse.database import transaction
from feedbackpulse.roster import intake, issuing
from feedbackpulse.roster.tables import RosterRow
from feedbackpulse.web.encoding import decoded

CAST: Final = "ballot.cast"
_PAUSE: Final = 0.05


def _app() -> Flask:
    from feedbackpulse.wsgi import app

    return app


def early() -> Flask:
    """Acknowledge a ballot first, and put it in the box a moment later."""
    return _thanking_early(_app())


@contextmanager
def early_everywhere() -> Iterator[None]:
    """Do the same in every application that is made for a server of threads."""
    with patch(
        "tests.faults.serving.create_app", lambda settings: _thanking_early(create_app(settings))
    ):
        yield


def _thanking_early(app: Flask) -> Flask:
    put_in = app.view_functions[CAST]

    def cast() -> Response:
        message = decoded(request.form["message"]) or b""
        answer = jsonify(receipt=receipt_of(number_hash(message[NUMBER_BYTES:])))
        later = copy_current_request_context(put_in)
        answer.call_on_close(lambda: _after_a_moment(later))
        return answer

    app.view_functions[CAST] = cast
    return app


def _after_a_moment(do: Callable[[], object]) -> None:
    time.sleep(_PAUSE)
    do()


@contextmanager
def racing() -> Iterator[None]:
    """Look whether somebody has had a stamp, and only then write that they have."""
    with patch.object(issuing, "claim", _claim_later):
        yield


def _claim_later(stores: Any, *, round_id: Any, person_id: Any, value: bytes) -> Any:
    with stores.main() as session:
        row = session.get(RosterRow, (round_id, person_id))
        if row.claim not in {None, value}:
            return issuing.Refusal.ALREADY_SENT
    time.sleep(_PAUSE)
    with stores.main() as session, transaction(session):
        session.get(RosterRow, (round_id, person_id)).claim = value
    return None


@contextmanager
def forgetful() -> Iterator[None]:
    """Make a new ballot of every form without JavaScript, and look at nobody's turn."""

    def anew(*arguments: Any, ballot_number: bytes, **named: Any) -> Any:
        return intake.send_ballot(*arguments, ballot_number=os.urandom(len(ballot_number)), **named)

    with (
        patch("feedbackpulse.web.employee.pulse.send_ballot", anew),
        patch.object(intake, "claim", lambda *_, **__: None),
    ):
        yield


def hasty() -> Flask:
    """Acknowledge what only the memory of the machine has."""
    event.listen(Engine, "begin", _do_not_wait)
    return _app()


def _do_not_wait(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
    else:
        connection.connection.driver_connection.execute("PRAGMA synchronous = OFF")  # type: ignore[union-attr]  # it is connected
