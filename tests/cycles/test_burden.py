"""Is what all cycles ask of one person counted, limited, and warned about where rounds overlap?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.burden import (
    Burden,
    TooMuchAskedError,
    burden,
    overlaps,
    share_people,
)
from feedbackpulse.cycles.domain import Cycle, CycleState, Rhythm
from feedbackpulse.cycles.load import read_burden, read_overlaps
from feedbackpulse.cycles.outlook import minutes_a_year
from feedbackpulse.people.domain import TeamId
from feedbackpulse.programme.domain import Programme
from feedbackpulse.programme.service import save_programme
from tests.cycles.cycles import make_cycle
from tests.organisations import found

CATALOGUE = load_catalogue()
NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
BAKERY, MILL, SHOP = (TeamId(uuid4()) for _ in range(3))


def weighed(*chosen: Cycle, limit: int = 60, about: Cycle | None = None) -> Burden:
    return burden(chosen, CATALOGUE, limit=limit, about=about)


def asking(*teams: TeamId, **changes: Any) -> Cycle:
    return make_cycle(teams=frozenset(teams) or None, **changes)


def test_without_cycles_nothing_is_asked() -> None:
    assert weighed().minutes == 0


def test_cycles_for_everybody_add_up() -> None:
    one, other = make_cycle(), make_cycle(rhythm=Rhythm.MONTHLY)

    both = weighed(one, other)

    assert both.minutes == sum(minutes_a_year(each, CATALOGUE) for each in (one, other))


def test_of_teams_the_one_that_is_asked_most_counts() -> None:
    everybody, mill = asking(rhythm=Rhythm.QUARTERLY), asking(MILL)
    bakery = asking(BAKERY, rhythm=Rhythm.MONTHLY)

    heaviest = weighed(everybody, mill, bakery)

    assert {share.cycle.id for share in heaviest.shares} == {everybody.id, mill.id}


def test_a_cycle_is_only_weighed_for_whom_it_asks() -> None:
    mill, bakery = asking(MILL), asking(BAKERY, rhythm=Rhythm.MONTHLY)

    of_bakery = weighed(mill, bakery, about=bakery)

    assert [share.cycle.id for share in of_bakery.shares] == [bakery.id]


def test_a_cycle_that_was_slowed_asks_half() -> None:
    often, seldom = weighed(make_cycle()), weighed(make_cycle(slowed=1))

    assert 0.4 < seldom.minutes / often.minutes < 0.6


@given(st.lists(st.sampled_from([(), (BAKERY,), (MILL,), (BAKERY, SHOP)]), max_size=5))
def test_one_more_cycle_never_makes_it_less(chosen: list[tuple[TeamId, ...]]) -> None:
    every = [asking(*teams, rhythm=Rhythm.QUARTERLY) for teams in chosen]
    sums = [weighed(*every[:count]).minutes for count in range(len(every) + 1)]

    assert sums == sorted(sums)


def test_rounds_of_cycles_that_share_people_overlap() -> None:
    one = make_cycle(title="A", rhythm=Rhythm.ONCE, first_day=date(2027, 2, 1), window_days=7)
    other = make_cycle(title="B", rhythm=Rhythm.ONCE, first_day=date(2027, 2, 5), window_days=7)

    [overlap] = overlaps([one, other], now=NOW)

    assert (overlap.first_day, overlap.last_day) == (date(2027, 2, 5), date(2027, 2, 7))
    assert overlap.days == 3
    assert overlaps([replace(one, teams=frozenset({MILL})), other], now=NOW)
    apart = (replace(one, teams=frozenset({MILL})), replace(other, teams=frozenset({BAKERY})))
    assert not share_people(*apart)
    assert not overlaps(apart, now=NOW)


def test_rounds_one_after_the_other_do_not_overlap() -> None:
    one = make_cycle(first_day=date(2027, 2, 1), window_days=7)
    other = make_cycle(first_day=date(2027, 2, 8), window_days=7)

    assert not overlaps([one, other], now=NOW)
    assert not overlaps([one], now=NOW)


@pytest.mark.both_engines
def test_a_cycle_above_the_limit_does_not_start(session: Session) -> None:
    save_programme(session, programme=Programme(minutes_limit=45))
    first = cycles.save_draft(session, cycle=make_cycle())
    second = cycles.save_draft(session, cycle=make_cycle(title="More", blocks=(7,)))
    cycles.start_cycle(session, cycle_id=first.id, now=NOW, catalogue=CATALOGUE)
    alone = read_burden(session, catalogue=CATALOGUE)

    with pytest.raises(TooMuchAskedError) as refused:
        cycles.start_cycle(session, cycle_id=second.id, now=NOW, catalogue=CATALOGUE)
    session.rollback()

    assert alone.minutes <= 45 < refused.value.minutes
    assert refused.value.limit == 45


@pytest.mark.both_engines
def test_a_chosen_team_brings_those_below_it(session: Session) -> None:
    made = found(session, "Company 0\n  Bakery 0\n    Ovens 8\n  Mill 12", at=NOW)
    above = make_cycle(title="Above", teams=frozenset({made.teams["Bakery"]}))
    below = make_cycle(title="Below", teams=frozenset({made.teams["Ovens"]}))
    aside = make_cycle(title="Aside", teams=frozenset({made.teams["Mill"]}))
    save_programme(session, programme=Programme(minutes_limit=1000))
    for cycle in (above, below, aside):
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=NOW, catalogue=CATALOGUE)

    of_below = read_burden(session, catalogue=CATALOGUE, cycle=below)
    together = read_overlaps(session, now=NOW, cycle=below)

    assert {share.cycle.title for share in of_below.shares} == {"Above", "Below"}
    assert {(each.one.title, each.other.title) for each in together} == {("Below", "Above")}


def test_an_ended_cycle_asks_nothing(session: Session) -> None:
    draft = cycles.save_draft(session, cycle=make_cycle())
    cycles.start_cycle(session, cycle_id=draft.id, now=NOW, catalogue=CATALOGUE)
    ended = cycles.end_cycle(session, cycle_id=draft.id, now=NOW, reason="We listen elsewhere.")

    assert ended.state is CycleState.ENDED
    assert read_burden(session, catalogue=CATALOGUE).minutes == 0
