"""Do metrics help who watches over the product, and tell nothing of who answers?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import create_app
from feedbackpulse.config import ConfigurationError, Settings
from tests.conftest import close
from tests.databases import settings_in

pytestmark = pytest.mark.both_engines

TOKEN = "a-token-of-more-than-enough-letters"
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def watched(instance: Path) -> Iterator[Flask]:
    app = create_app(replace(settings_in(instance), metrics_token=TOKEN))
    app.config.update(TESTING=True)
    yield app
    close(app)


def read(app: Flask) -> str:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def numbers(text: str) -> dict[str, float]:
    found = re.findall(r"^(feedbackpulse\S+(?:\{[^}]*\})?) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in found if "_created" not in name}


def test_without_a_token_in_the_settings_there_is_no_such_page(app: Flask) -> None:
    answer = app.test_client().get("/metrics", headers={"Authorization": "Bearer "})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer ", "Bearer no", f"Bearer {TOKEN}x", f"Basic {TOKEN}"]
)
def test_another_token_opens_nothing(watched: Flask, given: str) -> None:
    answer = watched.test_client().get("/metrics", headers={"Authorization": given})

    assert answer.status_code == 401
    assert "feedbackpulse_rounds" not in answer.get_data(as_text=True)


def test_it_says_how_the_installation_is(watched: Flask) -> None:
    found = numbers(read(watched))

    assert found['feedbackpulse_store_well{store="main"}'] == 1
    assert found['feedbackpulse_store_well{store="box"}'] == 1
    assert found['feedbackpulse_rounds{state="open"}'] == 0
    assert found['feedbackpulse_rounds_late{step="closing"}'] == 0
    assert found['feedbackpulse_jobs{state="waiting"}'] == 0
    assert found["feedbackpulse_mail_oldest_minutes"] == 0


def test_it_counts_how_long_pages_of_who_manages_took(watched: Flask) -> None:
    watched.test_client().get("/admin/people")
    watched.test_client().get("/org")

    assert numbers(read(watched))["feedbackpulse_desk_page_seconds_count"] == 2


@pytest.mark.parametrize(
    "visit",
    [
        "GET /",
        "GET /i",
        "POST /i",
        "GET /sign-in",
        f"GET /pulse/{NOBODY}",
        f"POST /pulse/{NOBODY}",
        f"POST /pulse/{NOBODY}/stamp",
        "GET /ballot",
        "POST /ballot/answer",
        "POST /ballot/cast",
        "GET /static/js/ballot/send.js",
        "GET /static/css/app.css",
    ],
)
def test_visits_of_who_answers_move_no_number(watched: Flask, visit: str) -> None:
    method, address = visit.split()
    before = numbers(read(watched))

    for _ in range(3):
        watched.test_client().open(address, method=method).close()

    assert numbers(read(watched)) == before


def test_nothing_of_the_process_gives_visits_away(watched: Flask) -> None:
    assert {name.split("{")[0] for name in numbers(read(watched))} == {
        "feedbackpulse_desk_page_seconds_bucket",
        "feedbackpulse_desk_page_seconds_count",
        "feedbackpulse_desk_page_seconds_sum",
        "feedbackpulse_info",
        "feedbackpulse_jobs",
        "feedbackpulse_mail_oldest_minutes",
        "feedbackpulse_page_failures_total",
        "feedbackpulse_rounds",
        "feedbackpulse_rounds_late",
        "feedbackpulse_store_well",
    }


def test_a_token_that_could_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="openssl"):
        Settings(instance_path=tmp_path, metrics_token="short")
