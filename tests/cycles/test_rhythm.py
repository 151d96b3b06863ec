"""Does a running cycle go on in another rhythm, with its themes where they were?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import Decision, decide, latest_approval, waits_for_council
from feedbackpulse.cycles.asking import blocks_of_round
from feedbackpulse.cycles.domain import (
    Cycle,
    IllegalMoveError,
    InvalidCycleError,
    Rhythm,
    Round,
    RoundState,
)
from feedbackpulse.cycles.rhythm import NewRhythm, change_rhythm
from feedbackpulse.cycles.rules import InvalidRuleError
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Kind, NoReasonError, list_changes
from tests.cycles.cycles import make_cycle
from tests.organisations import add_person, found

pytestmark = pytest.mark.both_engines

CATALOGUE = load_catalogue()
NEW_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)
WHY = "People told us that this is too often."


def monthly(**changes: object) -> NewRhythm:
    chosen = {
        "rhythm": Rhythm.MONTHLY,
        "rule": "",
        "blocks_per_round": 2,
        "first_day": date(2027, 3, 1),
        "opens": time(9),
        "closes": time(17),
        "window_days": 10,
        "avoids_closures": True,
        **changes,
    }
    return NewRhythm(**chosen)  # type: ignore[arg-type]  # by name


def started(session: Session, **changes: object) -> Cycle:
    draft = cycles.save_draft(session, cycle=make_cycle(**changes))
    return cycles.start_cycle(session, cycle_id=draft.id, now=NEW_YEAR, catalogue=CATALOGUE)


def opened(session: Session, cycle: Cycle) -> Round:
    planned = cycles.list_rounds(session, cycle_id=cycle.id)[-1]
    assert cycles.mark_open(session, round_id=planned.id, public_key=b"k" * 32)
    cycles.plan_next_rounds(session, now=NEW_YEAR, catalogue=CATALOGUE)
    return cycles.get_round(session, round_id=planned.id)


def changed(session: Session, cycle: Cycle, chosen: NewRhythm) -> Cycle:
    return change_rhythm(
        session, cycle_id=cycle.id, chosen=chosen, reason=WHY, now=NEW_YEAR, catalogue=CATALOGUE
    )


def opening(asked: Round) -> str:
    return asked.opens_at.astimezone(ZoneInfo("Europe/Amsterdam")).strftime("%Y-%m-%d %H:%M")


def test_the_planned_round_moves_to_the_new_rhythm_and_the_open_one_stays(
    session: Session,
) -> None:
    cycle = started(session)
    asked = opened(session, cycle)

    changed(session, cycle, monthly())

    first, second = cycles.list_rounds(session, cycle_id=cycle.id)
    assert first == asked
    assert (second.number, second.state, opening(second)) == (
        2,
        RoundState.PLANNED,
        "2027-03-01 09:00",
    )


def test_the_themes_go_on_where_they_were(session: Session) -> None:
    cycle = started(session)
    opened(session, cycle)
    opened(session, cycle)

    after = changed(session, cycle, monthly())

    assert (after.turn_number, after.turn_block) == (3, 2)
    assert [blocks_of_round(after, number) for number in (3, 4, 5)] == [(3, 4), (5, 6), (1, 2)]
    assert [item.checkpoint for item in cycles.list_rounds(session, cycle_id=cycle.id)[-1].items][
        :4
    ] == [item.checkpoint for item in CATALOGUE.block_items(3)]
    again = changed(session, cycle, monthly(blocks_per_round=3))
    assert [blocks_of_round(again, number) for number in (3, 4)] == [(3, 4, 5), (6, 1, 2)]


def test_the_next_round_waits_until_the_open_one_is_over(session: Session) -> None:
    cycle = started(session, window_days=14)
    asked = opened(session, cycle)

    changed(
        session,
        cycle,
        monthly(
            rhythm=Rhythm.OWN,
            rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            first_day=date(2027, 1, 26),
            window_days=5,
        ),
    )

    following = cycles.list_rounds(session, cycle_id=cycle.id)[-1]
    assert following.opens_at >= asked.closes_at
    assert opening(following) == "2027-02-09 09:00"


def test_the_works_council_decides_again(session: Session) -> None:
    made = found(session, "Office 5", at=NEW_YEAR)
    council = add_person(session, "Coos Raad", made.teams["Office"], at=NEW_YEAR)
    people.grant_role(session, person_id=council, role=Role.COUNCIL)
    cycle = started(session)
    asked = latest_approval(session, cycle_id=cycle.id)
    assert asked is not None
    decide(session, approval_id=asked.id, decision=Decision.APPROVED, on=NEW_YEAR.date())
    assert not waits_for_council(session, cycle=cycle)

    after = changed(session, cycle, monthly())

    assert waits_for_council(session, cycle=after)
    own = changed(
        session, after, monthly(rhythm=Rhythm.OWN, rule="FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO")
    )
    latest = latest_approval(session, cycle_id=own.id)
    assert latest is not None
    assert (latest.version, latest.settings["rule"]) == (3, "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO")


def test_everybody_can_read_what_changed_and_why(session: Session) -> None:
    cycle = started(session, slowed=1)

    after = changed(session, cycle, monthly())

    assert after.slowed == 0
    [line] = [change for change in list_changes(session) if change.kind is Kind.RHYTHM]
    assert (line.reason, line.role, line.round_number) == (WHY, Role.HR, 1)
    assert line.details["from"] == {
        "rhythm": "biweekly",
        "rule": "",
        "window_days": 7,
        "blocks_per_round": 1,
    }
    assert line.details["to"]["rhythm"] == "monthly"


def test_a_draft_an_ended_cycle_and_no_reason_are_refused(session: Session) -> None:
    draft = cycles.save_draft(session, cycle=make_cycle())
    ended = started(session)
    cycles.end_cycle(session, cycle_id=ended.id, now=NEW_YEAR, reason=WHY)

    for cycle in (draft, ended):
        with pytest.raises(IllegalMoveError):
            changed(session, cycle, monthly())
    with pytest.raises(NoReasonError):
        change_rhythm(
            session,
            cycle_id=draft.id,
            chosen=monthly(),
            reason=" ",
            now=NEW_YEAR,
            catalogue=CATALOGUE,
        )


def test_a_rule_whose_rounds_run_into_each_other_is_refused(session: Session) -> None:
    weekly = {"rhythm": Rhythm.OWN, "rule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", "window_days": 9}
    cycle = started(session)

    with pytest.raises(InvalidRuleError):
        changed(session, cycle, monthly(**weekly))
    with pytest.raises(InvalidRuleError):
        cycles.save_draft(session, cycle=make_cycle(**weekly))


def test_a_rhythm_that_is_over_is_refused(session: Session) -> None:
    cycle = started(session)

    with pytest.raises(InvalidCycleError):
        changed(session, cycle, monthly(rhythm=Rhythm.ONCE, first_day=date(2026, 1, 1)))
