"""Does every round open and close at the promised wall time, and ask the right questions?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.cycles.calendar import (
    Window,
    fits,
    instant,
    next_window,
    occurrences,
)
from feedbackpulse.cycles.domain import LONGEST_WINDOW, Rhythm
from tests.cycles.cycles import make_cycle

AMSTERDAM = "Europe/Amsterdam"
NINE, FIVE = time(9), time(17)


def first(
    rhythm: Rhythm,
    day: date,
    count: int,
    *,
    opens: time = NINE,
    closes: time = FIVE,
    window_days: int = 7,
    zone: str = AMSTERDAM,
) -> list[Window]:
    return list(islice(occurrences(rhythm, day, opens, closes, window_days, zone), count))


def local(moment: datetime, zone: str = AMSTERDAM) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def opening_days(rhythm: Rhythm, day: date, count: int) -> list[str]:
    return [local(window.opens_at)[:10] for window in first(rhythm, day, count)]


def test_the_wall_time_stays_the_same_when_summer_time_begins() -> None:
    before, after = first(Rhythm.BIWEEKLY, date(2026, 3, 16), 2)

    assert [local(w.opens_at) for w in (before, after)] == ["2026-03-16 09:00", "2026-03-30 09:00"]
    assert (before.opens_at.hour, after.opens_at.hour) == (8, 7)


def test_the_wall_time_stays_the_same_when_winter_time_begins() -> None:
    before, after = first(Rhythm.BIWEEKLY, date(2026, 10, 12), 2)

    assert [local(w.closes_at) for w in (before, after)] == ["2026-10-18 17:00", "2026-11-01 17:00"]
    assert (before.closes_at.hour, after.closes_at.hour) == (15, 16)


def test_a_time_that_the_clock_skips_becomes_the_first_moment_after_it() -> None:
    [window] = first(Rhythm.ONCE, date(2026, 3, 29), 1, opens=time(2, 30))

    assert window.opens_at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert local(window.opens_at) == "2026-03-29 03:00"


def test_a_time_that_the_clock_shows_twice_is_the_first_of_the_two() -> None:
    [window] = first(Rhythm.ONCE, date(2026, 10, 25), 1, opens=time(2, 30))

    assert window.opens_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_time_that_was_read_as_its_second_showing_is_the_first_all_the_same() -> None:
    naive = datetime.combine(date(2026, 10, 25), time(2, 30, fold=1))
    skipped = datetime.combine(date(2026, 3, 29), time(2, 30, fold=1))

    assert instant(naive, ZoneInfo(AMSTERDAM)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(skipped, ZoneInfo(AMSTERDAM)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08 03:00"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01 01:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), "2026-10-04 02:30"),
        ("Pacific/Apia", date(2011, 12, 30), time(12), "2011-12-31 00:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "2026-04-24 01:00"),
        ("Asia/Kolkata", date(2026, 3, 29), time(2, 30), "2026-03-29 02:30"),
    ],
)
def test_other_zones_have_other_gaps(zone: str, day: date, wall: time, expected: str) -> None:
    [window] = first(Rhythm.ONCE, day, 1, opens=wall, zone=zone)

    assert local(window.opens_at, zone) == expected


def test_a_window_inside_the_skipped_hour_is_never_empty() -> None:
    [window] = first(
        Rhythm.ONCE, date(2026, 3, 29), 1, opens=time(2, 10), closes=time(2, 50), window_days=1
    )

    assert window.closes_at > window.opens_at


def test_once_is_once() -> None:
    assert len(first(Rhythm.ONCE, date(2027, 1, 25), 5)) == 1


def test_the_window_counts_its_first_day() -> None:
    [window] = first(Rhythm.ONCE, date(2027, 1, 25), 1, window_days=5)

    assert local(window.closes_at) == "2027-01-29 17:00"


def test_every_two_weeks_goes_on_over_the_end_of_the_year() -> None:
    assert opening_days(Rhythm.BIWEEKLY, date(2026, 12, 21), 3) == [
        "2026-12-21",
        "2027-01-04",
        "2027-01-18",
    ]


def test_a_month_without_the_31st_uses_its_last_day() -> None:
    assert opening_days(Rhythm.MONTHLY, date(2027, 10, 31), 6) == [
        "2027-10-31",
        "2027-11-30",
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
    ]


def test_a_cycle_that_starts_on_29_february_uses_the_28th_in_other_years() -> None:
    rounds = opening_days(Rhythm.QUARTERLY, date(2028, 2, 29), 9)

    assert rounds[:2] == ["2028-02-29", "2028-05-29"]
    assert rounds[4] == "2029-02-28"
    assert rounds[8] == "2030-02-28"


def test_two_monthly_and_quarterly_skip_the_right_months() -> None:
    assert opening_days(Rhythm.TWO_MONTHLY, date(2026, 11, 9), 3) == [
        "2026-11-09",
        "2027-01-09",
        "2027-03-09",
    ]
    assert opening_days(Rhythm.QUARTERLY, date(2026, 11, 30), 3) == [
        "2026-11-30",
        "2027-02-28",
        "2027-05-30",
    ]


@settings(deadline=None)
@given(
    rhythm=st.sampled_from([rhythm for rhythm in Rhythm if rhythm is not Rhythm.OWN]),
    day=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    opens=st.times(),
    zone=st.sampled_from([AMSTERDAM, "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"]),
    share=st.floats(0, 1),
)
def test_windows_never_overlap_and_keep_their_wall_time(
    rhythm: Rhythm, day: date, opens: time, zone: str, share: float
) -> None:
    opens = opens.replace(second=0, microsecond=0)
    days = max(2, round(share * LONGEST_WINDOW[rhythm]))

    windows = first(rhythm, day, 40, opens=opens, closes=opens, window_days=days, zone=zone)

    assert all(window.opens_at < window.closes_at for window in windows)
    assert all(one.closes_at <= two.opens_at for one, two in pairwise(windows))
    for window in windows:
        shown = window.opens_at.astimezone(ZoneInfo(zone))
        late = datetime.combine(shown.date(), shown.time()) - datetime.combine(shown.date(), opens)
        assert timedelta(0) <= late <= timedelta(hours=1)


@settings(deadline=None)
@given(
    day=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    wall=st.times(),
    zone=st.sampled_from([AMSTERDAM, "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_a_wall_time_that_exists_is_shown_by_its_moment(day: date, wall: time, zone: str) -> None:
    naive = datetime.combine(day, wall.replace(second=0, microsecond=0))

    shown = instant(naive, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    assert naive <= shown <= naive + timedelta(hours=1)


def test_a_window_that_is_more_than_half_over_no_longer_fits() -> None:
    window = Window(
        opens_at=datetime(2027, 1, 25, 8, tzinfo=UTC),
        closes_at=datetime(2027, 1, 27, 8, tzinfo=UTC),
    )

    assert fits(window, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert fits(window, now=datetime(2027, 1, 26, 8, tzinfo=UTC))
    assert not fits(window, now=datetime(2027, 1, 26, 8, 1, tzinfo=UTC))


def test_a_first_day_in_the_past_gives_the_first_window_people_can_still_use() -> None:
    cycle = make_cycle(first_day=date(2027, 1, 25))
    soon, late = datetime(2027, 1, 26, tzinfo=UTC), datetime(2027, 1, 30, tzinfo=UTC)

    running, coming = next_window(cycle, now=soon), next_window(cycle, now=late)

    assert running is not None
    assert local(running.opens_at) == "2027-01-25 09:00"
    assert coming is not None
    assert local(coming.opens_at) == "2027-02-08 09:00"


def test_a_cycle_of_one_round_has_no_second_window() -> None:
    cycle = make_cycle(rhythm=Rhythm.ONCE)

    assert next_window(cycle, now=datetime(2027, 6, 1, tzinfo=UTC)) is None
