"""Does HR see what a round asks and when, and open or close it only after confirming?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from feedbackpulse import clock
from feedbackpulse.ballots.keystore import destroy_key
from feedbackpulse.ballots.sealing import new_private_key, public_bytes
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import Decision, decide, latest_approval
from feedbackpulse.cycles.domain import Cycle, Rhythm, Round, RoundState, SecondKey
from feedbackpulse.cycles.holders import replace_key
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import closing, opening
from feedbackpulse.jobs import rounds as jobs
from feedbackpulse.jobs.desk import Desk
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.roster.words import eight_words
from tests.cycles.cycles import own_question
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import organisation, running

pytestmark = pytest.mark.both_engines

Visit = Callable[[PersonId | None], Visitor]
WHY = "The building is closed."
NOWHERE = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Visitor:
    return visit(organisation(stores).hr)


def first_round(stores: Stores, cycle: Cycle) -> Round:
    with stores.main() as session:
        return cycles.list_rounds(session, cycle_id=cycle.id)[0]


def opened(stores: Stores, **changes: Any) -> Round:
    planned = first_round(stores, running(stores, **changes))
    jobs.open_round(stores, round_id=planned.id, now=clock.now(), catalogue=load_catalogue())
    return planned


def state(stores: Stores, asked: Round) -> RoundState:
    with stores.main() as session:
        return cycles.get_round(session, round_id=asked.id).state


def test_a_planned_round_shows_its_questions_and_whom_it_would_reach(
    stores: Stores, hr: Visitor
) -> None:
    planned = first_round(stores, running(stores, own_questions=(own_question(),)))

    said = words_of(hr.open(f"/org/rounds/{planned.id}"))

    assert "Luisteren 2027, round 1" in said
    assert "In our team, colleagues say what they really think." in said
    assert "(Almost) never – (Almost) always · M4A-P1" in said
    assert "The canteen listens to us." in said
    assert "You ask 15 people." in said
    assert "The wording is fixed when the round opens." in said


def test_a_round_is_opened_by_hand_after_a_question(stores: Stores, hr: Visitor) -> None:
    planned = first_round(stores, running(stores))
    page = hr.open(f"/org/rounds/{planned.id}/open")
    assert state(stores, planned) is RoundState.PLANNED

    page = hr.submit(page)

    assert state(stores, planned) is RoundState.OPEN
    assert "The round is open." in words_of(page)
    assert [row.text for row in page.select("aside tbody .num")] == ["15", "9", "6"]


def test_a_round_is_closed_by_hand_after_a_question(stores: Stores, hr: Visitor) -> None:
    asked = opened(stores)
    page = hr.open(f"/org/rounds/{asked.id}/close")
    assert state(stores, asked) is RoundState.OPEN

    page = hr.submit(page, {"reason": WHY})

    assert state(stores, asked) is RoundState.RELEASED
    assert "The round is closed." in words_of(page)
    assert page.select_one("main a[href='/org/results']")
    assert len(page.select(".tl .ok")) == 4


def test_a_round_that_lost_its_key_says_so_and_what_to_do(stores: Stores, hr: Visitor) -> None:
    asked = opened(stores)
    destroy_key(stores.keys, round_id=asked.id)

    page = hr.submit(hr.open(f"/org/rounds/{asked.id}/close"), {"reason": WHY})

    assert state(stores, asked) is RoundState.CLOSED
    assert "This round cannot be counted: its key is gone." in words_of(page)
    assert "Closed, cannot be counted" in words_of(page)
    assert "plan a new round" in words_of(hr.open(f"/org/rounds/{asked.id}"))


def test_a_round_with_too_few_people_does_not_open(stores: Stores, visit: Visit) -> None:
    hr = visit(organisation(stores, {"Planning": 2}).hr)
    planned = first_round(stores, running(stores))

    page = hr.submit(hr.open(f"/org/rounds/{planned.id}/open"), status=422)

    assert "You ask 3 people. A round needs at least 5." in words_of(page)
    assert state(stores, planned) is RoundState.PLANNED


def test_a_closed_round_keeps_the_wording_it_asked(stores: Stores, hr: Visitor) -> None:
    asked = opened(stores)
    with stores.main() as session, transaction(session):
        kept = cycles.get_round(session, round_id=asked.id)
        cycles.refresh_wording(session, round_id=asked.id, catalogue=load_catalogue())

    said = words_of(hr.open(f"/org/rounds/{asked.id}"))

    assert "This is the wording that people saw." in said
    assert all(item.text.en in said for item in kept.items)


def test_the_round_of_a_paused_cycle_says_so_and_does_not_open(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)
    planned = first_round(stores, cycle)
    with stores.main() as session, transaction(session):
        cycles.pause_cycle(session, cycle_id=cycle.id, now=clock.now(), reason=WHY)

    assert "This cycle is paused." in words_of(hr.open(f"/org/rounds/{planned.id}"))
    page = hr.open(f"/org/rounds/{planned.id}/open")

    assert "this round changed meanwhile" in words_of(page)
    assert state(stores, planned) is RoundState.PLANNED


def test_a_cancelled_round_says_that_nobody_was_asked(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)
    planned = first_round(stores, cycle)
    with stores.main() as session, transaction(session):
        cycles.end_cycle(session, cycle_id=cycle.id, now=clock.now(), reason=WHY)

    page = hr.open(f"/org/rounds/{planned.id}")

    assert "This round was cancelled." in words_of(page)
    assert not page.select("main .btn")


@pytest.mark.parametrize("action", ["open", "close"])
def test_confirming_twice_does_it_once(stores: Stores, hr: Visitor, action: str) -> None:
    asked = opened(stores) if action == "close" else first_round(stores, running(stores))
    page = hr.open(f"/org/rounds/{asked.id}/{action}")
    why: dict[str, str | list[str]] = {"reason": WHY} if action == "close" else {}
    hr.submit(page, why)
    done = state(stores, asked)

    again = hr.submit(page, why)

    assert "this round changed meanwhile" in words_of(again)
    assert state(stores, asked) is done


def test_what_a_round_cannot_do_now_is_said_kindly(stores: Stores, hr: Visitor) -> None:
    planned = first_round(stores, running(stores))

    assert "changed meanwhile" in words_of(hr.open(f"/org/rounds/{planned.id}/close"))


@pytest.mark.parametrize("page", ["", "/open", "/close"])
def test_only_hr_comes_here(stores: Stores, visit: Visit, page: str) -> None:
    org = organisation(stores)
    address = f"/org/rounds/{first_round(stores, running(stores)).id}{page}"

    for other in (org.lead, org.member):
        assert visit(other).get(address).status_code == 403
    assert visit(None).get(address).status_code == 302


@pytest.mark.parametrize("page", ["", "/open", "/close"])
def test_a_round_that_does_not_exist_is_not_found(hr: Visitor, page: str) -> None:
    hr.open(f"/org/rounds/{NOWHERE}{page}", status=404)


def test_the_next_round_is_planned_while_one_is_open(stores: Stores, hr: Visitor) -> None:
    asked = opened(stores)
    with stores.main() as session, transaction(session):
        cycles.plan_next_rounds(session, now=clock.now(), catalogue=load_catalogue())

    page = hr.open(f"/org/cycles/{asked.cycle_id}")

    assert [row.text for row in page.select("tbody th")][:2] == ["Round 2", "Round 1"]


def test_the_eight_words_are_there_to_print(stores: Stores, hr: Visitor) -> None:
    asked = opened(stores)
    with stores.main() as session:
        fingerprint = cycles.get_round(session, round_id=asked.id).manifest_sha256
    assert fingerprint is not None
    words = " ".join(eight_words(fingerprint, "en"))

    shown = words_of(hr.open(f"/org/rounds/{asked.id}"))
    printed = words_of(hr.open(f"/org/rounds/{asked.id}/notice"))

    assert words in shown
    assert words in printed
    assert "notice board" in printed


def test_before_a_round_opens_there_are_no_words(stores: Stores, hr: Visitor) -> None:
    planned = first_round(stores, running(stores))

    assert "eight words" not in words_of(hr.open(f"/org/rounds/{planned.id}"))
    hr.open(f"/org/rounds/{planned.id}/notice", status=404)


def test_a_round_that_waits_for_the_works_council_cannot_be_opened_by_hand(
    stores: Stores, visit: Visit
) -> None:
    made = organisation(stores)
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=made.member, role=Role.COUNCIL)
    hr, cycle = visit(made.hr), running(stores)
    planned = first_round(stores, cycle)
    page = hr.open(f"/org/rounds/{planned.id}")
    by_hand = hr.open(f"/org/rounds/{planned.id}/open")
    with stores.main() as session, transaction(session):
        approval = latest_approval(session, cycle_id=cycle.id)
        assert approval is not None
        decide(session, approval_id=approval.id, decision=Decision.APPROVED, on=local_today())

    assert "This waits for the works council." in words_of(page)
    assert not page.select(f"a[href='/org/rounds/{planned.id}/open']")
    assert "This waits for the works council." in words_of(by_hand)
    assert not by_hand.select("main form")
    assert hr.open(f"/org/rounds/{planned.id}/open").select("main form")


def test_a_round_that_waits_for_its_second_key_says_whose_turn_it_is(
    stores: Stores, hr: Visitor
) -> None:
    planned = first_round(stores, running(stores, second_key=SecondKey.ADMIN))
    before = words_of(hr.open(f"/org/rounds/{planned.id}"))
    point = public_bytes(new_private_key())
    with stores.main() as session, transaction(session):
        replace_key(session, holder=SecondKey.ADMIN, public_key=point, on=local_today())
    jobs.open_round(stores, round_id=planned.id, now=clock.now(), catalogue=load_catalogue())
    closing.close_early(stores, round_id=planned.id, now=clock.now(), reason=WHY)
    after = words_of(hr.open(f"/org/rounds/{planned.id}"))

    assert "This waits for the second key." in before
    assert "Closed, waits for the second key" in after
    assert "A second administrator has to open this round." in after


def test_a_round_that_lapsed_says_so(stores: Stores, hr: Visitor) -> None:
    point = public_bytes(new_private_key())
    with stores.main() as session, transaction(session):
        replace_key(session, holder=SecondKey.ADMIN, public_key=point, on=local_today())
    planned = first_round(stores, running(stores, second_key=SecondKey.ADMIN))
    jobs.open_round(stores, round_id=planned.id, now=clock.now(), catalogue=load_catalogue())
    closing.close_early(stores, round_id=planned.id, now=clock.now(), reason=WHY)
    closing.lapse_round(stores, round_id=planned.id, now=clock.now() + timedelta(days=15))

    assert state(stores, planned) is RoundState.LAPSED
    assert "Lapsed" in words_of(hr.open(f"/org/rounds/{planned.id}"))
    assert "Lapsed" in words_of(hr.open("/org/cycles"))


def test_an_early_closing_says_what_it_takes_away_and_asks_why(stores: Stores, hr: Visitor) -> None:
    asked = opened(stores)
    page = hr.open(f"/org/rounds/{asked.id}/close")

    again = hr.submit(page, {"reason": "Soon."}, status=422)

    assert "days less than they were promised." in words_of(page)
    assert "Give a reason of 10 to 500 characters." in words_of(again)
    assert state(stores, asked) is RoundState.OPEN


def test_people_get_longer_twice_at_most_and_everybody_reads_why(
    stores: Stores, hr: Visitor
) -> None:
    asked = opened(stores, rhythm=Rhythm.MONTHLY)
    answers: dict[str, str | list[str]] = {"days": "1", "reason": WHY}
    hr.submit(hr.open(f"/org/rounds/{asked.id}/extend"), answers)
    page = hr.submit(hr.open(f"/org/rounds/{asked.id}/extend"), answers)
    with stores.main() as session:
        longer = cycles.get_round(session, round_id=asked.id)

    third = hr.open(f"/org/rounds/{asked.id}/extend")

    assert longer.closes_at - asked.closes_at in {timedelta(hours=h) for h in (47, 48, 49)}
    assert words_of(page).count(f"The closing moment was moved: {WHY}") == 2
    assert "This round was given longer twice." in words_of(third)
    assert not third.select("main form")
    assert not page.select("main a[href$='/extend']")


def test_a_round_cannot_be_given_longer_than_there_is_room_for(stores: Stores, hr: Visitor) -> None:
    asked = opened(stores, rhythm=Rhythm.MONTHLY)
    page = hr.open(f"/org/rounds/{asked.id}/extend")

    page = hr.submit(page, {"days": "300", "reason": WHY}, status=422)

    assert "Choose a number from 1 to" in words_of(page)
    with stores.main() as session:
        assert cycles.get_round(session, round_id=asked.id).closes_at == asked.closes_at


def test_one_round_is_cancelled_and_the_next_number_goes_on(stores: Stores, hr: Visitor) -> None:
    planned = first_round(stores, running(stores))

    page = hr.submit(hr.open(f"/org/rounds/{planned.id}/cancel"), {"reason": WHY})
    with stores.main() as session, transaction(session):
        [following] = cycles.plan_next_rounds(session, now=clock.now(), catalogue=load_catalogue())
        after = cycles.get_round(session, round_id=following)

    assert "The round is cancelled." in words_of(page)
    assert state(stores, planned) is RoundState.CANCELLED
    assert (after.number, after.state) == (2, RoundState.PLANNED)
    assert after.opens_at > planned.opens_at


def test_a_round_says_whose_turn_it_is_and_what_hr_can_do(stores: Stores, hr: Visitor) -> None:
    planned = first_round(stores, running(stores))

    page = hr.open(f"/org/rounds/{planned.id}")
    cycle = hr.open(f"/org/cycles/{planned.cycle_id}")

    assert "Planned Nobody has to do anything: it opens by itself." in words_of(page)
    offered = [link.text.strip() for link in page.select("aside section a.btn")]
    assert offered == [
        "Open now",
        "Pause the cycle",
        "Cancel this round",
        "Make privacy stricter",
        "End the cycle",
    ]
    assert "The next round: Planned Nobody has to do anything" in words_of(cycle)


def test_a_round_that_is_being_counted_says_so_and_how_far_it_is(
    stores: Stores, hr: Visitor
) -> None:
    asked = opened(stores)
    closing.stop_round(stores, round_id=asked.id, now=clock.now(), reason=WHY)

    page = hr.open(f"/org/rounds/{asked.id}")
    closing.finish_round(stores, round_id=asked.id, now=clock.now())
    after = hr.open(f"/org/rounds/{asked.id}")

    assert "The answers are being opened and counted." in words_of(page)
    assert page.select_one("[data-progress] progress:not([value])")
    assert not after.select("[data-progress]")


def test_a_large_box_is_opened_by_a_worker_after_the_round_closed_at_once(
    stores: Stores, hr: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LARGE", 1)
    asked = opened(stores)

    hr.submit(hr.open(f"/org/rounds/{asked.id}/close"), {"reason": WHY})
    before = state(stores, asked)
    Desk(stores=stores, handlers=HANDLERS).work()

    assert before is RoundState.CLOSED
    assert state(stores, asked) is RoundState.RELEASED
