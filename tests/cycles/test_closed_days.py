"""Do planned rounds follow the closed days of today, and does everybody hear why?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.closed_days import (
    Move,
    close_period,
    follow_holidays,
    moves_under,
    reopen_period,
    without,
)
from feedbackpulse.cycles.domain import Cycle, Rhythm, Round, RoundState
from feedbackpulse.programme.changes import Change, Kind, list_changes
from feedbackpulse.programme.service import closed_periods, get_closures
from tests.cycles.closures import closed
from tests.cycles.cycles import make_cycle

pytestmark = pytest.mark.both_engines

CATALOGUE = load_catalogue()
NOW = datetime(2027, 5, 4, 12, tzinfo=UTC)
TODAY = date(2027, 5, 4)
WHIT_MONDAY = date(2027, 5, 17)


def started(session: Session, *, now: datetime = NOW, **changes: object) -> Cycle:
    """Start a cycle whose first round would open on Whit Monday."""
    chosen = {"first_day": WHIT_MONDAY, **changes}
    draft = cycles.save_draft(session, cycle=make_cycle(**chosen))
    return cycles.start_cycle(session, cycle_id=draft.id, now=now, catalogue=CATALOGUE)


def last_round(session: Session, cycle: Cycle) -> Round:
    return cycles.list_rounds(session, cycle_id=cycle.id)[-1]


def opening(found: Round) -> str:
    return found.opens_at.astimezone(ZoneInfo("Europe/Amsterdam")).strftime("%Y-%m-%d %H:%M")


def logged(session: Session, kind: Kind) -> list[Change]:
    return [change for change in list_changes(session) if change.kind is kind]


def test_a_round_is_planned_around_a_holiday_and_the_log_says_so(session: Session) -> None:
    cycle = started(session)

    planned = last_round(session, cycle)

    assert opening(planned) == "2027-05-18 09:00"
    assert planned.moved_from == datetime(2027, 5, 17, 7, tzinfo=UTC)
    assert planned.moved_why == LocalText(nl="Tweede pinksterdag", en="Pentecost Monday")
    [line] = logged(session, Kind.MOVED)
    assert (line.round_number, line.role) == (1, None)
    assert line.details == {
        "from": "2027-05-17",
        "to": "2027-05-18",
        "why": {"nl": "Tweede pinksterdag", "en": "Pentecost Monday"},
    }


def test_the_rhythm_goes_on_from_where_it_would_have_been(session: Session) -> None:
    cycle = started(session)
    cycles.mark_open(session, round_id=last_round(session, cycle).id, public_key=b"k" * 32)

    cycles.plan_next_rounds(session, now=NOW, catalogue=CATALOGUE)

    assert opening(last_round(session, cycle)) == "2027-05-31 09:00"


def test_a_cycle_that_does_not_mind_opens_on_a_holiday(session: Session) -> None:
    cycle = started(session, avoids_closures=False)

    assert opening(last_round(session, cycle)) == "2027-05-17 09:00"
    assert logged(session, Kind.MOVED) == []


def test_closing_days_moves_what_is_planned_on_them(session: Session) -> None:
    cycle = started(session)

    [move] = close(session, date(2027, 5, 18), date(2027, 5, 19), "Verhuizing")

    assert (move.number, opening(last_round(session, cycle))) == (1, "2027-05-20 09:00")
    [line] = logged(session, Kind.CLOSED_DAYS)
    assert line.details == {
        "closed": {"from": "2027-05-18", "to": "2027-05-19", "name": "Verhuizing"}
    }
    assert logged(session, Kind.MOVED)[0].details["to"] == "2027-05-20"


def test_a_round_without_room_goes_to_the_next_opening_with_its_number(session: Session) -> None:
    cycle = started(session)

    [move] = close(session, date(2027, 5, 18), date(2027, 5, 30), "Lente")

    planned = last_round(session, cycle)
    assert (planned.number, opening(planned)) == (1, "2027-05-31 09:00")
    assert move.why == LocalText(nl="Tweede pinksterdag", en="Pentecost Monday")


def test_opening_days_again_brings_a_round_back(session: Session) -> None:
    cycle = started(session)
    close(session, date(2027, 5, 18), date(2027, 5, 19), "Verhuizing")
    [period] = closed_periods(session)

    reopen_period(session, period=period, on=TODAY, now=NOW)

    assert opening(last_round(session, cycle)) == "2027-05-18 09:00"
    assert reopen_period(session, period=period, on=TODAY, now=NOW) == ()


def test_without_holidays_a_round_opens_on_its_own_day(session: Session) -> None:
    cycle = started(session)

    follow_holidays(session, country="", on=TODAY, now=NOW)
    follow_holidays(session, country="", on=TODAY, now=NOW)

    planned = last_round(session, cycle)
    assert (opening(planned), planned.moved_from, planned.moved_why) == (
        "2027-05-17 09:00",
        None,
        None,
    )
    assert len(logged(session, Kind.CLOSED_DAYS)) == 1


def test_an_open_round_stays_as_it_is(session: Session) -> None:
    cycle = started(session)
    cycles.mark_open(session, round_id=last_round(session, cycle).id, public_key=b"k" * 32)
    during = datetime(2027, 5, 18, 12, tzinfo=UTC)

    moves = close(session, date(2027, 5, 18), date(2027, 5, 24), "Storm", now=during)

    assert moves == ()
    assert last_round(session, cycle).state is RoundState.OPEN


def test_a_round_whose_time_has_come_does_not_move_any_more(session: Session) -> None:
    cycle = started(session)
    begun = datetime(2027, 5, 18, 8, tzinfo=UTC)

    assert close(session, date(2027, 5, 18), date(2027, 5, 19), "Storm", now=begun) == ()
    assert opening(last_round(session, cycle)) == "2027-05-18 09:00"


def test_what_would_move_is_told_before_it_does(session: Session) -> None:
    cycle = started(session)
    wanted = closed("NL", ("2027-05-18", "2027-05-18", "Studiedag"))

    [move] = moves_under(session, closures=wanted, now=NOW)

    assert move.window.opens_at == datetime(2027, 5, 19, 7, tzinfo=UTC)
    assert opening(last_round(session, cycle)) == "2027-05-18 09:00"
    assert without(wanted, wanted.periods[0].id).periods == ()


def test_a_paused_cycle_resumes_around_closed_days(session: Session) -> None:
    cycle = started(session)
    cycles.pause_cycle(session, cycle_id=cycle.id, now=NOW, reason="The building is closed.")
    close(session, date(2027, 5, 31), date(2027, 6, 1), "Verhuizing")
    late = datetime(2027, 5, 23, tzinfo=UTC)

    cycles.resume_cycle(
        session, cycle_id=cycle.id, now=late, catalogue=CATALOGUE, reason="Everybody is back."
    )

    assert opening(last_round(session, cycle)) == "2027-06-02 09:00"


def test_a_summer_that_is_skipped_is_in_the_log(session: Session) -> None:
    close(session, date(2027, 5, 17), date(2027, 6, 27), "Zomer")

    cycle = started(session)

    assert opening(last_round(session, cycle)) == "2027-06-28 09:00"
    [line] = logged(session, Kind.MOVED)
    assert (line.details["from"], line.details["to"]) == ("2027-05-17", "2027-06-28")


def test_once_moves_on_until_a_day_is_open(session: Session) -> None:
    close(session, date(2027, 5, 17), date(2027, 7, 11), "Zomer")

    cycle = started(session, rhythm=Rhythm.ONCE)

    assert opening(last_round(session, cycle)) == "2027-07-12 09:00"


def close(
    session: Session, first_day: date, last_day: date, name: str, *, now: datetime = NOW
) -> tuple[Move, ...]:
    moves = close_period(
        session, first_day=first_day, last_day=last_day, name=name, on=TODAY, now=now
    )
    assert get_closures(session).why(first_day) is not None
    return moves
