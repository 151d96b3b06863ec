"""Does HR see the next twelve rounds, and what moves them, before a rhythm is saved?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle, Rhythm
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.web.rule_words import rule_in_words
from tests.cycles.cycles import make_cycle
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import organisation

NOW = datetime(2027, 4, 26, 12, tzinfo=UTC)
Visit = Callable[[PersonId | None], Visitor]
Answers = dict[str, str | list[str]]
FIRST_MONDAY: Answers = {
    "rhythm": "own",
    "place": "nth",
    "every": "2",
    "weekday": "MO",
    "which": "1",
    "first_day": "2027-05-01",
}
WHY = "People told us that this is too often."


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Iterator[Visitor]:
    with time_machine.travel(NOW, tick=False):
        yield visit(organisation(stores).hr)


def drafted(stores: Stores) -> Cycle:
    with stores.main() as session, transaction(session):
        return cycles.save_draft(session, cycle=make_cycle(first_day=date(2027, 5, 3)))


def started(stores: Stores) -> Cycle:
    draft = drafted(stores)
    with stores.main() as session, transaction(session):
        return cycles.start_cycle(session, cycle_id=draft.id, now=NOW, catalogue=load_catalogue())


def stored(stores: Stores) -> Cycle:
    with stores.main() as session:
        [cycle] = cycles.list_cycles(session)
    return cycle


def lines(page: BeautifulSoup) -> list[str]:
    return [" ".join(line.get_text(" ").split()) for line in page.select(".plan li")]


def test_every_move_is_said_with_its_reason(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/rhythm")

    assert len(lines(page)) == 12
    assert lines(page)[0].startswith("Opens Monday 3 May 2027, 09:00")
    assert lines(page)[1].startswith(
        "Opens Tuesday 18 May 2027, 09:00, closes Monday 24 May 2027, 17:00. "
        "Moved: 17 May → 18 May: Pentecost Monday"
    )


def test_the_calendar_says_in_words_what_its_colours_say(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/rhythm")

    months = page.select("table.month")
    captions = [" ".join(month.caption.text.split()) for month in months if month.caption]
    assert captions[:2] == ["May 2027", "June 2027"]
    assert len(months) == 12
    may = {cell.text.split(",")[0]: cell for cell in months[0].select("td") if cell.text}
    assert may["17"].text == "17, Pentecost Monday"
    assert may["17"].select_one("s")
    assert may["18"].text == "18, opens: round 2"
    assert may["19"].text == "19, round 2"
    assert may["31"].text == "31, opens: round 3"
    assert next(head["abbr"] for head in months[0].select("th")) == "Monday"


def test_a_rhythm_is_looked_at_before_it_is_saved(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/rhythm")

    page = hr.submit(page, FIRST_MONDAY, button="action=show")

    assert "Nothing is saved yet." in words_of(page)
    assert [line[:24] for line in lines(page)[:2]] == [
        "Opens Monday 3 May 2027,",
        "Opens Monday 5 July 2027",
    ]
    assert stored(stores).rhythm is Rhythm.BIWEEKLY

    hr.submit(page, button="action=next")

    assert (stored(stores).rhythm, stored(stores).rule) == (
        Rhythm.OWN,
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO",
    )
    page = hr.open(f"/org/cycles/{stored(stores).id}/rhythm")
    assert page.select_one("#place-3[checked]")
    assert page.select_one("option[value='1'][selected]")


def test_an_opening_that_is_skipped_is_said_too(stores: Stores, hr: Visitor) -> None:
    summer: Answers = {"name": "Summer", "first_day": "2027-07-12", "last_day": "2027-08-08"}
    page = hr.submit(hr.open("/org/closed-days/new"), summer, button="action=show")
    hr.submit(page, button="action=save")

    said = lines(hr.open(f"/org/cycles/{drafted(stores).id}/rhythm"))

    assert (
        "No round on Monday 12 July 2027: Summer. Too few days are left before the next one."
        in said
    )
    assert "Moved:" not in " ".join(said[4:])


WRONG: list[tuple[Answers, str]] = [
    ({"place": "text", "rule": ""}, "Write the rule."),
    ({"place": "text", "rule": "every month"}, "We cannot read this rule."),
    ({"place": "text", "rule": "FREQ=MONTHLY;COUNT=3"}, "A rule has no end here."),
    ({"place": "text", "rule": "FREQ=MONTHLY;BYHOUR=9"}, "this part of the rule: BYHOUR"),
    ({"place": "text", "rule": "FREQ=HOURLY"}, "Choose once a week at most."),
    ({"place": "text", "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "No round falls"),
    (
        {"place": "text", "rule": "FREQ=MONTHLY;BYMONTHDAY=10,13"},
        "within a week: 10 May 2027 and 13 May 2027",
    ),
    (
        {"place": "weekday", "every": "1", "window_days": "9"},
        "The round of 3 May 2027 is still open when the round of 10 May 2027 opens.",
    ),
    ({"place": "weekday", "every": ""}, "Fill in a number."),
    ({"place": "day", "month_day": "32"}, "Choose a number from 1 to 31."),
    ({"place": "day", "month_day": ""}, "Fill in a number."),
]


def test_a_rhythm_that_cannot_be_says_why(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/rhythm")

    for answers, message in WRONG:
        refused = hr.submit(page, {**FIRST_MONDAY, **answers}, button="action=show", status=422)

        assert message in words_of(refused), answers


def test_a_running_cycle_gets_another_rhythm_after_a_look(stores: Stores, hr: Visitor) -> None:
    cycle = started(stores)
    page = hr.open(f"/org/cycles/{cycle.id}/new-rhythm")
    assert "The new rhythm counts from round 1." in words_of(page)

    page = hr.submit(page, {**FIRST_MONDAY, "reason": WHY}, button="action=show")
    assert "Nothing is saved yet." in words_of(page)
    assert stored(stores).rhythm is Rhythm.BIWEEKLY
    page = hr.submit(page, button="action=save")

    assert "The new rhythm counts from the next round." in words_of(page)
    assert "Every 2 months on the first Monday" in words_of(page)
    assert stored(stores).rule == "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO"


def test_the_page_of_a_round_says_what_moved_it(stores: Stores, hr: Visitor) -> None:
    with stores.main() as session, transaction(session):
        draft = cycles.save_draft(session, cycle=make_cycle(first_day=date(2027, 5, 17)))
        cycles.start_cycle(session, cycle_id=draft.id, now=NOW, catalogue=load_catalogue())
        [planned] = cycles.list_rounds(session, cycle_id=draft.id)

    assert "17 May → 18 May: Pentecost Monday" in words_of(hr.open(f"/org/rounds/{planned.id}"))


def test_another_rhythm_needs_a_reason(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{started(stores).id}/new-rhythm")

    page = hr.submit(page, FIRST_MONDAY, button="action=show", status=422)

    assert "Give a reason" in words_of(page)


def test_a_draft_has_its_own_page_for_that(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/new-rhythm")

    assert page.select_one(".wiz-count")


@pytest.mark.parametrize(
    ("rule", "english", "dutch"),
    [
        ("FREQ=WEEKLY;BYDAY=TH", "Every week on Thursday", "donderdag"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO", "Every 3 weeks on Monday", "maandag"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "Every month on day 15", "15"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "Every month on day 31, or else on the last day",
            "31",
        ),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1", "Every 2 months on the last day", "2"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday", "vrijdag"),
        (
            "FREQ=MONTHLY;BYDAY=1TU;BYMONTH=3,9",
            "Every month on the first Tuesday, only in March, September",
            "maart",
        ),
        ("FREQ=YEARLY", "By the rule FREQ=YEARLY;INTERVAL=1", "FREQ=YEARLY"),
    ],
)
def test_a_rule_is_said_in_words(hr: Visitor, rule: str, english: str, dutch: str) -> None:
    app = hr.client.application
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert rule_in_words(rule) == english
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert dutch in rule_in_words(rule)
