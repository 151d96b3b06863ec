"""Does every answer, a refusal too, tell the browser what it may do, and keep its cookie to itself?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedbackpulse import create_app
from feedbackpulse.people.domain import PersonId
from tests.conftest import close
from tests.databases import settings_in
from tests.pages import Visitor
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
PUBLIC = "https://pulse.example.org"
AS_ITSELF = {"Host": "pulse.example.org", "X-Forwarded-Proto": "https"}


@pytest.fixture
def public(instance: Path) -> Iterator[Flask]:
    """Return an application that people reach over HTTPS, behind one proxy."""
    app = create_app(replace(settings_in(instance), public_url=PUBLIC, trusted_proxies=1))
    yield app
    close(app)


def ask(client: FlaskClient, path: str, method: str = "GET", **more: Any) -> TestResponse:
    return client.open(
        path, method=method, base_url=PUBLIC, headers=AS_ITSELF, buffered=True, **more
    )


ANSWERS = {
    "a page": ("GET", "/sign-in", 200),
    "a page for who signed in": ("GET", "/account", 302),
    "nothing there": ("GET", "/nothing/there", 404),
    "a way that is not there": ("DELETE", "/sign-in", 405),
    "a form that has no token": ("POST", "/sign-in", 400),
    "where nobody is anybody": ("GET", "/ballot", 200),
    "a file": ("GET", "/static/css/app.css", 200),
    "what is too large": ("POST", "/sign-in", 413),
    "health": ("GET", "/health", 200),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_says_what_a_browser_may_do(public: Flask, kind: str) -> None:
    method, path, status = ANSWERS[kind]
    body = {"data": b"x" * 11_000_000} if kind == "what is too large" else {}
    answer = ask(public.test_client(), path, method, **body)
    policy = answer.headers["Content-Security-Policy"]

    assert answer.status_code == status
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert ("no-store" in answer.headers["Cache-Control"]) is (kind != "a file")


def test_a_way_that_is_not_there_says_which_are(public: Flask) -> None:
    assert "POST" in ask(public.test_client(), "/sign-in", "DELETE").headers["Allow"]


def test_the_cookie_is_for_this_site_over_https_and_not_for_scripts(public: Flask) -> None:
    [cookie] = ask(public.test_client(), "/sign-in").headers.getlist("Set-Cookie")
    parts = {part.strip() for part in cookie.split(";")}

    assert cookie.startswith("__Host-feedbackpulse=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert not [part for part in parts if part.startswith("Domain")]


def test_nothing_is_traced_back(public: Flask) -> None:
    assert ask(public.test_client(), "/", "TRACE").status_code == 405


def test_a_forged_proxy_is_not_believed(app: Flask) -> None:
    """Where no proxy is set, what it would say is what anybody says."""
    answer = app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in answer.headers


def test_pages_of_people_are_kept_by_nobody(world: World, visit: Visit) -> None:
    for path in ("/", "/account", "/outcome" + world.unit("Day")):
        answer = visit(world.member("Day")).get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
