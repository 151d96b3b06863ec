"""Is nobody written to at night, on a closed day, twice a day or on leave, also when clocks change?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbackpulse.notices.calm import Calm, reminder_moments
from feedbackpulse.notices.domain import Preference
from feedbackpulse.programme.closures import Closures
from feedbackpulse.programme.domain import QuietHours
from tests.notices.mails import AMSTERDAM, CALM

DUTCH = Closures(country="NL")
USUAL = Preference()


def at(text: str) -> datetime:
    """Return a moment of the wall clock in Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def dutch_holiday(day: date) -> bool:
    """Say whether a day is a Dutch public holiday."""
    return DUTCH.why(day) is not None


IN_HOLLAND = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=dutch_holiday)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        ("2027-03-01T10:00", "2027-03-01T10:00"),
        ("2027-03-01T06:00", "2027-03-01T08:30"),
        ("2027-03-01T08:29:59", "2027-03-01T08:30"),
        ("2027-03-01T08:30", "2027-03-01T08:30"),
        ("2027-03-01T17:59", "2027-03-01T17:59"),
        ("2027-03-01T17:59:30", "2027-03-02T08:30"),
        ("2027-03-01T18:00", "2027-03-02T08:30"),
        ("2027-03-05T18:00", "2027-03-08T08:30"),
        ("2027-03-06T12:00", "2027-03-08T08:30"),
        ("2027-03-25T19:00", "2027-03-30T08:30"),  # Good Friday to Easter Monday
        ("2027-12-24T18:00", "2027-12-27T08:30"),
    ],
)
def test_it_waits_for_a_calm_moment(now: str, moment: str) -> None:
    assert IN_HOLLAND.next_moment(at(now), preference=USUAL) == at(moment)


def test_easter_and_the_clock_change_come_in_one_weekend() -> None:
    before = at("2027-03-25T18:30")

    found = IN_HOLLAND.next_moment(before, preference=USUAL)

    assert found == at("2027-03-30T08:30")
    assert found.astimezone(UTC).hour == 6  # summer time


@pytest.mark.parametrize(
    ("friday", "hours"), [("2027-03-19T18:00", 62.5), ("2027-10-29T18:00", 63.5)]
)
def test_quiet_hours_are_those_of_the_wall_clock(friday: str, hours: float) -> None:
    found = CALM.next_moment(at(friday), preference=USUAL)

    assert found.astimezone(AMSTERDAM).time() == time(8, 30)
    assert found.astimezone(UTC) - at(friday).astimezone(UTC) == timedelta(hours=hours)


def test_in_spring_the_weekend_is_an_hour_shorter() -> None:
    friday = at("2026-03-27T18:00")

    found = CALM.next_moment(friday, preference=USUAL)

    assert found.astimezone(UTC) - friday.astimezone(UTC) == timedelta(hours=61.5)


def test_one_mail_a_day() -> None:
    found = CALM.next_moment(at("2027-03-01T10:00"), preference=USUAL, mailed_today=True)

    assert found == at("2027-03-02T08:30")


def test_somebody_can_widen_the_quiet_hours_and_not_narrow_them() -> None:
    later = Preference(quiet_until=time(10), quiet_from=time(16))
    eager = Preference(quiet_until=time(6), quiet_from=time(22))

    assert CALM.next_moment(at("2027-03-01T09:00"), preference=later) == at("2027-03-01T10:00")
    assert CALM.next_moment(at("2027-03-01T16:00"), preference=later) == at("2027-03-02T10:00")
    assert CALM.next_moment(at("2027-03-01T07:00"), preference=eager) == at("2027-03-01T08:30")
    assert CALM.next_moment(at("2027-03-01T19:00"), preference=eager) == at("2027-03-02T08:30")


def test_a_snooze_ends_in_the_morning_of_its_day() -> None:
    away = Preference(snoozed_until=date(2027, 3, 15))

    assert CALM.next_moment(at("2027-03-01T10:00"), preference=away) == at("2027-03-15T08:30")
    assert CALM.next_moment(at("2027-03-16T10:00"), preference=away) == at("2027-03-16T10:00")


def test_an_organisation_that_is_always_closed_writes_in_the_far_future() -> None:
    never = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=lambda _: True)

    assert never.next_moment(at("2027-03-01T10:00"), preference=USUAL) > at("2029-01-01T00:00")


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  (Hypothesis adds the zone)
    quiet_from=st.none() | st.times(time(12), time(23)),
    quiet_until=st.none() | st.times(time(5), time(11)),
    snooze=st.none() | st.integers(0, 40),
    mailed=st.booleans(),
)
def test_whenever_it_is_the_moment_is_calm(
    now: datetime,
    quiet_from: time | None,
    quiet_until: time | None,
    snooze: int | None,
    mailed: bool,  # noqa: FBT001  (Hypothesis names it)
) -> None:
    today = IN_HOLLAND.day_of(now)
    until = None if snooze is None else today + timedelta(days=snooze)
    chosen = Preference(quiet_from=quiet_from, quiet_until=quiet_until, snoozed_until=until)

    found = IN_HOLLAND.next_moment(now, preference=chosen, mailed_today=mailed)

    local = found.astimezone(AMSTERDAM)
    assert found >= now
    assert time(8, 30) <= local.time() < time(18)
    assert quiet_until is None or local.time() >= quiet_until
    assert quiet_from is None or local.time() < quiet_from
    assert local.weekday() < 5
    assert not dutch_holiday(local.date())
    assert until is None or local.date() >= until
    assert not (mailed and local.date() == today)


@pytest.mark.parametrize(
    ("opens", "closes", "reminders", "moments"),
    [
        ("2027-03-01T09:00", "2027-03-07T17:00", 0, []),
        ("2027-03-01T09:00", "2027-03-07T17:00", 1, ["2027-03-03T09:00"]),
        ("2027-03-01T09:00", "2027-03-07T17:00", 2, ["2027-03-03T09:00", "2027-03-05T09:00"]),
        ("2027-03-01T09:00", "2027-03-14T17:00", 2, ["2027-03-08T09:00", "2027-03-11T09:00"]),
        ("2027-03-01T09:00", "2027-03-02T17:00", 2, ["2027-03-02T09:00"]),
        ("2027-03-01T09:00", "2027-03-01T17:00", 2, []),
        ("2027-03-06T09:00", "2027-03-07T17:00", 2, []),
        ("2027-03-01T16:00", "2027-03-02T17:00", 1, []),
        ("2027-10-25T09:00", "2027-11-05T17:00", 1, ["2027-11-01T09:00"]),
    ],
)
def test_reminders_lie_on_the_working_days_of_a_window(
    opens: str, closes: str, reminders: int, moments: list[str]
) -> None:
    found = reminder_moments(at(opens), at(closes), reminders=reminders, calm=CALM)

    assert list(found) == [at(moment) for moment in moments]


def test_closed_days_hold_no_reminder() -> None:
    wednesday = date(2027, 3, 3)
    calm = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=wednesday.__eq__)

    [found] = reminder_moments(
        at("2027-03-01T09:00"), at("2027-03-07T17:00"), reminders=1, calm=calm
    )

    assert found == at("2027-03-04T09:00")
