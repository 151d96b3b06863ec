"""Does a proxy hear in time whether visitors may be sent here?"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import create_app
from feedbackpulse.config import Settings
from feedbackpulse.web.asking import Asked
from tests.conftest import close
from tests.databases import settings_in


def settings_with(folder: Path, **more: str) -> Settings:
    return Settings(instance_path=folder, secret_key="only-for-tests", **more)  # type: ignore[arg-type]  # the settings of text


@pytest.fixture
def silent_server() -> Iterator[int]:
    """Return the port of a server that takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        yield door.getsockname()[1]


@pytest.mark.both_engines
def test_a_new_installation_lives_and_is_ready(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/health").json == {"status": "ok"}
    assert client.get("/ready").json == {"status": "ready"}


@pytest.mark.both_engines
def test_health_sets_no_cookie_and_needs_none(app: Flask) -> None:
    answer = app.test_client().get("/health")

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_never_answers_is_told_within_three_seconds(
    tmp_path: Path, silent_server: int
) -> None:
    url = f"postgresql://me@127.0.0.1:{silent_server}/main"
    app = create_app(settings_with(tmp_path, database_url=url))
    began = time.monotonic()

    answer = app.test_client().get("/health")

    took = time.monotonic() - began
    close(app)
    assert answer.status_code == 503
    assert answer.json == {"status": "trouble"}
    assert took < 3


def test_databases_without_tables_live_but_are_not_ready(tmp_path: Path) -> None:
    app = create_app(settings_with(tmp_path))
    client = app.test_client()

    lives, ready = client.get("/health"), client.get("/ready")

    close(app)
    assert lives.status_code == 200
    assert (ready.status_code, ready.get_json()["because"]) == (503, ["schema-old"])


def test_a_keystore_that_cannot_be_written_is_named(instance: Path) -> None:
    (instance / "a file").touch(mode=0o600)
    app = create_app(replace(settings_in(instance), keystore=str(instance / "a file" / "keys")))

    answer = app.test_client().get("/ready")

    close(app)
    assert answer.get_json()["because"] == ["keystore"]


def test_a_queue_that_is_away_is_named(instance: Path, unused_port: int) -> None:
    url = f"redis://127.0.0.1:{unused_port}/0"
    app = create_app(replace(settings_in(instance), queue_url=url))

    answer = app.test_client().get("/ready")

    close(app)
    assert answer.get_json()["because"] == ["queue"]


@pytest.fixture
def unused_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port: int = door.getsockname()[1]
    return port


def test_many_who_ask_for_what_hangs_wait_for_one_question() -> None:
    asked = Asked(patience=0.05)
    begun = []

    def hang() -> str:
        begun.append(1)
        time.sleep(0.5)
        return ""

    answers = [asked.answer(asked.ask("main", hang), late="late") for _ in range(5)]

    assert answers == ["late"] * 5
    assert len(begun) == 1


def test_what_goes_wrong_while_asking_is_not_taken_for_an_answer() -> None:
    asked = Asked()

    def fail() -> str:
        raise LookupError("a mistake of ours")

    with pytest.raises(LookupError):
        asked.answer(asked.ask("main", fail), late="late")
