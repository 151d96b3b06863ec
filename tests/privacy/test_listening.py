"""Can somebody tell from the figures about listening what one sender, or one lead, did?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final

import pytest
from sqlalchemy import DateTime

from feedbackpulse.metadata import metadata
from feedbackpulse.programme.listener import (
    LEADS_FROM,
    Answering,
    Opened,
    Wait,
    answering,
    window_of,
)

TODAY: Final = date(2026, 11, 20)
WINDOW: Final = window_of(TODAY, days_to_answer=14)
Watched = Callable[[Sequence[Wait], date], Answering | None]


def shown(waits: Sequence[Wait], today: date) -> Answering | None:
    """Return what everybody reads on a day."""
    return answering(waits, window_of(today, days_to_answer=14))


def live(waits: Sequence[Wait], today: date) -> int:
    """Return what a counter would say that is kept up to date."""
    return sum(one.sent_on <= today for one in waits)


def before(number: int) -> list[Wait]:
    """Return signals that were sent and answered long ago."""
    first = WINDOW.first
    return [Wait(sent_on=first, replied_on=first + timedelta(days=n % 9)) for n in range(number)]


@pytest.mark.parametrize("number", [0, 9, 10, 11, 40])
def test_who_watches_the_figures_does_not_see_that_somebody_sends_or_answers(number: int) -> None:
    """For all of the month somebody looks each day, while a colleague sends and a lead answers."""
    old = before(number)
    month = [date(2026, 11, 15) + timedelta(days=day) for day in range(29)]

    for today in month:
        sent = [*old, Wait(sent_on=today, replied_on=None)]
        answered = [*old, Wait(sent_on=today - timedelta(days=3), replied_on=today)]
        assert shown(sent, today) == shown(answered, today) == shown(old, today)


def test_the_same_look_at_a_live_counter_sees_the_sender() -> None:
    old = before(10)

    assert live([*old, Wait(sent_on=TODAY, replied_on=None)], TODAY) > live(old, TODAY)


@pytest.mark.parametrize("leads", range(LEADS_FROM, 11))
def test_nobody_knows_of_a_lead_whether_they_looked(leads: int) -> None:
    """Whoever knows how many are told, and of themselves, is sure of nobody else."""
    possible: defaultdict[tuple[int | None, int | None, int | None], list[set[int]]]
    possible = defaultdict(list)
    for opened in range(leads + 1):
        told = Opened(leads=leads, opened=opened)
        ends = (told.at_most, told.at_least)
        text = (*ends, opened if ends == (None, None) else None)
        possible[text] += [set(who) for who in combinations(range(leads), opened)]

    for worlds in possible.values():
        for mine in (True, False):
            left = [one for one in worlds if (0 in one) == mine]
            for lead in range(1, leads):
                assert {lead in one for one in left} in ({True, False}, set())


def test_the_same_of_an_exact_number_is_sure_of_everybody() -> None:
    assert [set(who) for who in combinations(range(LEADS_FROM), LEADS_FROM)] == [{0, 1, 2, 3, 4}]


def test_what_is_noted_of_leads_has_no_moment_and_what_is_kept_nobody() -> None:
    noted, kept = metadata.tables["results_opened"], metadata.tables["results_opened_count"]

    assert {column.name for column in noted.columns} == {"round_id", "lead"}
    assert {column.name for column in kept.columns} == {"round_id", "leads", "opened"}
    assert not any(isinstance(column.type, DateTime) for column in (*noted.columns, *kept.columns))
