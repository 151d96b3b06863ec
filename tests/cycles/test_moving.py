"""Do rounds keep their order, their hours and out of each other's way, whatever days are closed?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.cycles.calendar import Skipped, Window, schedule
from feedbackpulse.cycles.domain import LONGEST_WINDOW, Cycle, Rhythm
from feedbackpulse.programme.closures import Closures, is_weekend
from feedbackpulse.programme.domain import ClosedPeriod, ClosedPeriodId
from tests.cycles.cycles import make_cycle

FROM, LENGTH = date(2026, 1, 1), 900
WEEKLY = "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE"


@st.composite
def periods(draw: st.DrawFn) -> ClosedPeriod:
    first = FROM + timedelta(days=draw(st.integers(0, LENGTH)))
    last = first + timedelta(days=draw(st.integers(0, 40)))
    return ClosedPeriod(
        id=ClosedPeriodId(uuid4()), first_day=first, last_day=last, name=draw(st.sampled_from("ab"))
    )


@st.composite
def cycles(draw: st.DrawFn) -> Cycle:
    rhythm = draw(st.sampled_from(Rhythm))
    longest = 7 if rhythm is Rhythm.OWN else LONGEST_WINDOW[rhythm]
    opens, closes = draw(st.sampled_from([(time(9), time(17)), (time(2, 30), time(2, 30))]))
    return make_cycle(
        rhythm=rhythm,
        rule=WEEKLY if rhythm is Rhythm.OWN else "",
        first_day=FROM + timedelta(days=draw(st.integers(0, 365))),
        opens=opens,
        closes=closes,
        window_days=draw(st.integers(2, longest)),
        slowed=draw(st.integers(0, 2)),
    )


@settings(deadline=None, max_examples=120)
@given(
    cycle=cycles(),
    country=st.sampled_from(["", "NL", "DE"]),
    closed=st.lists(periods(), max_size=6),
)
def test_rounds_keep_order_and_hours_and_open_on_open_days(
    cycle: Cycle, country: str, closed: list[ClosedPeriod]
) -> None:
    closures = Closures(country=country, periods=tuple(closed))

    found = list(islice(schedule(cycle, closures), 25))

    plain = list(islice(schedule(cycle), 25))
    assert [each.slot for each in found] == [each.slot for each in plain]
    windows = [each for each in found if isinstance(each, Window)]
    assert all(one.closes_at <= two.opens_at for one, two in pairwise(windows))
    for each, following in pairwise([*found, None]):
        if isinstance(each, Window):
            keeps_its_promise(cycle, closures, each)
            assert following is None or each.opens_at < following.slot
        if isinstance(each, Skipped):
            assert each.why.nl


def keeps_its_promise(cycle: Cycle, closures: Closures, window: Window) -> None:
    opening, slot = local(window.opens_at), local(window.slot)
    late = opening - datetime.combine(opening.date(), cycle.opens)
    assert timedelta(0) <= late <= timedelta(hours=1)
    assert closures.why(opening.date()) is None
    assert is_weekend(slot.date()) or not is_weekend(opening.date()) or opening == slot
    if window.moved_from is not None:
        assert window.opens_at > window.moved_from
        assert window.moved_why is not None
        shortest = timedelta(days=cycle.window_days // 2 - 1)
        assert window.closes_at - window.opens_at >= shortest


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("Europe/Amsterdam")).replace(tzinfo=None)
