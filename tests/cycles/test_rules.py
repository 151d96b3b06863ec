"""Can a rhythm of one's own be written, never run into itself, and never cost time?"""

from __future__ import annotations

from datetime import date, time
from itertools import islice, pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.cycles.plain_rules import Place, PlainRule, plain_rule
from feedbackpulse.cycles.rules import (
    WEEKDAYS,
    Flaw,
    InvalidRuleError,
    Rule,
    check_rule,
    first_years,
    read_rule,
    rule_days,
)

START = date(2026, 1, 1)
BUDGET_SECONDS = 0.5


def checked(text: str, *, first_day: date = START, window_days: int = 7) -> Rule:
    return check_rule(text, first_day, opens=time(9), closes=time(17), window_days=window_days)


def flaw(text: str, **when: int) -> InvalidRuleError:
    with pytest.raises(InvalidRuleError) as raised:
        checked(text, **when)  # type: ignore[arg-type]  # only window_days
    return raised.value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO"),
        ("  rrule:freq=weekly;interval=2;byday=th ", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("FREQ=DAILY;INTERVAL=10", "FREQ=DAILY;INTERVAL=10"),
        ("FREQ=YEARLY;BYWEEKNO=10,36;BYDAY=TU", "FREQ=YEARLY;INTERVAL=1;BYDAY=TU;BYWEEKNO=10,36"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU;BYSETPOS=1"),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=SA", "FREQ=WEEKLY;INTERVAL=1;BYDAY=SA;WKST=SU"),
    ],
)
def test_a_rule_is_read_and_written_the_same_way(written: str, read: str) -> None:
    assert checked(written, window_days=5).text == read


@pytest.mark.parametrize(
    ("text", "expected", "part"),
    [
        ("", Flaw.UNREADABLE, ""),
        ("every month", Flaw.UNREADABLE, ""),
        ("FREQ=MONTHLY;BYDAY", Flaw.UNREADABLE, ""),
        ("FREQ=MONTHLY;BYDAY=1MO;BYDAY=2MO", Flaw.UNREADABLE, ""),
        ("DTSTART:20260101T090000\nRRULE:FREQ=MONTHLY", Flaw.UNREADABLE, ""),
        ("FREQ=MONTHLY;" + "BYMONTHDAY=1" + ",1" * 300, Flaw.UNREADABLE, ""),
        ("FREQ=MONTHLY;COUNT=3", Flaw.ENDS, "COUNT"),
        ("FREQ=MONTHLY;UNTIL=20270101", Flaw.ENDS, "UNTIL"),
        ("FREQ=HOURLY;INTERVAL=200", Flaw.TOO_OFTEN, ""),
        ("FREQ=SECONDLY", Flaw.TOO_OFTEN, ""),
        ("FREQ=WEEKLY;INTERVAL=0", Flaw.PART, "INTERVAL"),
        ("FREQ=WEEKLY;INTERVAL=-1", Flaw.PART, "INTERVAL"),
        ("FREQ=WEEKLY;INTERVAL=99999999999", Flaw.PART, "INTERVAL"),
        ("FREQ=MONTHLY;BYHOUR=9,10,11", Flaw.PART, "BYHOUR"),
        ("FREQ=MONTHLY;BYEASTER=1", Flaw.PART, "BYEASTER"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", Flaw.PART, "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", Flaw.PART, "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTH=-1", Flaw.PART, "BYMONTH"),
        ("FREQ=MONTHLY;BYSETPOS=1", Flaw.PART, "BYSETPOS"),
        ("FREQ=WEEKLY;BYDAY=1MO", Flaw.PART, "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=6MO", Flaw.PART, "BYDAY"),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=53MO", Flaw.PART, "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=XX", Flaw.PART, "BYDAY"),
        ("FREQ=DAILY;INTERVAL=9;BYMONTH=2", Flaw.PART, "BYMONTH"),
        ("FREQ=WEEKLY;WKST=XX", Flaw.PART, "WKST"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", Flaw.NEVER, ""),
        ("FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31", Flaw.NEVER, ""),
        ("FREQ=WEEKLY;BYDAY=MO,TU", Flaw.TOO_OFTEN, ""),
        ("FREQ=DAILY", Flaw.TOO_OFTEN, ""),
    ],
)
def test_a_rule_that_cannot_be_a_rhythm_says_why(text: str, expected: Flaw, part: str) -> None:
    error = flaw(text)

    assert (error.flaw, error.part) == (expected, part)


def test_the_two_days_that_get_in_each_others_way_are_named() -> None:
    often = flaw("FREQ=MONTHLY;BYMONTHDAY=1,5")
    long = flaw("FREQ=MONTHLY;BYMONTHDAY=10,20", window_days=11)

    assert often.days == (date(2026, 1, 1), date(2026, 1, 5))
    assert (long.flaw, long.days) == (Flaw.CLASH, (date(2026, 1, 10), date(2026, 1, 20)))
    assert checked("FREQ=MONTHLY;BYMONTHDAY=10,20", window_days=10).interval == 1


def test_a_clash_in_the_third_year_is_seen() -> None:
    """The 1st of March comes one day sooner after the 22nd of February when there is no 29th."""
    rule = "FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=22,1;BYSETPOS=2,3"

    assert flaw(rule, window_days=9).days == (date(2026, 2, 22), date(2026, 3, 1))


def test_29_february_falls_within_three_years_or_not() -> None:
    rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"

    assert first_years(rule, START) == (date(2028, 2, 29),)
    assert flaw_on(rule, date(2029, 1, 1)) is Flaw.NEVER


def flaw_on(text: str, first_day: date) -> Flaw:
    with pytest.raises(InvalidRuleError) as raised:
        checked(text, first_day=first_day)
    return raised.value.flaw


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=WEEKLY;INTERVAL=52;BYMONTH=2;BYDAY=MO",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTH=2;BYMONTHDAY=3",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=MONTHLY;BYDAY="
        + ",".join(f"{n}MO" for n in range(1, 6))
        + ";BYMONTHDAY=31;BYMONTH=2",
        "FREQ=YEARLY;BYYEARDAY=" + ",".join(str(n) for n in range(1, 70)),
        "FREQ=DAILY;INTERVAL=0",
        ";" * 300,
        "FREQ=" * 60,
    ],
)
def test_no_rule_costs_much_time(text: str) -> None:
    began = perf_counter()

    with pytest.raises(InvalidRuleError):
        checked(text, window_days=60)

    assert perf_counter() - began < BUDGET_SECONDS


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                *(f"FREQ={name}" for name in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY")),
                *(f"INTERVAL={number}" for number in (0, 1, 2, 9, 52, 1000)),
                *(f"BYDAY={day}" for day in ("MO", "1MO", "-1FR", "5SU", "MO,TU", "53WE")),
                *(f"BYMONTHDAY={day}" for day in (1, 29, 31, -1, "28,29,30,31")),
                *(f"BYMONTH={month}" for month in (1, 2, "2,4")),
                *(f"BYSETPOS={place}" for place in (1, -1, 7)),
                "BYWEEKNO=53",
                "BYYEARDAY=366",
                "COUNT=1",
            ]
        ),
        max_size=5,
    )
)
def test_a_rule_is_refused_or_keeps_its_rounds_apart(parts: list[str]) -> None:
    began = perf_counter()
    try:
        rule = checked(";".join(parts), window_days=7)
    except InvalidRuleError:
        assert perf_counter() - began < BUDGET_SECONDS
        return

    days = list(islice(rule_days(rule.text, START), 20))
    assert days
    assert all((two - one).days >= 7 for one, two in pairwise(days) if two.year < START.year + 3)
    assert tuple(days[: len(first_years(rule.text, START))]) == first_years(rule.text, START)[:20]


@given(
    every=st.integers(1, 24),
    place=st.sampled_from(Place),
    weekday=st.sampled_from(WEEKDAYS),
    day=st.integers(1, 31),
    which=st.sampled_from([1, 2, 3, 4, -1]),
)
def test_what_is_chosen_in_words_comes_back_in_words(
    every: int, place: Place, weekday: str, day: int, which: int
) -> None:
    chosen = PlainRule(
        every=every,
        place=place,
        weekday=weekday if place in {Place.WEEKDAY, Place.NTH} else "",
        day=day if place is Place.DAY else 0,
        which=which if place is Place.NTH else 0,
    )

    assert plain_rule(read_rule(chosen.text)) == chosen


@pytest.mark.parametrize(
    "text", ["FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=WEEKLY;BYDAY=MO;BYMONTH=3", "FREQ=YEARLY"]
)
def test_what_says_more_has_no_plain_form(text: str) -> None:
    assert plain_rule(read_rule(text)) is None
