"""Does no round open while the doctor finds what stops it: not by HR, not by the clock?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cli.doctor import may_open
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle, Round, RoundState
from feedbackpulse.database import Stores
from feedbackpulse.extensions import Runtime
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import drafted, organisation, running

Visit = Callable[[PersonId | None], Visitor]
SOLVED = "The installation is checked: nothing stands in the way."
STOPPED = "No round opens until this is solved."
MENDED = "The round can open, but have this solved."


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Visitor:
    return visit(organisation(stores).hr)


@pytest.fixture
def a_bad_server(app: Flask) -> None:
    """Let others read the box's keys."""
    keys = Path(app.instance_path) / "keystore"
    keys.mkdir(exist_ok=True)
    keys.chmod(0o755)


@pytest.fixture
def a_long_key(app: Flask) -> None:
    """Let the product make its secret key, instead of the word that tests have."""
    runtime: Runtime = app.extensions["feedbackpulse"]
    settings = replace(runtime.settings, secret_key="")
    app.extensions["feedbackpulse"] = replace(runtime, settings=settings)


def first_round(stores: Stores, cycle: Cycle) -> Round:
    with stores.main() as session:
        return cycles.list_rounds(session, cycle_id=cycle.id)[0]


def state(stores: Stores, asked: Round) -> RoundState:
    with stores.main() as session:
        return cycles.get_round(session, round_id=asked.id).state


def test_hr_reads_that_nothing_stands_in_the_way(
    stores: Stores, hr: Visitor, a_long_key: None
) -> None:
    planned, draft = first_round(stores, running(stores)), drafted(stores)

    for page in (f"rounds/{planned.id}/open", f"cycles/{draft.id}/check"):
        assert SOLVED in words_of(hr.open(f"/org/{page}"))


def test_hr_reads_what_to_ask_for_and_may_open(stores: Stores, hr: Visitor) -> None:
    planned = first_round(stores, running(stores))
    page = hr.open(f"/org/rounds/{planned.id}/open")

    said = words_of(page)
    hr.submit(page)

    assert MENDED in said
    assert "Ask your administrator to let the product make one. (secret-key-short)" in said
    assert state(stores, planned) is RoundState.OPEN


def test_what_stops_takes_the_button_away(stores: Stores, hr: Visitor, a_bad_server: None) -> None:
    planned = first_round(stores, running(stores))

    page = hr.open(f"/org/rounds/{planned.id}/open")

    assert STOPPED in words_of(page)
    assert "The round stays planned, also when its day comes." in words_of(page)
    assert "(keys-open)" in words_of(page)
    assert not page.select("main form")
    assert STOPPED in words_of(hr.open(f"/org/rounds/{planned.id}"))
    assert STOPPED in words_of(hr.open(f"/org/cycles/{drafted(stores).id}/check"))


def test_what_stops_meanwhile_stops_too(stores: Stores, hr: Visitor, app: Flask) -> None:
    planned = first_round(stores, running(stores))
    page = hr.open(f"/org/rounds/{planned.id}/open")
    app.debug = True

    page = hr.submit(page, status=422)

    assert STOPPED in words_of(page)
    assert state(stores, planned) is RoundState.PLANNED


def test_hr_reads_it_in_dutch(stores: Stores, app: Flask, visit: Visit, a_bad_server: None) -> None:
    hr = Visitor(visit(organisation(stores).hr).client, language="nl")
    planned = first_round(stores, running(stores))

    said = words_of(hr.open(f"/org/rounds/{planned.id}/open"))

    assert "Er gaat geen ronde open tot dit is opgelost." in said


def test_the_clock_lets_a_round_wait(
    stores: Stores, hr: Visitor, app: Flask, a_bad_server: None, caplog: pytest.LogCaptureFixture
) -> None:
    planned = first_round(stores, running(stores))
    open_what_is_due = partial(
        tick,
        stores,
        now=planned.opens_at,
        catalogue=load_catalogue(),
        may_open=partial(may_open, app, app.extensions["feedbackpulse"]),
    )

    with caplog.at_level(logging.ERROR):
        open_what_is_due()
    waited = state(stores, planned)
    (Path(app.instance_path) / "keystore").chmod(0o700)
    open_what_is_due()

    assert waited is RoundState.PLANNED
    assert f"round {planned.id} stays planned: `feedbackpulse doctor` says why" in caplog.text
    assert state(stores, planned) is RoundState.OPEN
    assert planned.opens_at > clock.now()
