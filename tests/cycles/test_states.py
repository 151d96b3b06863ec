"""Can a round go anywhere that the table does not say, or from where there is no way back?"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.ballots.sealing import new_private_key, public_bytes
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import ApprovalId, Decision, decide, latest_approval
from feedbackpulse.cycles.domain import (
    Cycle,
    CycleError,
    CycleId,
    CycleState,
    IllegalMoveError,
    Privacy,
    RoundId,
    RoundState,
    SecondKey,
)
from feedbackpulse.cycles.extending import extend_round
from feedbackpulse.cycles.holders import replace_key
from feedbackpulse.cycles.slowing import slow_cycle, speed_up_cycle
from feedbackpulse.cycles.stages import stage_of_cycle, stage_of_round
from feedbackpulse.cycles.states import (
    BEFORE_OPENING,
    OF_CYCLES,
    STEPS,
    STORED,
    Actor,
    Event,
    Stage,
    can_do,
    may,
    stage_of,
    step,
    stored_after,
    stored_before,
    waits_for,
)
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import (
    LAPSES_AFTER,
    close_round,
    finish_round,
    lapse_round,
    waits_for_holder,
)
from feedbackpulse.jobs.holding import PeelingRefusedError, put_back
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role, TeamId, UnitKey
from feedbackpulse.roster.intake import Answers
from tests.cycles.cycles import make_cycle
from tests.jobs.company import START, Company, found

CATALOGUE = load_catalogue()
OVER = {Stage.RELEASED, Stage.LAPSED, Stage.CANCELLED}
WHY = "The building is closed."
LATER = timedelta(hours=1)


def reachable(start: Stage) -> set[Stage]:
    """Return every stage to which some path leads."""
    seen, waiting = {start}, [start]
    while waiting:
        for found_step in STEPS[waiting.pop()].values():
            new = set(found_step.to) - seen
            seen |= new
            waiting += new
    return seen


def test_there_are_ten_stages_and_every_one_can_be_reached() -> None:
    assert len(Stage) == len(STEPS) == 10
    assert reachable(Stage.DRAFT) == set(Stage)


@pytest.mark.parametrize("stage", OVER)
def test_nothing_leads_out_of_what_is_over(stage: Stage) -> None:
    assert reachable(stage) == {stage}
    assert waits_for(stage) is None
    for event in Event:
        with pytest.raises(IllegalMoveError):
            step(stage, event)


def test_from_opening_on_nothing_that_hr_does_to_a_cycle_leads_anywhere() -> None:
    after = set(Stage) - BEFORE_OPENING

    assert not reachable(Stage.OPEN) & BEFORE_OPENING
    assert not {event for stage in after for event in STEPS[stage]} & OF_CYCLES
    assert set(can_do(Stage.OPEN, Actor.HR)) == {Event.EXTEND, Event.CLOSE_EARLY}


def test_only_the_council_lets_out_of_waiting_for_it() -> None:
    onward = [
        found_step
        for found_step in STEPS[Stage.WAITING_FOR_APPROVAL].values()
        if Stage.PLANNED in found_step.to
    ]

    assert [found_step.by for found_step in onward] == [{Actor.COUNCIL}]
    assert not may(Stage.WAITING_FOR_APPROVAL, Event.OPEN)
    assert not may(Stage.WAITING_FOR_COUNCIL, Event.RELEASE)


def test_what_is_not_over_waits_for_somebody_and_somebody_can_go_on() -> None:
    for stage in set(Stage) - OVER:
        actor = waits_for(stage)
        assert actor is not None
        assert can_do(stage, actor)


def test_the_stage_follows_from_what_is_stored() -> None:
    assert stage_of(CycleState.DRAFT) is Stage.DRAFT
    assert stage_of(CycleState.PAUSED, RoundState.OPEN) is Stage.OPEN
    assert stage_of(CycleState.ENDED, RoundState.PLANNED) is Stage.CANCELLED
    for stage, state in STORED.items():
        kept = stage_of(
            CycleState.PAUSED if stage is Stage.PAUSED else CycleState.RUNNING,
            state,
            waits_for_approval=stage is Stage.WAITING_FOR_APPROVAL,
            waits_for_holder=stage is Stage.WAITING_FOR_COUNCIL,
        )
        assert kept is stage


@pytest.mark.parametrize(
    ("event", "before", "after"),
    [
        (Event.OPEN, {RoundState.PLANNED}, RoundState.OPEN),
        (Event.CLOSE, {RoundState.OPEN}, RoundState.CLOSED),
        (Event.RELEASE, {RoundState.CLOSED}, RoundState.RELEASED),
        (Event.LAPSE, {RoundState.CLOSED}, RoundState.LAPSED),
        (Event.CANCEL, {RoundState.PLANNED}, RoundState.CANCELLED),
    ],
)
def test_what_rows_say_before_and_after(
    event: Event, before: set[RoundState], after: RoundState
) -> None:
    assert set(stored_before(event)) == before
    assert stored_after(event) is after


@dataclass(kw_only=True)
class Case:
    """A company with one cycle, brought to a stage by the real services."""

    company: Company
    cycle_id: CycleId
    round_id: RoundId

    @property
    def stores(self) -> Stores:
        """Return both stores."""
        return self.company.stores

    def stage(self, session: Session) -> Stage:
        """Return the stage of the round, or of the draft."""
        cycle = cycles.get_cycle(session, cycle_id=self.cycle_id)
        if cycle.state is CycleState.DRAFT:
            return stage_of_cycle(session, cycle=cycle)
        asked = cycles.get_round(session, round_id=self.round_id)
        held = waits_for_holder(self.stores, asked)
        return stage_of_round(session, asked=asked, waits_for_holder=held)


def row_of(session: Session, round_id: RoundId) -> dict[str, object] | None:
    """Return everything that is stored of a round."""
    row = session.get(RoundRow, round_id, populate_existing=True)
    if row is None:
        return None
    return {column.name: getattr(row, column.name) for column in RoundRow.__table__.columns}


def approve(company: Company, cycle_id: CycleId) -> None:
    with company.stores.main() as session, transaction(session):
        asked = latest_approval(session, cycle_id=cycle_id)
        assert asked is not None
        decide(session, approval_id=asked.id, decision=Decision.APPROVED, on=START.date())


def brought_to(stage: Stage, stores: Stores) -> Case:
    """Let a company's cycle come to a stage."""
    company = found(stores, "Company 0\n  Mill 6")
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=company.people["Mill"][0], role=Role.COUNCIL)
        if stage in {Stage.WAITING_FOR_COUNCIL, Stage.LAPSED}:
            key = public_bytes(new_private_key())
            replace_key(session, holder=SecondKey.COUNCIL, public_key=key, on=START.date())
        if stage is Stage.DRAFT:
            draft = cycles.save_draft(session, cycle=make_cycle(slowed=1))
            return Case(company=company, cycle_id=draft.id, round_id=RoundId(uuid4()))
    sealed = stage in {Stage.WAITING_FOR_COUNCIL, Stage.LAPSED}
    round_id = company.plan(slowed=1, second_key=SecondKey.COUNCIL if sealed else SecondKey.NONE)
    assert company.cycle_id is not None
    case = Case(company=company, cycle_id=company.cycle_id, round_id=round_id)
    _go_on(case, stage)
    with stores.main() as session:
        assert case.stage(session) is stage
    return case


def _go_on(case: Case, stage: Stage) -> None:
    if stage is Stage.WAITING_FOR_APPROVAL:
        return
    if stage is Stage.PAUSED:
        with case.stores.main() as session, transaction(session):
            cycles.pause_cycle(session, cycle_id=case.cycle_id, now=START, reason=WHY)
        return
    approve(case.company, case.cycle_id)
    if stage is Stage.PLANNED:
        return
    if stage is Stage.CANCELLED:
        with case.stores.main() as session, transaction(session):
            cycles.cancel_round(session, round_id=case.round_id, now=START, reason=WHY)
        return
    case.company.open(case.round_id)
    _close(case, stage)


def _close(case: Case, stage: Stage) -> None:
    asked = case.company.round(case.round_id)
    if stage is Stage.OPEN:
        return
    if stage is Stage.CLOSED:
        with case.stores.main() as session, transaction(session):
            cycles.mark_closed(session, round_id=asked.id)
        return
    ratings = {item.code: 3 for item in asked.rated_items}
    case.company.send(asked.id, case.company.people["Mill"][1], Answers(ratings=ratings))
    close_round(case.stores, round_id=asked.id, now=asked.closes_at)
    if stage is Stage.LAPSED:
        lapse_round(case.stores, round_id=asked.id, now=asked.closes_at + LAPSES_AFTER)


def _say(decision: Decision) -> Callable[[Session, Case], object]:
    def say(session: Session, case: Case) -> object:
        asked = latest_approval(session, cycle_id=case.cycle_id)
        approval_id = ApprovalId(uuid4()) if asked is None else asked.id
        return decide(session, approval_id=approval_id, decision=decision, on=START.date())

    return say


BY_SESSION: dict[Event, Callable[[Session, Case], object]] = {
    Event.CHANGE: lambda s, c: cycles.save_draft(s, cycle=_cycle(s, c)),
    Event.DISCARD: lambda s, c: cycles.discard_draft(s, cycle_id=c.cycle_id),
    Event.START: lambda s, c: cycles.start_cycle(
        s, cycle_id=c.cycle_id, now=START, catalogue=CATALOGUE
    ),
    Event.APPROVE: _say(Decision.APPROVED),
    Event.RETURN: _say(Decision.RETURNED),
    Event.STRICTER: lambda s, c: cycles.raise_privacy(
        s, cycle_id=c.cycle_id, privacy=Privacy(smallest_group=6), now=START
    ),
    Event.RHYTHM: lambda s, c: speed_up_cycle(
        s, cycle_id=c.cycle_id, reason=WHY, now=START, catalogue=CATALOGUE
    ),
    Event.SLOW: lambda s, c: slow_cycle(s, cycle_id=c.cycle_id, number=1, now=START),
    Event.PAUSE: lambda s, c: cycles.pause_cycle(s, cycle_id=c.cycle_id, now=START, reason=WHY),
    Event.RESUME: lambda s, c: cycles.resume_cycle(
        s, cycle_id=c.cycle_id, now=START, catalogue=CATALOGUE, reason=WHY
    ),
    Event.END: lambda s, c: cycles.end_cycle(s, cycle_id=c.cycle_id, now=START, reason=WHY),
    Event.CANCEL: lambda s, c: cycles.cancel_round(s, round_id=c.round_id, now=START, reason=WHY),
    Event.MOVE: lambda s, c: cycles.plan_next_rounds(
        s, now=_closes(s, c) + LATER, catalogue=CATALOGUE
    ),
    Event.EXTEND: lambda s, c: extend_round(
        s, round_id=c.round_id, days=1, now=_closes(s, c) - LATER, reason=WHY
    ),
    Event.CLOSE: lambda s, c: cycles.mark_closed(s, round_id=c.round_id, due=_closes(s, c) + LATER),
    Event.CLOSE_EARLY: lambda s, c: cycles.mark_closed(
        s, round_id=c.round_id, at=_closes(s, c) - LATER
    ),
}


def _cycle(session: Session, case: Case) -> Cycle:
    return cycles.get_cycle(session, cycle_id=case.cycle_id)


def _closes(session: Session, case: Case) -> datetime:
    return cycles.get_round(session, round_id=case.round_id).closes_at


BY_STORES: dict[Event, Callable[[Case], object]] = {
    Event.OPEN: lambda c: c.company.open(c.round_id),
    Event.UNLOCK: lambda c: put_back(
        c.stores,
        c.company.round(c.round_id),
        unit=UnitKey(team_id=TeamId(c.company.teams["Mill"])),
        peeled=b"",
        now=START,
    ),
    Event.LAPSE: lambda c: lapse_round(
        c.stores,
        round_id=c.round_id,
        now=c.company.round(c.round_id).closes_at + LAPSES_AFTER,
    ),
    Event.RELEASE: lambda c: finish_round(
        c.stores, round_id=c.round_id, now=c.company.round(c.round_id).closes_at
    ),
}


def refused() -> suppress:
    """Let a service refuse in its own words."""
    return suppress(CycleError, PeelingRefusedError)


@pytest.mark.both_engines
@pytest.mark.parametrize("stage", list(Stage))
def test_each_event_leads_where_the_table_says_or_is_refused(stores: Stores, stage: Stage) -> None:
    case = brought_to(stage, stores)

    for event, happen in BY_SESSION.items():
        with stores.main() as session:
            before = row_of(session, case.round_id)
            with refused():
                happen(session, case)
            _check(session, case, stage, event, before)
            session.rollback()
    for event in sorted(BY_STORES, key=lambda one: may(stage, one)):  # what is legal comes last
        if (stage, event) == (Stage.WAITING_FOR_COUNCIL, Event.UNLOCK):
            continue  # it takes a browser: tests/jobs/test_second_key.py
        with stores.main() as session:
            before = row_of(session, case.round_id)
        with refused():
            BY_STORES[event](case)
        with stores.main() as session:
            _check(session, case, stage, event, before)


def _check(
    session: Session, case: Case, stage: Stage, event: Event, before: dict[str, object] | None
) -> None:
    if not may(stage, event):
        assert row_of(session, case.round_id) == before, (stage, event)
        if stage in BEFORE_OPENING:
            assert case.stage(session) is stage, (stage, event)
    elif event is Event.DISCARD:
        assert cycles.find_cycle(session, cycle_id=case.cycle_id) is None
    elif event is Event.START:
        [planned] = cycles.list_rounds(session, cycle_id=case.cycle_id)
        assert stage_of_round(session, asked=planned) in STEPS[stage][event].to
    else:
        assert case.stage(session) in STEPS[stage][event].to, (stage, event)


PROTECTED = (
    "items",
    "smallest_group",
    "comments_group",
    "margin",
    "attributes",
    "asks_learning",
    "second_key",
    "second_key_holder",
    "public_key",
    "locales",
    "manifest_sha256",
    "title",
    "number",
)


@pytest.mark.both_engines
@pytest.mark.parametrize("seed", range(2))
def test_whatever_order_people_do_things_in_an_open_round_keeps_what_it_promised(
    stores: Stores, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (hands of nobody)
    case = brought_to(Stage.OPEN, stores)
    with stores.main() as session:
        promised = row_of(session, case.round_id)
        assert promised is not None
        for _turn in range(40):
            event = chance.choice(list(BY_SESSION))
            closes = _closes(session, case)
            was = case.stage(session)
            with refused(), session.begin_nested():
                BY_SESSION[event](session, case)
            now = row_of(session, case.round_id)
            assert now is not None
            assert {n: now[n] for n in PROTECTED} == {n: promised[n] for n in PROTECTED}
            if now["closes_at"] != closes:
                assert was is Stage.OPEN
                assert event in {Event.EXTEND, Event.CLOSE_EARLY}
                assert (_closes(session, case) > closes) == (event is Event.EXTEND)


@pytest.mark.both_engines
def test_a_round_is_not_closed_before_its_moment_without_a_reason(stores: Stores) -> None:
    case = brought_to(Stage.OPEN, stores)
    asked = case.company.round(case.round_id)

    with pytest.raises(IllegalMoveError):
        close_round(stores, round_id=asked.id, now=asked.closes_at - LATER)

    assert case.company.round(case.round_id) == asked


@pytest.mark.both_engines
def test_a_paused_cycle_opens_nothing_by_hand_either(stores: Stores) -> None:
    case = brought_to(Stage.PLANNED, stores)
    with stores.main() as session, transaction(session):
        cycles.pause_cycle(session, cycle_id=case.cycle_id, now=START, reason=WHY)
    now = case.company.round(case.round_id).opens_at

    assert not open_round(stores, round_id=case.round_id, now=now, catalogue=CATALOGUE)
    assert case.company.round(case.round_id).state is RoundState.PLANNED
