"""Does a promise always say what is done, until when, and why not?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from feedbackpulse.people.domain import Role
from feedbackpulse.promises.domain import (
    LONGEST,
    NoReasonError,
    Plan,
    Promise,
    PromiseError,
    PromiseId,
    Source,
    State,
    Words,
    latest_first,
    may_be_due,
    needed_first,
    of_late,
)

TODAY = date(2026, 11, 2)


def promise(
    *, due: int = 10, ended: int | None = None, state: State = State.DONE, reason: str = ""
) -> Promise:
    """Return a promise that is due in so many days, or that ended so many days ago."""
    return Promise(
        id=PromiseId(uuid4()),
        team_id=None,
        words=Words(said="Said", heard="Heard", does="Does"),
        plan=Plan(owner=None, due_on=TODAY + timedelta(days=due)),
        source=Source(role=Role.HR),
        state=State.UNDER_WAY if ended is None else state,
        reason=reason,
        made_on=TODAY - timedelta(days=400),
        ended_on=None if ended is None else TODAY - timedelta(days=ended),
    )


@pytest.mark.parametrize("part", ["", "  ", "x" * (LONGEST + 1)])
def test_each_of_the_three_parts_can_be_read(part: str) -> None:
    with pytest.raises(PromiseError):
        Words(said="Said", heard=part, does="Does")


@pytest.mark.parametrize("reason", ["", "no money", "x" * (LONGEST + 1)])
def test_what_is_not_done_says_why(reason: str) -> None:
    with pytest.raises(NoReasonError):
        promise(ended=1, state=State.NOT, reason=reason)


def test_it_is_overdue_the_day_after_its_last_day_and_no_longer_once_it_ended() -> None:
    assert not promise(due=0).is_overdue(TODAY)
    assert promise(due=-1).is_overdue(TODAY)
    assert not promise(due=-1, ended=0).is_overdue(TODAY)


def test_nobody_promises_for_yesterday_or_for_far_away() -> None:
    days = (-1, 0, 700, 800)

    assert [may_be_due(TODAY + timedelta(days=one), today=TODAY) for one in days] == [
        False,
        True,
        True,
        False,
    ]


def test_a_home_tells_what_ended_lately_before_what_is_under_way() -> None:
    late, soon, ended, earlier, old = (
        promise(due=30),
        promise(due=3),
        promise(ended=2),
        promise(ended=20),
        promise(ended=300),
    )

    found = of_late([late, old, earlier, soon, ended], today=TODAY)

    assert found == (ended, earlier, soon, late)


def test_a_list_begins_with_what_is_due_first() -> None:
    late, soon, ended = promise(due=30), promise(due=-3), promise(ended=2)

    assert needed_first([ended, late, soon]) == (soon, late, ended)
    assert latest_first([soon, late, ended]) == (ended, soon, late)
