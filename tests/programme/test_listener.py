"""Do the figures about listening tell how it goes, and nothing of anybody?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest

from feedbackpulse.programme.listener import (
    Answering,
    Opened,
    Wait,
    Window,
    answering,
    window_of,
)

TODAY: Final = date(2026, 11, 29)
WINDOW: Final = window_of(TODAY, days_to_answer=14)
SENT: Final = date(2026, 10, 5)


def waiting(*days: int | None) -> list[Wait]:
    """Return one signal for each of these waits; None for who got no answer."""
    return [
        Wait(sent_on=SENT, replied_on=None if one is None else SENT + timedelta(days=one))
        for one in days
    ]


def test_the_window_is_of_twelve_whole_months_that_were_long_enough_ago() -> None:
    expected = Window(
        first=date(2025, 11, 1), last=date(2026, 10, 31), answered_by=date(2026, 11, 14)
    )

    assert expected == WINDOW


@pytest.mark.parametrize("day", [date(2026, 11, 15), date(2026, 11, 29), date(2026, 12, 14)])
def test_the_window_stays_the_same_all_month(day: date) -> None:
    assert window_of(day, days_to_answer=14).last == date(2026, 10, 31)


def test_on_the_day_before_the_last_month_is_not_in_it_yet() -> None:
    assert window_of(date(2026, 11, 14), days_to_answer=14).last == date(2026, 9, 30)


def test_nine_signals_tell_nothing() -> None:
    assert answering(waiting(*range(9)), WINDOW) is None


def test_a_share_is_rounded() -> None:
    found = answering(waiting(*[2] * 14, None, None, None), WINDOW)

    assert found == Answering(percent=80, median_days=2)


def test_half_of_all_senders_had_an_answer_within_the_median() -> None:
    assert answering(waiting(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), WINDOW) == Answering(
        percent=100, median_days=5
    )


def test_leaving_people_without_an_answer_never_makes_the_median_shorter() -> None:
    late = answering(waiting(1, 1, 1, 9, 9, 9, 9, 9, 9, 9), WINDOW)
    never = answering(waiting(1, 1, 1, None, None, None, None, 9, 9, 9), WINDOW)
    hardly = answering(waiting(1, 1, 1, *[None] * 7), WINDOW)

    assert late is not None
    assert never is not None
    assert hardly is not None
    assert late.median_days == 9
    assert never.median_days == 9
    assert hardly.median_days is None


def test_what_is_answered_or_sent_after_the_window_moves_no_figure() -> None:
    before = answering(waiting(*[2] * 10, None), WINDOW)
    later = [
        *waiting(*[2] * 10, 60),
        Wait(sent_on=WINDOW.last + timedelta(days=1), replied_on=None),
        Wait(sent_on=WINDOW.first - timedelta(days=1), replied_on=None),
    ]

    assert answering(later, WINDOW) == before


def test_of_four_leads_nothing_is_told() -> None:
    assert not Opened(leads=4, opened=2).is_told
    assert Opened(leads=5, opened=2).is_told


@pytest.mark.parametrize("leads", range(5, 40))
def test_nobody_reads_that_none_or_all_of_the_leads_looked(leads: int) -> None:
    told = [Opened(leads=leads, opened=opened) for opened in range(leads + 1)]

    assert {one.at_most for one in told[:3]} == {2}
    assert all(one.at_least == leads - 2 for one in told[-3:] if one.at_most is None)
    assert all(one.at_least is one.at_most is None for one in told[3 : leads - 2])


def test_more_leads_who_opened_it_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="more opened"):
        Opened(leads=5, opened=6)
