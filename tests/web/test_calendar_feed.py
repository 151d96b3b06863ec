"""Can a calendar program read when rounds open and close, and nothing about anybody?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.closed_days import close_period
from feedbackpulse.cycles.domain import Cycle
from feedbackpulse.cycles.feed import FeedRound
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.service import feed_token
from feedbackpulse.web.feed import calendar_of
from tests.cycles.cycles import make_cycle
from tests.pages import Visitor
from tests.web.hr.organisation import organisation

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
Visit = Callable[[PersonId | None], Visitor]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def at_once() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cycle(stores: Stores, at_once: None) -> Cycle:
    """Start a cycle whose rounds open on both sides of both changes of the clock."""
    with stores.main() as session, transaction(session):
        draft = cycles.save_draft(session, cycle=make_cycle(first_day=date(2027, 3, 15)))
        return cycles.start_cycle(session, cycle_id=draft.id, now=NOW, catalogue=load_catalogue())


@pytest.fixture
def path(stores: Stores) -> str:
    with stores.main() as session, transaction(session):
        return f"/calendar/{feed_token(session)}.ics"


@pytest.fixture
def program(visit: Visit) -> FlaskClient:
    """Return a program that sends no cookies."""
    return visit(None).client


def events(text: str) -> dict[str, Any]:
    """Return the events as another library reads them, by what they are called."""
    found = vobject.readOne(text)
    return {event.summary.value: event for event in found.vevent_list}


def address(page: BeautifulSoup) -> str:
    """Return the path that HR is shown."""
    field = page.select_one("input#address")
    assert field is not None
    return str(field["value"]).partition("localhost")[2]


def test_a_calendar_program_reads_twelve_rounds_at_their_wall_time(
    cycle: Cycle, path: str, program: FlaskClient
) -> None:
    response = program.get(f"{path}?language=en")

    found = events(response.text)
    assert len(found) == 24
    opens = [event.dtstart.value for name, event in found.items() if name.endswith("opens")]
    days = [moment.strftime("%m-%d %H:%M") for moment in opens[:4]]
    assert days == ["03-15 09:00", "03-30 09:00", "04-12 09:00", "04-26 09:00"]
    assert [moment.utcoffset().total_seconds() / 3600 for moment in opens[:2]] == [1, 2]
    assert found["Luisteren 2027, round 1 closes"].dtstart.value == datetime(
        2027, 3, 21, 17, tzinfo=AMSTERDAM
    )
    assert response.content_type == "text/calendar; charset=utf-8"


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Europe/Amsterdam", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("Europe/Amsterdam", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("Europe/Amsterdam", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("Europe/Amsterdam", datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 11, 7, 7, 0, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2027, 6, 1, 1, 0, tzinfo=UTC)),
    ],
)
def test_the_zone_in_the_file_says_when_the_clock_changes(
    app: Flask, zone: str, moment: datetime
) -> None:
    """No time zone of this machine helps: only what the file itself says."""
    one = make_cycle()
    asked = FeedRound(
        cycle_id=one.id,
        title=one.title,
        number=1,
        opens_at=moment,
        closes_at=moment,
        zone=zone,
        sequence=0,
        changed_on=date(2027, 1, 1),
    )
    with app.test_request_context():
        text = calendar_of([asked], organisation="Libel").decode()
    text = text.replace(zone, f"Nowhere/{uuid4()}")  # the reader remembers a zone by its name

    found = vobject.readOne(text).vevent_list[0].dtstart.value

    assert found.astimezone(UTC) == moment


def test_nobody_signs_in_and_no_cookie_is_given(
    cycle: Cycle, path: str, program: FlaskClient
) -> None:
    response = program.get(path)

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_what_did_not_change_is_not_sent_again(
    cycle: Cycle, path: str, program: FlaskClient
) -> None:
    first = program.get(path)

    again = program.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_a_round_that_moves_keeps_its_name_and_counts_its_changes(
    cycle: Cycle, path: str, program: FlaskClient, stores: Stores
) -> None:
    before = events(program.get(f"{path}?language=en").text)
    with stores.main() as session, transaction(session):
        close_period(
            session,
            first_day=date(2027, 3, 15),
            last_day=date(2027, 3, 16),
            name="Verhuizing",
            on=date(2027, 3, 1),
            now=NOW,
        )

    after = events(program.get(f"{path}?language=en").text)

    name = "Luisteren 2027, round 1 opens"
    assert after[name].uid.value == before[name].uid.value
    assert int(after[name].sequence.value) > int(before[name].sequence.value)
    assert after[name].dtstart.value == datetime(2027, 3, 17, 9, tzinfo=AMSTERDAM)


def test_it_names_nobody_and_asks_nothing(
    cycle: Cycle, path: str, program: FlaskClient, stores: Stores
) -> None:
    organisation(stores)

    text = program.get(path).text

    assert "Hedda" not in text
    assert load_catalogue().anchor.text.nl not in text
    assert set(vobject.readOne(text).vevent_list[0].contents) == {
        "uid",
        "summary",
        "dtstart",
        "dtstamp",
        "last-modified",
        "sequence",
        "transp",
    }


def test_what_is_paused_a_draft_or_over_is_not_to_come(
    cycle: Cycle, path: str, program: FlaskClient, stores: Stores
) -> None:
    with stores.main() as session, transaction(session):
        cycles.save_draft(session, cycle=make_cycle(title="Schets"))
        cycles.pause_cycle(session, cycle_id=cycle.id, now=NOW, reason="The building is closed.")

    text = program.get(path).text

    assert "VEVENT" not in text
    assert vobject.readOne(text).version.value == "2.0"


def test_another_address_leads_nowhere(path: str, program: FlaskClient) -> None:
    assert program.get("/calendar/somebody-guesses.ics").status_code == 404
    assert program.get(path.replace(".ics", "x.ics")).status_code == 404


def test_hr_makes_the_first_address_and_another_one_later(
    cycle: Cycle, stores: Stores, visit: Visit, program: FlaskClient
) -> None:
    hr = visit(organisation(stores).hr)
    before = address(hr.submit(hr.open("/org/calendar")))
    assert program.get(before).status_code == 200

    after = address(hr.submit(hr.open("/org/calendar/renew")))

    assert program.get(before).status_code == 404
    assert program.get(after).status_code == 200
    assert address(hr.open("/org/calendar")) == after
