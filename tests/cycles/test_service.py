"""Do cycles run by themselves, exactly once, and keep what they promised?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from types import MappingProxyType
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue, Checkpoint, LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import planning
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.calendar import Window
from feedbackpulse.cycles.domain import (
    Cycle,
    CycleId,
    CycleNotFoundError,
    CycleState,
    IllegalMoveError,
    Privacy,
    Rhythm,
    Round,
    RoundId,
    RoundNotFoundError,
    RoundState,
    UnsafePrivacyError,
)
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import TeamId
from tests.cycles.cycles import make_cycle, own_question

pytestmark = pytest.mark.both_engines

CATALOGUE = load_catalogue()
NEW_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)
KEY = b"k" * 32
WHY = "The building is closed."


def started(session: Session, *, now: datetime = NEW_YEAR, **changes: object) -> Cycle:
    draft = cycles.save_draft(session, cycle=make_cycle(**changes))
    return cycles.start_cycle(session, cycle_id=draft.id, now=now, catalogue=CATALOGUE)


def only_round(session: Session, cycle: Cycle) -> Round:
    [found] = cycles.list_rounds(session, cycle_id=cycle.id)
    return found


def opened(session: Session, cycle: Cycle) -> Round:
    planned = cycles.list_rounds(session, cycle_id=cycle.id)[-1]
    assert cycles.mark_open(session, round_id=planned.id, public_key=KEY)
    return cycles.get_round(session, round_id=planned.id)


def plan(session: Session, now: datetime) -> list[RoundId]:
    return cycles.plan_next_rounds(session, now=now, catalogue=CATALOGUE)


def reworded(code: str, text: LocalText) -> Catalogue:
    """Return the catalogue with another wording, and the next version, of one item."""

    def change(point: Checkpoint) -> Checkpoint:
        facets = tuple(
            replace(
                facet,
                items=tuple(
                    replace(i, text=text, version=i.version + 1) if i.code == code else i
                    for i in facet.items
                ),
            )
            for facet in point.facets
        )
        return replace(point, facets=facets)

    return Catalogue(
        version="next",
        scales=CATALOGUE.scales,
        areas=CATALOGUE.areas,
        blocks=CATALOGUE.blocks,
        general=CATALOGUE.general,
        checkpoints=tuple(change(point) for point in CATALOGUE.checkpoints),
        glossary=CATALOGUE.glossary,
        recall_period=CATALOGUE.recall_period,
        non_substantive=CATALOGUE.non_substantive,
        wording=MappingProxyType({}),
        options=MappingProxyType({}),
    )


def test_a_draft_comes_back_as_it_was_saved(session: Session) -> None:
    team = TeamId(uuid4())
    draft = make_cycle(teams=frozenset({team}), own_questions=(own_question(),), step=3)

    cycles.save_draft(session, cycle=draft)
    changed = cycles.save_draft(session, cycle=replace(draft, title="Horen", teams=None))

    assert cycles.get_cycle(session, cycle_id=draft.id) == changed
    assert changed.title == "Horen"


def test_a_cycle_that_runs_cannot_be_saved_as_a_draft(session: Session) -> None:
    cycle = started(session)

    with pytest.raises(IllegalMoveError):
        cycles.save_draft(session, cycle=cycle)
    with pytest.raises(IllegalMoveError):
        cycles.save_draft(session, cycle=replace(cycle, state=CycleState.DRAFT))
    with pytest.raises(IllegalMoveError):
        cycles.discard_draft(session, cycle_id=cycle.id)


def test_a_draft_can_be_thrown_away(session: Session) -> None:
    draft = cycles.save_draft(session, cycle=make_cycle())

    cycles.discard_draft(session, cycle_id=draft.id)

    assert cycles.find_cycle(session, cycle_id=draft.id) is None


def test_what_does_not_exist_is_refused_by_name(session: Session) -> None:
    with pytest.raises(CycleNotFoundError):
        cycles.get_cycle(session, cycle_id=CycleId(uuid4()))
    with pytest.raises(RoundNotFoundError):
        cycles.get_round(session, round_id=RoundId(uuid4()))
    with pytest.raises(RoundNotFoundError):
        cycles.get_rounds(session, round_ids=[RoundId(uuid4())])


def test_running_cycles_are_listed_first(session: Session) -> None:
    draft = cycles.save_draft(session, cycle=make_cycle(title="A"))
    running = started(session, title="B")
    ended = cycles.end_cycle(
        session, cycle_id=started(session, title="C").id, now=NEW_YEAR, reason=WHY
    )

    assert [c.id for c in cycles.list_cycles(session)] == [running.id, draft.id, ended.id]


def test_starting_plans_the_first_round(session: Session) -> None:
    cycle = started(session)

    first = only_round(session, cycle)

    assert (first.number, first.state) == (1, RoundState.PLANNED)
    assert first.opens_at == datetime(2027, 1, 25, 8, tzinfo=UTC)
    assert first.closes_at == datetime(2027, 1, 31, 16, tzinfo=UTC)
    assert first.items[-1].code == "G4"


def test_a_draft_starts_only_once(session: Session) -> None:
    cycle = started(session)

    with pytest.raises(IllegalMoveError):
        cycles.start_cycle(session, cycle_id=cycle.id, now=NEW_YEAR, catalogue=CATALOGUE)


def test_planning_again_plans_nothing_more(session: Session) -> None:
    cycle = started(session)

    assert plan(session, NEW_YEAR) == []
    assert len(cycles.list_rounds(session, cycle_id=cycle.id)) == 1


def test_the_next_round_is_planned_when_one_is_open(session: Session) -> None:
    cycle = started(session)
    first = opened(session, cycle)

    [second_id] = plan(session, first.opens_at)

    second = cycles.get_round(session, round_id=second_id)
    assert second.number == 2
    assert second.opens_at == datetime(2027, 2, 8, 8, tzinfo=UTC)
    assert {item.checkpoint for item in second.items} == {"M1", "M2", None}


def test_an_early_opening_leaves_the_rhythm_alone(session: Session) -> None:
    cycle = started(session)
    first = only_round(session, cycle)

    cycles.mark_open(session, round_id=first.id, public_key=KEY, at=NEW_YEAR)
    [second_id] = plan(session, NEW_YEAR)

    assert cycles.get_round(session, round_id=first.id).opens_at == NEW_YEAR
    second = cycles.get_round(session, round_id=second_id)
    assert second.opens_at == datetime(2027, 2, 8, 8, tzinfo=UTC)


def test_a_late_opening_or_closing_keeps_the_promised_moment(session: Session) -> None:
    cycle = started(session)
    first = only_round(session, cycle)
    later = first.closes_at + timedelta(hours=1)

    cycles.mark_open(session, round_id=first.id, public_key=KEY, at=later)
    cycles.mark_closed(session, round_id=first.id, at=later)

    kept = cycles.get_round(session, round_id=first.id)
    assert (kept.opens_at, kept.closes_at) == (first.opens_at, first.closes_at)


def test_an_early_closing_is_remembered(session: Session) -> None:
    first = opened(session, started(session))
    early = first.closes_at - timedelta(days=2)

    cycles.mark_closed(session, round_id=first.id, at=early)

    assert cycles.get_round(session, round_id=first.id).closes_at == early


def test_a_round_that_nobody_opened_moves_to_the_next_window(session: Session) -> None:
    cycle = started(session)
    missed = only_round(session, cycle)

    assert plan(session, datetime(2027, 2, 1, tzinfo=UTC)) == []

    moved = only_round(session, cycle)
    assert moved.id == missed.id
    assert moved.number == 1
    assert moved.items == missed.items
    assert moved.opens_at == datetime(2027, 2, 8, 8, tzinfo=UTC)


def test_a_cycle_of_one_round_ends_after_it(session: Session) -> None:
    cycle = started(session, rhythm=Rhythm.ONCE)
    first = opened(session, cycle)

    plan(session, first.closes_at)
    assert cycles.get_cycle(session, cycle_id=cycle.id).state is CycleState.RUNNING
    cycles.mark_closed(session, round_id=first.id)
    plan(session, first.closes_at)

    assert cycles.get_cycle(session, cycle_id=cycle.id).state is CycleState.ENDED


def test_a_single_round_that_was_missed_is_cancelled(session: Session) -> None:
    cycle = started(session, rhythm=Rhythm.ONCE)
    much_later = datetime(2027, 6, 1, tzinfo=UTC)

    plan(session, much_later)
    plan(session, much_later)

    assert only_round(session, cycle).state is RoundState.CANCELLED
    assert cycles.get_cycle(session, cycle_id=cycle.id).state is CycleState.ENDED


def test_starting_halfway_a_window_opens_it_at_once(session: Session) -> None:
    now = datetime(2027, 1, 26, tzinfo=UTC)

    cycle = started(session, now=now)

    assert cycles.due_to_open(session, now=now) == [only_round(session, cycle).id]


def test_a_round_is_due_from_its_opening_until_its_closing(session: Session) -> None:
    first = only_round(session, started(session))
    second_before = timedelta(seconds=1)

    assert cycles.due_to_open(session, now=first.opens_at - second_before) == []
    assert cycles.due_to_open(session, now=first.opens_at) == [first.id]
    assert cycles.due_to_open(session, now=first.closes_at) == []


def test_an_open_round_is_due_to_close_at_its_closing(session: Session) -> None:
    first = opened(session, started(session))

    assert cycles.due_to_close(session, now=first.closes_at - timedelta(seconds=1)) == []
    assert cycles.due_to_close(session, now=first.closes_at) == [first.id]
    assert [found.id for found in cycles.open_rounds(session)] == [first.id]


def test_a_paused_cycle_opens_nothing(session: Session) -> None:
    cycle = started(session)
    first = only_round(session, cycle)

    cycles.pause_cycle(session, cycle_id=cycle.id, now=NEW_YEAR, reason=WHY)

    assert cycles.due_to_open(session, now=first.opens_at) == []
    assert plan(session, datetime(2027, 3, 1, tzinfo=UTC)) == []


def test_a_resumed_cycle_goes_on_with_a_window_that_people_can_use(session: Session) -> None:
    cycle = started(session)
    cycles.pause_cycle(session, cycle_id=cycle.id, now=NEW_YEAR, reason=WHY)
    late = datetime(2027, 1, 31, tzinfo=UTC)

    cycles.resume_cycle(session, cycle_id=cycle.id, now=late, catalogue=CATALOGUE, reason=WHY)

    assert only_round(session, cycle).opens_at == datetime(2027, 2, 8, 8, tzinfo=UTC)


def test_a_cycle_resumed_in_time_keeps_its_round(session: Session) -> None:
    cycle = started(session)
    first = only_round(session, cycle)
    cycles.pause_cycle(session, cycle_id=cycle.id, now=NEW_YEAR, reason=WHY)

    cycles.resume_cycle(session, cycle_id=cycle.id, now=NEW_YEAR, catalogue=CATALOGUE, reason=WHY)

    assert only_round(session, cycle) == first


def test_ending_cancels_what_is_planned_and_spares_what_is_open(session: Session) -> None:
    cycle = started(session)
    first = opened(session, cycle)
    plan(session, first.opens_at)

    cycles.end_cycle(session, cycle_id=cycle.id, now=NEW_YEAR, reason=WHY)

    states = [found.state for found in cycles.list_rounds(session, cycle_id=cycle.id)]
    assert states == [RoundState.OPEN, RoundState.CANCELLED]
    with pytest.raises(IllegalMoveError):
        cycles.resume_cycle(
            session, cycle_id=cycle.id, now=NEW_YEAR, catalogue=CATALOGUE, reason=WHY
        )


def test_privacy_goes_up_for_the_planned_round_and_never_down(session: Session) -> None:
    cycle = started(session)
    stricter = Privacy(smallest_group=8, comments_group=12)

    cycles.raise_privacy(session, cycle_id=cycle.id, privacy=stricter, now=NEW_YEAR)

    assert only_round(session, cycle).privacy == stricter
    with pytest.raises(UnsafePrivacyError):
        cycles.raise_privacy(
            session, cycle_id=cycle.id, privacy=replace(stricter, smallest_group=7), now=NEW_YEAR
        )


def test_an_open_round_keeps_the_privacy_it_was_opened_with(session: Session) -> None:
    cycle = started(session)
    first = opened(session, cycle)

    cycles.raise_privacy(
        session, cycle_id=cycle.id, privacy=Privacy(smallest_group=8), now=NEW_YEAR
    )

    assert cycles.get_round(session, round_id=first.id).privacy == Privacy()


def test_an_ended_cycle_does_not_change(session: Session) -> None:
    cycle = started(session)
    cycles.end_cycle(session, cycle_id=cycle.id, now=NEW_YEAR, reason=WHY)

    with pytest.raises(IllegalMoveError):
        cycles.raise_privacy(
            session, cycle_id=cycle.id, privacy=Privacy(smallest_group=8), now=NEW_YEAR
        )


Move = Callable[[Session, RoundId], bool]
MOVES: dict[str, Move] = {
    "open": lambda s, r: cycles.mark_open(s, round_id=r, public_key=KEY),
    "close": lambda s, r: cycles.mark_closed(s, round_id=r),
    "release": lambda s, r: cycles.mark_released(s, round_id=r, release_sha256="a" * 64),
    "burn": lambda s, r: cycles.mark_burnt(s, round_id=r),
}


def test_each_step_of_a_round_happens_once_and_in_order(session: Session) -> None:
    round_id = only_round(session, started(session)).id

    for done in range(len(MOVES)):
        for place, move in enumerate(MOVES.values()):
            if place != done:
                assert not move(session, round_id)
        assert list(MOVES.values())[done](session, round_id)

    finished = cycles.get_round(session, round_id=round_id)
    assert (finished.state, finished.burnt) == (RoundState.RELEASED, True)
    assert finished.public_key == KEY
    assert finished.release_sha256 == "a" * 64


def test_a_round_is_unfinished_from_closing_until_it_is_burnt(session: Session) -> None:
    round_id = opened(session, started(session)).id
    seen = [cycles.unfinished_rounds(session)]

    for name in ("close", "release", "burn"):
        MOVES[name](session, round_id)
        seen.append(cycles.unfinished_rounds(session))

    assert seen == [[], [round_id], [round_id], []]


def test_a_planned_round_takes_the_wording_of_the_day_it_opens(session: Session) -> None:
    first = only_round(session, started(session))
    code = first.items[0].code
    newer = reworded(code, LocalText(nl="Nieuw.", en="New."))

    refreshed = cycles.refresh_wording(session, round_id=first.id, catalogue=newer)

    assert refreshed.items[0].text.en == "New."
    assert refreshed.items[0].version == first.items[0].version + 1


def test_a_round_keeps_the_wording_it_asked(session: Session) -> None:
    first = opened(session, started(session))
    newer = reworded(first.items[0].code, LocalText(nl="Nieuw.", en="New."))

    refreshed = cycles.refresh_wording(session, round_id=first.id, catalogue=newer)

    assert refreshed.items == first.items


def at_the_same_time(stores: Stores, count: int, work: Callable[[Session], None]) -> None:
    """Let several threads work on the main store at once; raise what any of them raised."""
    together, wrong = Barrier(count), list[BaseException]()

    def run() -> None:
        try:
            together.wait()
            with stores.main() as session, transaction(session):
                work(session)
        except BaseException as error:
            wrong.append(error)

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]


def test_two_sessions_that_plan_at_the_same_time_plan_one_round(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        cycle = started(session)
        first = opened(session, cycle)

    at_the_same_time(stores, 4, lambda s: void(plan(s, first.opens_at)))

    with stores.main() as session:
        rounds = cycles.list_rounds(session, cycle_id=cycle.id)
    assert [found.number for found in rounds] == [1, 2]


def test_two_sessions_that_open_at_the_same_time_open_once(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        round_id = only_round(session, started(session)).id
    won: list[bool] = []

    at_the_same_time(
        stores, 4, lambda s: won.append(cycles.mark_open(s, round_id=round_id, public_key=KEY))
    )

    assert sorted(won) == [False, False, False, True]


def test_a_number_that_somebody_else_planned_is_left_to_them(session: Session) -> None:
    cycle = started(session)
    first = only_round(session, cycle)
    window = Window(opens_at=first.opens_at, closes_at=first.closes_at)

    assert planning._add(session, cycle, 1, window, CATALOGUE) is None
    assert only_round(session, cycle) == first


def void(_result: object) -> None:
    """Forget a result."""
