"""Is nothing of a release worked out anew for a page, and nothing read of teams it does not show?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from benchmarks.scale.earlier import add_earlier
from feedbackpulse import clock, insight
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Round
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.differences import note_differences
from feedbackpulse.jobs.strictness import note_strictness, work_out_strictness
from feedbackpulse.jobs.tick import do_what_can_wait, tick
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId, TeamId
from feedbackpulse.release.differences import kept_differences
from feedbackpulse.release.strictness import (
    keep_strictness,
    kept_strictness,
    pairs_without_strictness,
)
from feedbackpulse.release.tables import DifferencesRow, FigureRow, StrictnessRow
from feedbackpulse.roster.tables import RoundTeamRow, RoundUnitRow
from feedbackpulse.web.hr import compare_view, heat_view
from feedbackpulse.web.team import page as team_page
from feedbackpulse.web.team import units
from feedbackpulse.web.team.units import released_rounds
from tests.pages import Visitor, table
from tests.rows import counted_rows
from tests.web.released import World, open_otherwise

pytestmark = pytest.mark.both_engines

WORK = str(Path(insight.__file__).parent)
Visit = Callable[[PersonId | None], Visitor]
Address = Callable[[World], tuple[PersonId, str]]
FEW_TEAMS: dict[str, Address] = {
    "departments": lambda world: (world.hr, "/org/results/departments"),
    "unit for HR": lambda world: (world.hr, "/org/results" + world.unit("Day")),
    "unit for its lead": lambda world: (world.lead("Day"), "/team" + world.unit("Day")),
    "a small team": lambda world: (world.lead("Trio"), "/team" + world.unit("Trio")),
    "unit for a member": lambda world: (world.member("Day"), "/outcome" + world.unit("Day")),
}
PAGES: dict[str, Address] = {
    **FEW_TEAMS,
    "organisation": lambda world: (world.hr, "/org/results"),
    "list of a lead": lambda world: (world.lead("Day"), "/team"),
    "unit above": lambda world: (world.member("Day"), "/outcome" + world.unit("House")),
    "two rounds": lambda world: (world.hr, "/org/results/compare"),
    "home": lambda world: (world.member("Day"), "/"),
    "home of HR": lambda world: (world.hr, "/org"),
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", PAGES)
def test_a_second_reading_works_nothing_out(
    stores: Stores, world: World, visit: Visit, page: str
) -> None:
    person_id, address = PAGES[page](world)
    do_what_can_wait(stores, catalogue=load_catalogue())
    visitor = visit(person_id)
    _forget()

    with _worked_out() as first:
        visitor.open(address)
    with _worked_out() as second:
        visitor.open(address)

    assert first
    assert second == set()


@pytest.mark.parametrize("page", FEW_TEAMS)
def test_the_rows_read_do_not_grow_with_teams_that_are_not_shown(
    app: Flask, stores: Stores, world: World, visit: Visit, page: str
) -> None:
    person_id, address = FEW_TEAMS[page](world)
    read = []

    for times in (0, 12):
        _add_teams(stores, world, times=times)
        visitor = visit(person_id)
        visitor.open(address)
        with counted_rows(app) as rows:
            visitor.open(address)
        read.append(rows.total())

    before, after = read
    assert 0 < after <= before


def test_a_process_reads_the_units_of_an_opening_once(
    app: Flask, stores: Stores, world: World, visit: Visit
) -> None:
    visitor = visit(world.hr)

    def open_page() -> tuple[int, int]:
        with counted_rows(app) as rows:
            page = visitor.open("/org/results/compare")
        named = [row[0] for row in table(page, "Two rounds, unit by unit")]
        return sum("ORDER BY round_unit.place" in one for one in rows), named.count("Day")

    do_what_can_wait(stores, catalogue=load_catalogue())
    read = [open_page(), open_page()]
    _add_teams(stores, world, times=1)
    read.append(open_page())

    assert read == [(1, 1), (0, 1), (1, 2)]


def test_a_release_from_before_is_shown_as_any_other_and_worked_out_at_the_next_turn(
    stores: Stores, world: World, visit: Visit
) -> None:
    """Backups and installations of before have the figures, and not what follows from them."""
    ids = [one.id for one in world.rounds[:2]]
    shown = visit(world.hr).open("/org/results/departments").text
    with stores.main() as session, transaction(session):
        kept = kept_differences(session, rounds=ids)
        session.execute(delete(DifferencesRow))

    assert visit(world.hr).open("/org/results/departments").text == shown
    tick(stores, now=clock.now(), catalogue=load_catalogue())

    with stores.main() as session:
        assert kept_differences(session, rounds=ids) == kept
    assert all(kept.values())
    assert not note_differences(stores, round_id=ids[0])


def test_two_rounds_from_before_are_compared_as_strictly_and_kept_at_the_next_turn(
    stores: Stores, world: World, visit: Visit
) -> None:
    page = "/org/results/compare"
    do_what_can_wait(stores, catalogue=load_catalogue())
    shown = visit(world.hr).open(page).text
    kept = _strictness(stores)
    with stores.main() as session, transaction(session):
        session.execute(delete(StrictnessRow))

    assert visit(world.hr).open(page).text == shown
    do_what_can_wait(stores, catalogue=load_catalogue())

    assert kept
    assert _strictness(stores) == kept
    assert visit(world.hr).open(page).text == shown


def test_a_unit_that_is_looked_for_is_told_what_it_is_told_among_all(
    stores: Stores, world: World, visit: Visit
) -> None:
    do_what_can_wait(stores, catalogue=load_catalogue())
    visitor = visit(world.hr)

    def said(address: str) -> dict[str, list[str]]:
        return {
            row[0]: row[1:] for row in table(visitor.open(address), "Two rounds, unit by unit")[1:]
        }

    among_all = said("/org/results/compare")

    assert "▲ higher" in among_all["Day"]
    assert said("/org/results/compare?find=day") == {"Day": among_all["Day"]}


def test_a_pair_of_rounds_that_fails_does_not_stop_the_others(
    stores: Stores, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    item = load_catalogue().anchor.code
    add_earlier(stores, world.rounds[0])
    with stores.main() as session:
        first, *others = pairs_without_strictness(session, item=item)
    _spoil(stores, first[1])

    do_what_can_wait(stores, catalogue=load_catalogue())

    with stores.main() as session:
        left = pairs_without_strictness(session, item=item)
    assert left[0] == first
    assert [one for one in others if one not in left] == [others[-1]]
    assert f"rounds {first[0].id} and {first[1].id}" in caplog.text


def test_the_rounds_that_a_page_shows_first_are_compared_first(
    stores: Stores, world: World
) -> None:
    add_earlier(stores, world.rounds[0])
    with stores.main() as session:
        pairs = pairs_without_strictness(session, item=load_catalogue().anchor.code)
        released = released_rounds(session)

    oldest, before, latest = released
    assert pairs == [(before, latest), (oldest, latest), (oldest, before)]


def test_when_time_is_up_no_further_pair_is_begun(stores: Stores, world: World) -> None:
    note_strictness(
        stores, item=load_catalogue().anchor.code, apart=lambda _what: nullcontext(), seconds=0
    )

    assert _strictness(stores) == set()


def test_of_two_workers_one_keeps_how_strict_two_rounds_are_compared(
    stores: Stores, world: World
) -> None:
    item = load_catalogue().anchor.code
    with stores.main() as session:
        both = pairs_without_strictness(session, item=item)[0]
        found = work_out_strictness(session, both=both, item=item)
    with stores.main() as session, transaction(session):
        first = keep_strictness(session, both=both, item=item, found=found)
    with stores.main() as session, transaction(session):
        second = keep_strictness(session, both=both, item=item, found=found)
        kept = kept_strictness(session, both=both, item=item)

    assert (first, second, kept) == (True, False, found)


def _spoil(stores: Stores, asked: Round) -> None:
    """Let a round have figures of a part that no team has."""
    with stores.main() as session, transaction(session):
        rest = (FigureRow.round_id == asked.id, FigureRow.part == Part.REST.value)
        session.execute(update(FigureRow).where(*rest).values(part="odd"))


def _strictness(stores: Stores) -> set[tuple[object, ...]]:
    with stores.main() as session:
        rows = session.scalars(select(StrictnessRow))
        return {(row.before_id, row.after_id, row.claimed, tuple(row.steps)) for row in rows}


def _forget() -> None:
    for module in (team_page, units, heat_view, compare_view):
        for one in vars(module).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()


@contextmanager
def _worked_out() -> Iterator[set[str]]:
    """Give the names of the functions about figures that are called."""
    called: set[str] = set()

    def note(frame: FrameType, kind: str, _what: object) -> None:
        code = frame.f_code
        if (
            kind == "call"
            and code.co_filename.startswith(WORK)
            and code.co_name == code.co_qualname
        ):
            called.add(code.co_name)

    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(None)


def _add_teams(stores: Stores, world: World, *, times: int) -> None:
    """Add teams beside Day that said what Day said."""
    with stores.main() as session, transaction(session):
        for place in range(times):
            name = f"More {place}"
            team = people.add_team(session, code=name, name=name, parent_id=world.teams["Care"])
            _copy(session, world.teams["Day"], team.id)
        open_otherwise(session)


def _copy(session: Session, old: TeamId, new: TeamId) -> None:
    for rows in (RoundUnitRow, RoundTeamRow, FigureRow):
        table = rows.__table__
        own = [one.name for one in table.c if one.name in {"team_id", "unit_team_id"}]
        found = session.execute(select(table).where(table.c.team_id == old)).mappings()
        session.execute(insert(rows), [{**row, **dict.fromkeys(own, new)} for row in found])
