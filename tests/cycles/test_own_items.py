"""Do the organisation's own questions keep their numbers, their versions and their rounds?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import privacy_settings
from feedbackpulse.cycles.domain import Cycle, CycleState, InvalidCycleError, Round
from feedbackpulse.cycles.own_items import (
    LastQuestionError,
    OwnItem,
    OwnItemNotFoundError,
    RetiredError,
    add_own_item,
    change_own_item,
    cycles_by_item,
    list_own_items,
    questions_to_choose,
    retire_own_item,
    versions_of,
)
from feedbackpulse.cycles.tables import CycleRow
from feedbackpulse.programme.changes import Kind, list_changes
from tests.cycles.cycles import make_cycle, own_question

DAY = date(2027, 1, 4)
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
CANTEEN = LocalText(nl="De kantine luistert.", en="The canteen listens.")
NEWER = LocalText(nl="De kantine luistert naar ons.", en="The canteen listens to us.")


def added(session: Session, text: LocalText = CANTEEN) -> OwnItem:
    return add_own_item(session, text=text, scale="agree5", on=DAY)


def running(session: Session, *items: OwnItem, **changes: Any) -> Cycle:
    own = tuple(item.question for item in items)
    draft = cycles.save_draft(session, cycle=make_cycle(own_questions=own, **changes))
    return cycles.start_cycle(session, cycle_id=draft.id, now=NOW, catalogue=load_catalogue())


def planned(session: Session, cycle: Cycle) -> Round:
    [found] = cycles.list_rounds(session, cycle_id=cycle.id)
    return cycles.refresh_wording(session, round_id=found.id, catalogue=load_catalogue())


@pytest.mark.both_engines
def test_each_question_gets_a_number_of_its_own(session: Session) -> None:
    first, second = added(session), added(session, NEWER)

    assert (first.number, second.number) == (1, 2)
    assert [item.text for item in list_own_items(session)] == [CANTEEN, NEWER]


@pytest.mark.both_engines
def test_a_number_that_a_cycle_used_before_the_store_was_there_is_not_used_again(
    session: Session,
) -> None:
    old = cycles.save_draft(session, cycle=make_cycle(own_questions=(own_question(4),)))
    cycles.start_cycle(session, cycle_id=old.id, now=NOW, catalogue=load_catalogue())

    assert added(session).number == 5


def test_a_number_is_not_used_again_after_its_question_was_retired(session: Session) -> None:
    first = added(session)
    retire_own_item(session, number=first.number, on=DAY)

    assert added(session).number == first.number + 1


def test_another_wording_is_another_version_and_the_old_one_stays(session: Session) -> None:
    item = added(session)

    newer = change_own_item(session, number=item.number, text=NEWER, on=DAY)

    assert (newer.version, newer.text) == (2, NEWER)
    assert [one.text for one in versions_of(session, number=item.number)] == [NEWER, CANTEEN]
    assert list_own_items(session) == (newer,)


def test_the_same_wording_is_no_new_version(session: Session) -> None:
    item = added(session)

    assert change_own_item(session, number=item.number, text=CANTEEN, on=DAY) == item


def test_a_round_that_opened_keeps_the_wording_it_asked(session: Session) -> None:
    item = added(session)
    cycle = running(session, item)
    opened = planned(session, cycle)
    assert cycles.mark_open(session, round_id=opened.id, public_key=b"key")

    change_own_item(session, number=item.number, text=NEWER, on=DAY)

    kept = cycles.refresh_wording(session, round_id=opened.id, catalogue=load_catalogue())
    [asked] = [one for one in kept.items if one.code == "OWN-1"]
    assert (asked.text, asked.version) == (CANTEEN, 1)


def test_a_planned_round_asks_the_newer_wording_as_a_new_version(session: Session) -> None:
    item = added(session)
    cycle = running(session, item)

    change_own_item(session, number=item.number, text=NEWER, on=DAY)

    [asked] = [one for one in planned(session, cycle).items if one.code == "OWN-1"]
    assert (asked.text, asked.version) == (NEWER, 2)


def test_the_works_council_decides_again_about_another_wording(session: Session) -> None:
    item = added(session)
    cycle = running(session, item)

    change_own_item(session, number=item.number, text=NEWER, on=DAY)

    changed = cycles.get_cycle(session, cycle_id=cycle.id)
    assert privacy_settings(changed) != privacy_settings(cycle)


@pytest.mark.both_engines
def test_a_retired_question_is_asked_no_more(session: Session) -> None:
    item = added(session)
    cycle = running(session, item)

    retired = retire_own_item(session, number=item.number, on=DAY)

    assert retired.retired
    assert "OWN-1" not in {one.code for one in planned(session, cycle).items}
    assert questions_to_choose(session, cycle=make_cycle()) == ()
    with pytest.raises(RetiredError):
        change_own_item(session, number=item.number, text=NEWER, on=DAY)


def test_the_only_question_of_a_cycle_cannot_be_retired(session: Session) -> None:
    item = added(session)
    running(session, item, blocks=())

    with pytest.raises(LastQuestionError):
        retire_own_item(session, number=item.number, on=DAY)


def test_a_cycle_that_ended_keeps_its_questions(session: Session) -> None:
    item = added(session)
    cycle = running(session, item)
    session.get_one(CycleRow, cycle.id).state = CycleState.ENDED.value

    assert item.number not in cycles_by_item(session)
    retire_own_item(session, number=item.number, on=DAY)

    assert cycles.get_cycle(session, cycle_id=cycle.id).own_questions == (item.question,)


def test_everybody_can_read_what_became_of_a_question(session: Session) -> None:
    item = added(session)
    change_own_item(session, number=item.number, text=NEWER, on=DAY)
    retire_own_item(session, number=item.number, on=DAY)
    retire_own_item(session, number=item.number, on=DAY)

    told = [change for change in list_changes(session) if change.kind is Kind.OWN_ITEM]
    assert [change.details["done"] for change in reversed(told)] == ["added", "changed", "retired"]


def test_an_unknown_question_or_scale_is_refused(session: Session) -> None:
    with pytest.raises(OwnItemNotFoundError):
        versions_of(session, number=9)
    with pytest.raises(InvalidCycleError):
        add_own_item(session, text=CANTEEN, scale="freq5", on=DAY)


def test_a_draft_made_before_the_store_keeps_its_questions(session: Session) -> None:
    draft = cycles.save_draft(session, cycle=make_cycle(own_questions=(own_question(1),)))

    item = added(session)

    kept = cycles.get_cycle(session, cycle_id=draft.id)
    assert kept == draft
    assert questions_to_choose(session, cycle=kept) == (*draft.own_questions, item.question)
