"""Does nothing open that the works council has not approved, exactly as it is?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import (
    Approval,
    ApprovalId,
    ApprovalNotFoundError,
    DecidedError,
    Decision,
    ask_approval,
    ask_where_due,
    decide,
    is_approved,
    latest_approval,
    list_approvals,
    privacy_settings,
    settings_sha256,
    waits_for_council,
)
from feedbackpulse.cycles.domain import Cycle, IllegalMoveError, Privacy, RoundState, SecondKey
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.cycles.cycles import make_cycle, own_question
from tests.jobs.company import START, Company, found

pytestmark = pytest.mark.both_engines

DAY = date(2026, 1, 6)
MORNING = datetime(2026, 1, 6, 8, tzinfo=UTC)


def started(session: Session, **changes: Any) -> Cycle:
    draft = cycles.save_draft(session, cycle=make_cycle(**changes))
    return cycles.start_cycle(session, cycle_id=draft.id, now=MORNING, catalogue=load_catalogue())


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


def appoint(company: Company) -> PersonId:
    """Put the first person of the company on the works council."""
    member = company.everybody()[0]
    with company.stores.main() as session, transaction(session):
        people.grant_role(session, person_id=member, role=Role.COUNCIL)
    return member


def latest(company: Company) -> Approval:
    assert company.cycle_id is not None
    with company.stores.main() as session:
        approval = latest_approval(session, cycle_id=company.cycle_id)
    assert approval is not None
    return approval


def say(company: Company, decision: Decision) -> None:
    with company.stores.main() as session, transaction(session):
        decide(session, approval_id=latest(company).id, decision=decision, on=DAY)


@pytest.mark.parametrize(
    "change",
    [
        {"privacy": Privacy(smallest_group=6)},
        {"privacy": Privacy(comments_group=11)},
        {"privacy": Privacy(smallest_group=7, margin=3)},
        {"attributes": ("tenure",)},
        {"asks_learning": True},
        {"asks_worth": True},
        {"second_key": SecondKey.COUNCIL},
        {"asks_open_question": False},
        {"own_questions": (own_question(),)},
        {"locales": ("nl",)},
        {"window_days": 6},
        {"blocks": (1, 2)},
    ],
    ids=str,
)
def test_whatever_protects_people_changes_the_fingerprint(change: dict[str, Any]) -> None:
    cycle = make_cycle()

    before, after = (privacy_settings(one) for one in (cycle, replace(cycle, **change)))

    assert settings_sha256(before) != settings_sha256(after)


def test_a_new_name_or_state_does_not_change_the_fingerprint() -> None:
    cycle = make_cycle(attributes=("tenure", "contract"), blocks=(1, 2))
    same = replace(cycle, title="Another", step=3, attributes=("contract", "tenure"), blocks=(2, 1))

    assert settings_sha256(privacy_settings(cycle)) == settings_sha256(privacy_settings(same))


def test_the_same_settings_are_asked_once_and_others_are_a_new_version(session: Session) -> None:
    cycle = started(session)
    first = ask_approval(session, cycle=cycle, on=DAY)
    again = ask_approval(session, cycle=cycle, on=DAY + timedelta(days=1))
    stricter = replace(cycle, privacy=Privacy(smallest_group=6))
    second = ask_approval(session, cycle=stricter, on=DAY)

    assert again == first
    assert [one.version for one in list_approvals(session)] == [2, 1]
    assert second.settings["privacy"]["smallest_group"] == 6
    assert first.settings["privacy"]["smallest_group"] == 5


def test_only_the_approved_settings_are_approved(session: Session) -> None:
    cycle = started(session)
    asked = ask_approval(session, cycle=cycle, on=DAY)
    before = is_approved(session, cycle=cycle)
    decided = decide(session, approval_id=asked.id, decision=Decision.APPROVED, on=DAY)
    stricter = replace(cycle, privacy=Privacy(smallest_group=6))

    assert not before
    assert decided.decided_on == DAY
    assert is_approved(session, cycle=cycle)
    assert not is_approved(session, cycle=stricter)
    ask_approval(session, cycle=stricter, on=DAY)
    assert not is_approved(session, cycle=stricter)
    assert not is_approved(session, cycle=cycle)


def test_what_was_returned_can_still_be_approved_and_then_stays_so(session: Session) -> None:
    cycle = started(session)
    asked = ask_approval(session, cycle=cycle, on=DAY)
    returned = decide(
        session, approval_id=asked.id, decision=Decision.RETURNED, remark=" Why 5? ", on=DAY
    )
    approved_then = is_approved(session, cycle=cycle)
    decide(session, approval_id=asked.id, decision=Decision.APPROVED, on=DAY)

    assert returned.remark == "Why 5?"
    assert not approved_then
    assert is_approved(session, cycle=cycle)
    with pytest.raises(DecidedError):
        decide(session, approval_id=asked.id, decision=Decision.RETURNED, on=DAY)


def test_an_older_version_can_no_longer_be_approved(session: Session) -> None:
    cycle = started(session)
    older = ask_approval(session, cycle=cycle, on=DAY)
    ask_approval(session, cycle=replace(cycle, privacy=Privacy(smallest_group=6)), on=DAY)

    with pytest.raises(DecidedError):
        decide(session, approval_id=older.id, decision=Decision.APPROVED, on=DAY)
    with pytest.raises(ApprovalNotFoundError):
        decide(session, approval_id=ApprovalId(cycle.id), decision=Decision.APPROVED, on=DAY)


def test_a_started_cycle_asks_a_council_and_opens_once_it_has_approved(company: Company) -> None:
    appoint(company)
    round_id = company.plan()

    before = company.open(round_id)
    say(company, Decision.RETURNED)
    returned = company.open(round_id)
    say(company, Decision.APPROVED)
    after = company.open(round_id)

    assert (before, returned, after) == (False, False, True)


def test_a_round_that_waits_has_no_keys_and_no_roster(company: Company) -> None:
    appoint(company)
    round_id = company.plan()

    company.open(round_id)

    assert company.round(round_id).state is RoundState.PLANNED
    assert not list(company.stores.keys.glob("*"))


def test_without_a_council_nobody_is_asked_and_the_round_opens(company: Company) -> None:
    round_id = company.plan()

    with company.stores.main() as session, transaction(session):
        ask_where_due(session, now=MORNING)
        asked = list_approvals(session)

    assert asked == ()
    assert company.open(round_id)


def test_a_council_that_comes_later_is_asked_about_what_runs(company: Company) -> None:
    round_id = company.plan()
    appoint(company)

    with company.stores.main() as session, transaction(session):
        ask_where_due(session, now=MORNING)

    assert latest(company).waits
    assert not company.open(round_id)


def test_a_council_member_who_left_is_no_council(company: Company) -> None:
    member = appoint(company)
    round_id = company.plan()
    with company.stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=member, at=START + timedelta(days=1))

    assert company.open(round_id)


def test_stricter_numbers_wait_for_a_new_approval(company: Company) -> None:
    appoint(company)
    round_id = company.plan()
    say(company, Decision.APPROVED)
    assert company.cycle_id is not None
    with company.stores.main() as session, transaction(session):
        stricter = cycles.raise_privacy(
            session, cycle_id=company.cycle_id, privacy=Privacy(smallest_group=6), now=MORNING
        )
        ask_where_due(session, now=MORNING)
        waits = waits_for_council(session, cycle=stricter)

    assert waits
    assert latest(company).version == 2
    assert not company.open(round_id)


def test_approval_within_the_window_opens_the_round_then(company: Company) -> None:
    appoint(company)
    round_id = company.plan()
    asked = company.round(round_id)
    company.open(round_id)
    say(company, Decision.APPROVED)
    late = asked.opens_at + timedelta(days=2)

    assert open_round(company.stores, round_id=round_id, now=late, catalogue=load_catalogue())


def test_what_has_ended_is_decided_about_no_more(session: Session) -> None:
    cycle = started(session)
    asked = ask_approval(session, cycle=cycle, on=DAY)
    cycles.end_cycle(session, cycle_id=cycle.id, now=MORNING, reason="We listen elsewhere.")

    for decision in Decision:
        with pytest.raises(IllegalMoveError):
            decide(session, approval_id=asked.id, decision=decision, on=DAY)
