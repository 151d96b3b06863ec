"""Do the next twelve rounds fall where somebody with a paper calendar would put them?

Every date below was counted by hand, for 2026 to 2028 and the Dutch holidays of those years.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo

import pytest

from feedbackpulse.cycles.calendar import Skipped, Window, schedule
from feedbackpulse.cycles.domain import Rhythm
from feedbackpulse.programme.closures import ALWAYS_OPEN, Closures
from tests.cycles.closures import closed
from tests.cycles.cycles import make_cycle

DUTCH = Closures(country="NL")
SUMMER = closed("NL", ("2026-07-20", "2026-08-09", "Zomersluiting"))
CHRISTMAS = closed("NL", ("2026-12-24", "2027-01-03", "Kerstvakantie"))


def days(text: str) -> list[str]:
    """Return days such as "2026-03-16", with the year said once: "2026: 03-16 03-30"."""
    found, year = [], ""
    for word in text.split():
        if word.endswith(":"):
            year = word[:-1]
        else:
            found.append(f"{year}-{word}")
    return found


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A rhythm, and the twelve days on which its rounds open; with what moves or skips one."""

    rhythm: Rhythm
    first_day: date
    opens: str
    closures: Closures = DUTCH
    rule: str = ""
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    choices: dict[str, Any] = field(default_factory=dict)


COUNTED = {
    "every two weeks, over King's Day and Whit Monday": Counted(
        rhythm=Rhythm.BIWEEKLY,
        first_day=date(2026, 3, 16),
        opens="2026: 03-16 03-30 04-13 04-28 05-11 05-26 06-08 06-22 07-06 07-20 08-03 08-17",
        moved={
            "2026-04-28": ("2026-04-27", "Koningsdag"),
            "2026-05-26": ("2026-05-25", "Tweede pinksterdag"),
        },
    ),
    "every two weeks, over a summer break": Counted(
        rhythm=Rhythm.BIWEEKLY,
        first_day=date(2026, 6, 8),
        closures=SUMMER,
        opens="2026: 06-08 06-22 07-06 08-10 08-17 08-31 09-14 09-28 10-12 10-26 11-09 11-23",
        moved={"2026-08-10": ("2026-08-03", "Zomersluiting")},
        skipped={"2026-07-20": "Zomersluiting"},
    ),
    "every month on the 31st, over 29 February": Counted(
        rhythm=Rhythm.MONTHLY,
        first_day=date(2027, 8, 31),
        opens="2027: 08-31 09-30 10-31 11-30 12-31 2028: 01-31 02-29 03-31 04-30 05-31 06-30 07-31",
    ),
    "every month on the 25th, over two Christmases": Counted(
        rhythm=Rhythm.MONTHLY,
        first_day=date(2026, 12, 25),
        opens="2026: 12-28 2027: 01-25 02-25 03-25 04-25 05-25 06-25 07-25 08-25 09-25 10-25 11-25",
        moved={"2026-12-28": ("2026-12-25", "Eerste kerstdag")},
    ),
    "every two months, from Easter Monday": Counted(
        rhythm=Rhythm.TWO_MONTHLY,
        first_day=date(2026, 4, 6),
        opens="2026: 04-07 06-06 08-06 10-06 12-06 2027: 02-06 04-06 06-06 08-06 10-06 12-06 "
        "2028: 02-06",
        moved={"2026-04-07": ("2026-04-06", "Tweede paasdag")},
    ),
    "every quarter, from Ascension Day": Counted(
        rhythm=Rhythm.QUARTERLY,
        first_day=date(2026, 5, 14),
        opens="2026: 05-15 08-14 11-14 2027: 02-14 05-14 08-14 11-14 2028: 02-14 05-14 08-14 11-14 "
        "2029: 02-14",
        moved={"2026-05-15": ("2026-05-14", "Hemelvaartsdag")},
    ),
    "every quarter on the 29th, from 29 February": Counted(
        rhythm=Rhythm.QUARTERLY,
        first_day=date(2028, 2, 29),
        opens="2028: 02-29 05-29 08-29 11-29 2029: 02-28 05-29 08-29 11-29 2030: 02-28 05-29 08-29 "
        "11-29",
    ),
    "once, at Easter": Counted(
        rhythm=Rhythm.ONCE,
        first_day=date(2027, 3, 28),
        opens="2027: 03-30",
        moved={"2027-03-30": ("2027-03-28", "Eerste paasdag")},
    ),
    "the first Monday of every two months": Counted(
        rhythm=Rhythm.OWN,
        first_day=date(2026, 1, 1),
        rule="FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO",
        opens="2026: 01-05 03-02 05-04 07-06 09-07 11-02 2027: 01-04 03-01 05-03 07-05 09-06 11-01",
    ),
    "the last Friday of every month": Counted(
        rhythm=Rhythm.OWN,
        first_day=date(2026, 11, 1),
        rule="FREQ=MONTHLY;BYDAY=-1FR",
        opens="2026: 11-27 12-28 2027: 01-29 02-26 03-30 04-30 05-28 06-25 07-30 08-27 09-24 10-29",
        moved={
            "2026-12-28": ("2026-12-25", "Eerste kerstdag"),
            "2027-03-30": ("2027-03-26", "Goede vrijdag"),
        },
    ),
    "the last day of every month": Counted(
        rhythm=Rhythm.OWN,
        first_day=date(2027, 11, 15),
        rule="FREQ=MONTHLY;BYMONTHDAY=-1",
        opens="2027: 11-30 12-31 2028: 01-31 02-29 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31",
    ),
    "every three weeks on Thursday": Counted(
        rhythm=Rhythm.OWN,
        first_day=date(2026, 4, 20),
        rule="FREQ=WEEKLY;INTERVAL=3;BYDAY=TH",
        opens="2026: 04-23 05-15 06-04 06-25 07-16 08-06 08-27 09-17 10-08 10-29 11-19 12-10",
        moved={"2026-05-15": ("2026-05-14", "Hemelvaartsdag")},
    ),
    "every week on Monday, over the year's end": Counted(
        rhythm=Rhythm.OWN,
        first_day=date(2028, 12, 1),
        rule="FREQ=WEEKLY;BYDAY=MO",
        opens="2028: 12-04 12-11 12-18 12-27 2029: 01-02 01-08 01-15 01-22 01-29 02-05 02-12 02-19",
        moved={
            "2028-12-27": ("2028-12-25", "Eerste kerstdag"),
            "2029-01-02": ("2029-01-01", "Nieuwjaarsdag"),
        },
        choices={"window_days": 5},
    ),
    "every month, when most of the days are closed": Counted(
        rhythm=Rhythm.MONTHLY,
        first_day=date(2026, 12, 21),
        closures=CHRISTMAS,
        opens="2027: 01-04 01-21 02-21",
        moved={"2027-01-04": ("2026-12-21", "Kerstvakantie")},
        choices={"window_days": 14},
    ),
    "every two weeks, slowed once": Counted(
        rhythm=Rhythm.BIWEEKLY,
        first_day=date(2026, 3, 16),
        opens="2026: 03-16 04-13 05-11 06-08 07-06 08-03 08-31 09-28 10-26 11-23 12-21 2027: 01-18",
        choices={"slowed": 1},
    ),
    "every two weeks on holidays too": Counted(
        rhythm=Rhythm.BIWEEKLY,
        first_day=date(2027, 5, 3),
        opens="2027: 05-03 05-17 05-31 06-14 06-28 07-12 07-26 08-09 08-23 09-06 09-20 10-04",
        choices={"avoids_closures": False},
    ),
}


@pytest.mark.parametrize("name", COUNTED)
def test_the_next_twelve_rounds_open_on_the_days_counted_by_hand(name: str) -> None:
    counted = COUNTED[name]
    expected = days(counted.opens)

    rounds = first(counted, len(expected))

    assert [local(each.opens_at)[:10] for each in rounds if isinstance(each, Window)] == expected
    assert {
        local(each.opens_at)[:10]: (local(each.moved_from)[:10], each.moved_why.nl)
        for each in rounds
        if isinstance(each, Window) and each.moved_from and each.moved_why
    } == counted.moved
    skipped = [each for each in rounds if isinstance(each, Skipped)]
    assert {local(each.slot)[:10]: each.why.nl for each in skipped} == counted.skipped


@pytest.mark.parametrize("name", COUNTED)
def test_every_one_of_them_opens_and_closes_at_its_wall_time(name: str) -> None:
    for each in first(COUNTED[name], 12):
        if isinstance(each, Window):
            assert local(each.opens_at)[11:] == "09:00"
            assert local(each.closes_at)[11:] == "17:00"


def test_a_moved_round_keeps_its_length() -> None:
    rounds = first(COUNTED["every two weeks, over King's Day and Whit Monday"], 12)

    closing = {local(one.opens_at)[:10]: local(one.closes_at) for one in rounds if is_window(one)}
    assert closing["2026-04-28"] == "2026-05-04 17:00"
    assert closing["2026-05-26"] == "2026-06-01 17:00"


def test_a_moved_round_closes_before_the_next_one_opens() -> None:
    """Fourteen days from the Tuesday would still be open on the Monday of the next round."""
    counted = Counted(rhythm=Rhythm.BIWEEKLY, first_day=date(2027, 5, 17), opens="")

    moved, following = first(counted, 2, window_days=14)

    assert is_window(moved)
    assert is_window(following)
    assert (local(moved.opens_at), local(moved.closes_at)) == (
        "2027-05-18 09:00",
        "2027-05-30 17:00",
    )
    assert local(following.opens_at) == "2027-05-31 09:00"


def test_a_round_that_would_lose_more_than_half_of_its_days_is_skipped() -> None:
    counted = Counted(
        rhythm=Rhythm.BIWEEKLY, first_day=date(2026, 12, 21), opens="", closures=CHRISTMAS
    )

    skipped, following = first(counted, 1, window_days=14)

    assert isinstance(skipped, Skipped)
    assert skipped.why.nl == "Kerstvakantie"
    assert is_window(following)
    assert local(following.opens_at) == "2027-01-04 09:00"


def test_what_opens_at_a_weekend_may_move_within_it() -> None:
    market = closed("", ("2027-06-05", "2027-06-05", "Braderie"))
    saturday = Counted(rhythm=Rhythm.ONCE, first_day=date(2027, 6, 5), opens="", closures=market)

    [moved] = first(saturday, 1)

    assert is_window(moved)
    assert local(moved.opens_at) == "2027-06-06 09:00"


@pytest.mark.parametrize(
    ("wall", "shown", "moment"),
    [
        (time(0, 30), "2027-03-28 00:30", datetime(2027, 3, 27, 23, 30, tzinfo=UTC)),
        (time(2, 30), "2027-03-28 03:00", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (time(3), "2027-03-28 03:00", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (time(9), "2027-03-28 09:00", datetime(2027, 3, 28, 7, tzinfo=UTC)),
    ],
)
def test_when_summer_time_begins(wall: time, shown: str, moment: datetime) -> None:
    easter = make_cycle(
        rhythm=Rhythm.MONTHLY, first_day=date(2027, 3, 28), opens=wall, avoids_closures=False
    )

    [window] = islice(schedule(easter), 1)

    assert is_window(window)
    assert window.opens_at == moment
    assert local(window.opens_at) == shown


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        (time(0, 30), datetime(2027, 10, 30, 22, 30, tzinfo=UTC)),
        (time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (time(3), datetime(2027, 10, 31, 2, tzinfo=UTC)),
        (time(9), datetime(2027, 10, 31, 8, tzinfo=UTC)),
    ],
)
def test_when_winter_time_begins(wall: time, moment: datetime) -> None:
    cycle = make_cycle(rhythm=Rhythm.MONTHLY, first_day=date(2027, 8, 31), opens=wall)

    third = list(islice(schedule(cycle, DUTCH), 3))[-1]

    assert is_window(third)
    assert third.opens_at == moment


@pytest.mark.parametrize("wall", ["00:30", "02:30", "03:00", "09:00"])
@pytest.mark.parametrize(
    ("rhythm", "rule", "first_day", "count"),
    [
        (Rhythm.OWN, "FREQ=WEEKLY;INTERVAL=1;BYDAY=SU", date(2026, 1, 4), 157),
        (Rhythm.BIWEEKLY, "", date(2026, 1, 4), 79),
        (Rhythm.MONTHLY, "", date(2026, 1, 29), 36),
        (Rhythm.QUARTERLY, "", date(2026, 3, 29), 12),
    ],
)
def test_three_years_of_openings_keep_their_wall_time(
    rhythm: Rhythm, rule: str, first_day: date, count: int, wall: str
) -> None:
    """On a Sunday in March the clock skips from two to three: then it is the first moment after."""
    cycle = make_cycle(
        rhythm=rhythm,
        rule=rule,
        first_day=first_day,
        opens=time.fromisoformat(wall),
        closes=time(23),
        window_days=2,
        avoids_closures=False,
    )

    shown = [local(each.opens_at) for each in islice(schedule(cycle), count) if is_window(each)]

    assert shown[-1].startswith("2028-12")
    skipped = {f"{day} 03:00" for day in ("2026-03-29", "2027-03-28", "2028-03-26")}
    odd = {moment for moment in shown if moment[11:] != wall}
    assert odd <= skipped
    assert len(set(shown)) == count
    assert bool(odd) == (wall == "02:30")


def test_who_has_no_closed_days_moves_nothing() -> None:
    counted = COUNTED["every month on the 25th, over two Christmases"]

    [one, *_] = first(Counted(**{**vars(counted), "closures": ALWAYS_OPEN}), 1)

    assert is_window(one)
    assert (local(one.opens_at), one.moved_from) == ("2026-12-25 09:00", None)


def first(counted: Counted, count: int, **choices: Any) -> list[Window | Skipped]:
    """Return so many rounds, and what is skipped before the last of them."""
    cycle = make_cycle(
        rhythm=counted.rhythm,
        first_day=counted.first_day,
        rule=counted.rule,
        **counted.choices,
        **choices,
    )
    found: list[Window | Skipped] = []
    for each in schedule(cycle, counted.closures):
        if sum(map(is_window, found)) == count:
            break
        found.append(each)
    return found


def is_window(each: Window | Skipped) -> TypeGuard[Window]:
    return isinstance(each, Window)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(ZoneInfo("Europe/Amsterdam")).strftime("%Y-%m-%d %H:%M")
