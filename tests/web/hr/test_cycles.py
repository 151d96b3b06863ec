"""Does HR see every cycle, and pause, resume, end or tighten one only after confirming?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle, CycleId, CycleState, Privacy
from feedbackpulse.cycles.slowing import slow_cycle
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.organisations import found
from tests.pages import Visitor, table, words_of
from tests.web.hr.organisation import drafted, organisation, running

Visit = Callable[[PersonId | None], Visitor]
WHY = "The building is closed."
NOWHERE = "00000000-0000-0000-0000-000000000000"
ACTIONS = ("pause", "resume", "end", "stricter", "discard")
PAGES = (
    "",
    "/what",
    "/whom",
    "/privacy",
    "/rhythm",
    "/languages",
    "/preview",
    "/check",
    *(f"/{action}" for action in ACTIONS),
)


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Visitor:
    return visit(organisation(stores).hr)


def now(stores: Stores, cycle: Cycle) -> Cycle:
    with stores.main() as session:
        return cycles.get_cycle(session, cycle_id=cycle.id)


def change(stores: Stores, cycle_id: CycleId, *, to: CycleState) -> None:
    moves = {CycleState.PAUSED: cycles.pause_cycle, CycleState.ENDED: cycles.end_cycle}
    with stores.main() as session, transaction(session):
        moves[to](session, cycle_id=cycle_id, now=clock.now(), reason=WHY)


def test_without_cycles_there_is_one_thing_to_do(hr: Visitor) -> None:
    page = hr.open("/org/cycles")

    assert page.select_one(".empty h2")
    assert [button.text.strip() for button in page.select("main button")] == ["New cycle"]


def test_small_teams_below_a_team_without_people_of_its_own(stores: Stores, visit: Visit) -> None:
    with stores.main() as session, transaction(session):
        made = found(session, "House 6\n  Care 0\n    Night 2", at=clock.now())
        people.grant_role(session, person_id=made.people["House"][0], role=Role.HR)
    page = visit(made.people["House"][0]).open(f"/org/cycles/{running(stores).id}")

    rows = [row[:2] for row in table(page, "Teams and their results")[1:]]
    assert rows == [["House", "8"], ["Care", "2"], ["Night", "2"]]


def test_the_list_names_every_cycle_with_its_state(stores: Stores, hr: Visitor) -> None:
    drafted(stores, title="Later", step=3)
    running(stores, title="Nu")

    said = words_of(hr.open("/org/cycles"))

    assert "Nu Every two weeks Running" in said
    assert "Later Every two weeks · step 3 of 7 Draft" in said
    assert "Nu, round 1" in said


def test_a_running_cycle_shows_its_rounds_and_those_to_come(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{running(stores).id}")

    assert "Round 1" in words_of(page)
    assert [item["value"] for item in page.select("main .plan li[value]")] == [
        str(number) for number in range(1, 13)
    ]


def test_a_cycle_is_paused_and_resumed_after_a_question(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)

    page = hr.open(f"/org/cycles/{cycle.id}/pause")
    assert now(stores, cycle).state is CycleState.RUNNING
    page = hr.submit(page, {"reason": WHY})
    assert "Luisteren 2027 is paused." in words_of(page)
    assert now(stores, cycle).state is CycleState.PAUSED
    page = hr.submit(hr.open(f"/org/cycles/{cycle.id}/resume"), {"reason": WHY})

    assert "is running again" in words_of(page)
    assert now(stores, cycle).state is CycleState.RUNNING


def test_a_cycle_is_ended_for_good_after_a_question(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)

    page = hr.submit(hr.open(f"/org/cycles/{cycle.id}/end"), {"reason": WHY})

    assert "Luisteren 2027 has ended." in words_of(page)
    assert "Cancelled" in words_of(page)
    assert not page.select("main a[href$='/resume'], main a[href$='/stricter']")


@pytest.mark.parametrize("action", ["pause", "resume", "end"])
def test_what_an_ended_cycle_cannot_do_is_said_kindly(
    stores: Stores, hr: Visitor, action: str
) -> None:
    cycle = running(stores)
    change(stores, cycle.id, to=CycleState.ENDED)

    page = hr.open(f"/org/cycles/{cycle.id}/{action}")

    assert "this cycle changed meanwhile" in words_of(page)


def test_confirming_too_late_changes_nothing(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)
    page = hr.open(f"/org/cycles/{cycle.id}/pause")
    change(stores, cycle.id, to=CycleState.ENDED)

    page = hr.submit(page, {"reason": WHY})

    assert "this cycle changed meanwhile" in words_of(page)
    assert now(stores, cycle).state is CycleState.ENDED


def test_privacy_can_be_raised_while_it_runs(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)
    page = hr.open(f"/org/cycles/{cycle.id}/stricter")

    page = hr.submit(page, {"smallest_group": "8"})

    assert "The stricter numbers count from the next round." in words_of(page)
    assert now(stores, cycle).privacy == Privacy(smallest_group=8)


def test_privacy_is_never_lowered_while_it_runs(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores, privacy=Privacy(smallest_group=8))
    page = hr.open(f"/org/cycles/{cycle.id}/stricter")

    page = hr.submit(page, {"smallest_group": "7"}, status=422)

    assert "Choose a number from 8 to 100." in words_of(page)
    assert now(stores, cycle).privacy == Privacy(smallest_group=8)


def test_two_colleagues_who_raise_it_end_with_the_strictest(stores: Stores, visit: Visit) -> None:
    org = organisation(stores)
    one, two, cycle = visit(org.hr), visit(org.hr), running(stores)
    slow = one.open(f"/org/cycles/{cycle.id}/stricter")
    two.submit(two.open(f"/org/cycles/{cycle.id}/stricter"), {"smallest_group": "9"})

    one.submit(slow, {"smallest_group": "6"}, status=422)

    assert now(stores, cycle).privacy.smallest_group == 9


def test_a_draft_or_an_ended_cycle_has_no_page_to_make_it_stricter(
    stores: Stores, hr: Visitor
) -> None:
    draft, ended = drafted(stores), running(stores)
    change(stores, ended.id, to=CycleState.ENDED)

    assert "Step 7 of 7" in words_of(hr.open(f"/org/cycles/{draft.id}/stricter"))
    assert "Ended" in words_of(hr.open(f"/org/cycles/{ended.id}/stricter"))


def test_a_draft_is_thrown_away_after_a_question(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores)

    page = hr.submit(hr.open(f"/org/cycles/{draft.id}/discard"))

    assert "The draft is gone." in words_of(page)
    hr.open(f"/org/cycles/{draft.id}", status=404)


def test_a_running_cycle_cannot_be_thrown_away(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)

    assert "Running" in words_of(hr.open(f"/org/cycles/{cycle.id}/discard"))
    assert now(stores, cycle).state is CycleState.RUNNING


def test_a_draft_cannot_be_paused_or_ended(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores)

    for action in ("pause", "end", "resume"):
        hr.open(f"/org/cycles/{draft.id}/{action}")

    assert now(stores, draft).state is CycleState.DRAFT


@pytest.mark.parametrize("page", PAGES)
def test_only_hr_comes_here(stores: Stores, visit: Visit, page: str) -> None:
    org, cycle = organisation(stores), drafted(stores)
    address = f"/org/cycles/{cycle.id}{page}"

    for other in (org.lead, org.member):
        assert visit(other).get(address).status_code == 403
        assert visit(other).get("/org/cycles").status_code == 403
    assert visit(None).get(address).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_a_cycle_that_does_not_exist_is_not_found(hr: Visitor, page: str) -> None:
    hr.open(f"/org/cycles/{NOWHERE}{page}", status=404)


def test_a_cycle_that_was_slowed_says_why_and_how_to_undo_it(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)
    with stores.main() as session, transaction(session):
        slow_cycle(session, cycle_id=cycle.id, number=2, now=clock.now())

    page = hr.open(f"/org/cycles/{cycle.id}")
    done = hr.submit(hr.open(f"/org/cycles/{cycle.id}/as-before"), {"reason": WHY})
    again = hr.open(f"/org/cycles/{cycle.id}/as-before")

    assert "This cycle asks less often than you planned." in words_of(page)
    assert "asks as often as before." in words_of(done)
    assert "asks less often" not in words_of(again)
    assert now(stores, cycle).slowed == 0
    log = words_of(hr.open("/programme"))
    assert "“Luisteren 2027” comes half as often. In two rounds after one another" in log
    assert f"“Luisteren 2027” comes as often as before. Why: “{WHY}”" in log
