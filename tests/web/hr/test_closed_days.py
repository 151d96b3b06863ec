"""Can HR close days, and see what that moves before it does?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.service import closed_periods, get_programme
from tests.cycles.cycles import make_cycle
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import organisation

NOW = datetime(2027, 5, 4, 12, tzinfo=UTC)
Visit = Callable[[PersonId | None], Visitor]
MOVES = {"name": "Verhuizing", "first_day": "2027-05-18", "last_day": "2027-05-19"}


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Iterator[Visitor]:
    """Sign somebody of HR in, where a round would open on Whit Monday."""
    with time_machine.travel(NOW, tick=False):
        with stores.main() as session, transaction(session):
            draft = cycles.save_draft(session, cycle=make_cycle(first_day=date(2027, 5, 17)))
            cycles.start_cycle(session, cycle_id=draft.id, now=NOW, catalogue=load_catalogue())
        yield visit(organisation(stores).hr)


def test_the_holidays_of_the_coming_year_are_listed(hr: Visitor) -> None:
    said = words_of(hr.open("/org/closed-days"))

    assert "Netherlands" in said
    assert "Pentecost MondayMonday 17 May 2027" in said
    assert "Easter MondayMonday 17 April 2028" in said
    assert "No days of your own yet." in said


def test_what_moves_is_shown_before_days_are_closed(hr: Visitor, stores: Stores) -> None:
    page = hr.submit(hr.open("/org/closed-days/new"), {**MOVES}, button="action=show")

    assert "Luisteren 2027, round 1: 18 May 2027 → 20 May 2027" in words_of(page)
    with stores.main() as session:
        assert closed_periods(session) == ()

    page = hr.submit(page, button="action=save")

    assert "The days are closed." in words_of(page)
    assert "Verhuizing18 May 2027 to 19 May 2027" in words_of(page)


def test_everybody_reads_which_days_are_closed_and_what_moved(hr: Visitor) -> None:
    page = hr.submit(hr.open("/org/closed-days/new"), {**MOVES}, button="action=show")
    hr.submit(page, button="action=save")

    said = words_of(hr.open("/programme"))

    assert "Verhuizing: Tuesday 18 May to Wednesday 19 May." in said
    assert "From Tuesday 18 May to Thursday 20 May. The reason: Pentecost Monday." in said
    assert "Hedda" not in said


def test_days_are_opened_again_after_asking(hr: Visitor) -> None:
    page = hr.submit(hr.open("/org/closed-days/new"), {**MOVES}, button="action=show")
    page = hr.submit(page, button="action=save")
    remove = page.select_one("a.edit")
    assert remove is not None

    page = hr.open(str(remove["href"]))
    assert "20 May 2027 → 18 May 2027: Pentecost Monday" in words_of(page)
    page = hr.submit(page)

    assert "The days are open again." in words_of(page)
    hr.open(str(remove["href"]), status=404)


def test_holidays_can_be_those_of_no_country(hr: Visitor, stores: Stores) -> None:
    page = hr.submit(hr.open("/org/closed-days/holidays"), {"country": ""}, button="action=show")
    assert "18 May 2027 → 17 May 2027" in words_of(page)

    page = hr.submit(page, button="action=save")

    assert "No country: holidays do not count" in words_of(page)
    with stores.main() as session:
        assert get_programme(session).holidays == ""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"last_day": "2027-05-17"}, "Choose the first day or one after it."),
        ({"last_day": "2028-06-01"}, "Close one year at most."),
        ({"name": " "}, "Give these days a name."),
        ({"first_day": ""}, "Choose a day."),
    ],
)
def test_days_that_make_no_sense_are_refused(
    hr: Visitor, wrong: dict[str, str], message: str
) -> None:
    page = hr.submit(
        hr.open("/org/closed-days/new"), {**MOVES, **wrong}, button="action=show", status=422
    )

    assert message in words_of(page)
