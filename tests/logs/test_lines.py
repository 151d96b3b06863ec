"""Does the log say what happened, and nothing of what people sent?"""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from waitress.server import create_server

from feedbackpulse.logs import JsonLines, Lines, begin_logging, formatter_for
from feedbackpulse.serving_log import hide_visitors

SECRET = "Noor said that the weather is nice"


def record(message: str, *values: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("feedbackpulse.x", logging.INFO, "x.py", 1, message, values, None)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def a_failure() -> logging.LogRecord:
    made = record("something failed", event="thing_failed")
    try:
        try:
            dict[str, int]()[SECRET]
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        made.exc_info = (ValueError, error, error.__traceback__)
    return made


def test_a_json_line_has_a_moment_in_utc_an_event_and_words() -> None:
    made = record("round %s is open", 7, event="round_opened")
    made.created = datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp()

    line = json.loads(JsonLines().format(made))

    assert line.pop("process") == made.process
    assert line == {
        "time": "2026-03-29T01:30:00Z",
        "level": "info",
        "event": "round_opened",
        "text": "round 7 is open",
    }


def test_a_line_of_somebody_else_is_named_after_its_logger() -> None:
    assert json.loads(JsonLines().format(record("hello")))["event"] == "feedbackpulse.x"


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_tells_its_kind_and_place_but_not_its_words(form: str) -> None:
    written = formatter_for("json" if form == "json" else "text").format(a_failure())

    assert "ValueError from KeyError" in written
    assert "test_lines.py" in written
    assert SECRET not in written


def test_a_line_of_text_has_a_moment_in_utc_too() -> None:
    made = record("hello")
    made.created = 0

    assert Lines().format(made) == "1970-01-01T00:00:00Z INFO hello"


def test_a_one_time_link_stands_in_a_log_for_people_only() -> None:
    made = record("one-time link: %s", "https://pulse.example/#token", secret=True)

    assert "token" in Lines().format(made)
    assert json.loads(JsonLines().format(made))["text"] == "one-time link: %s"


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("Booting worker with pid: %s", (7,)),
        ("Worker (pid:%s) was sent %s!%s", (7, "SIGKILL", "")),
    ],
)
def test_gunicorn_tells_of_its_processes(message: str, values: tuple[object, ...]) -> None:
    made = record(message, *values)

    assert hide_visitors(made)
    assert made.getMessage() == message % values


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("Invalid request from ip=10.0.0.7: secret", ()),
        ("Error handling request %s", ("/ballot/vote/secret",)),
    ],
)
def test_gunicorn_tells_nothing_of_visitors(message: str, values: tuple[object, ...]) -> None:
    made = record(message, *values)

    assert hide_visitors(made)
    assert made.getMessage() == "gunicorn met something that may name a visitor"


@pytest.fixture
def page() -> Iterator[int]:
    """Serve a page that is far too long for who asks for it, and return its port."""

    def endless(_environ: object, start_response: Callable[..., object]) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        while True:
            yield bytes(1 << 20)

    server = create_server(endless, host="127.0.0.1", port=0, outbuf_high_watermark=1 << 16)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()


def test_whoever_leaves_before_a_page_is_there_leaves_no_line(
    page: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server for one process would write which page it was, and so when somebody answered."""
    monkeypatch.setattr(logging.getLogger("waitress"), "filters", [])
    caplog.set_level(logging.INFO)

    leave(page)
    careless = wait_for_lines(caplog)
    caplog.clear()
    monkeypatch.setattr(logging.root, "handlers", [])
    begin_logging("text", level=logging.INFO)
    monkeypatch.setattr(logging.root, "handlers", [caplog.handler])
    leave(page)
    leave(page)

    assert careless == ["Client disconnected while serving /pulse/secret"]
    assert wait_for_lines(caplog, seconds=0.5) == []


def leave(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as visitor:
        visitor.sendall(b"GET /pulse/secret HTTP/1.1\r\nHost: x\r\n\r\n")
        visitor.recv(1)


def wait_for_lines(caplog: pytest.LogCaptureFixture, *, seconds: float = 5) -> list[str]:
    until = time.monotonic() + seconds
    while not caplog.messages and time.monotonic() < until:
        time.sleep(0.01)
    return caplog.messages.copy()


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    app.config.update(TESTING=False)

    def fail() -> str:
        raise ValueError(SECRET)

    sending = ("employee.manifest", "employee.stamp", "ballot.vote")
    for endpoint in ("account.privacy", "account.calendar_feed", *sending):
        monkeypatch.setitem(app.view_functions, endpoint, lambda **_: fail())
    monkeypatch.setitem(app.before_request_funcs, "employee", [])
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


def test_a_page_that_fails_is_told_without_its_address(
    broken: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.test_client().get("/calendar/a-secret-token.ics")

    [said] = caplog.records
    assert answer.status_code == 500
    assert said.getMessage() == "the page account.calendar_feed failed"
    assert "a-secret-token" not in Lines().format(said)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "/pulse/00000000-0000-0000-0000-000000000000/stamp"),
        ("GET", "/pulse/00000000-0000-0000-0000-000000000000/manifest"),
        ("GET", "/ballot/vote/ABCDEF"),
    ],
)
def test_where_something_comes_without_a_name_a_failure_leaves_no_line(
    broken: Flask, caplog: pytest.LogCaptureFixture, method: str, address: str
) -> None:
    answer = broken.test_client().open(address, method=method)

    assert answer.status_code == 500
    assert caplog.records == []
