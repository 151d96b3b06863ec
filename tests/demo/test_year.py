"""Does the demo tell the stories that its pages must show, through real rounds only?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse import clock, create_app
from feedbackpulse.ballots.sealing import public_bytes
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.config import Settings
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import Decision, list_approvals
from feedbackpulse.cycles.domain import CycleState, Round, RoundState, SecondKey
from feedbackpulse.database import Stores
from feedbackpulse.demo import organisation as story
from feedbackpulse.demo.instance import is_made
from feedbackpulse.demo.mirrors import OWNER as LOOKED
from feedbackpulse.demo.reflections import DAYS_AGO, STORIES
from feedbackpulse.demo.second_key import KEY_FILE
from feedbackpulse.demo.voting import ANSWERED, ONCE_BELOW_IN
from feedbackpulse.jobs.holding import HeldRound, held_rounds
from feedbackpulse.people import directory
from feedbackpulse.people.domain import Part, UnitKey
from feedbackpulse.people.trees import team_tree
from feedbackpulse.promises.domain import State
from feedbackpulse.promises.service import list_promises
from feedbackpulse.reflection import mirrors
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import ReflectionKind
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld
from feedbackpulse.roster.tables import RosterRow
from feedbackpulse.signals.domain import Reader, Status
from feedbackpulse.signals.handling import count_waiting
from feedbackpulse.signals.tables import SignalRow
from tests.conftest import close

ZONE = "Europe/Amsterdam"


@pytest.fixture(scope="module")
def folder(made_demo: Path) -> Path:
    return made_demo


@pytest.fixture(scope="module")
def demo_app(folder: Path) -> Iterator[Flask]:
    """Return an application on a demo that was just made."""
    app = create_app(Settings(instance_path=folder))
    yield app
    close(app)


@pytest.fixture
def demo_stores(demo_app: Flask) -> Stores:
    found: Stores = demo_app.extensions["feedbackpulse"].stores
    return found


@pytest.fixture
def year(demo_stores: Stores) -> Iterator[Session]:
    with demo_stores.main() as session:
        yield session


def rounds(session: Session) -> Sequence[Round]:
    [running] = [one for one in cycles.list_cycles(session) if one.state is CycleState.RUNNING]
    found = cycles.list_rounds(session, cycle_id=running.id)
    return sorted(found, key=lambda asked: asked.number)


def waiting(stores: Stores) -> HeldRound:
    """Return the round that the works council has to open."""
    [held] = held_rounds(stores, holder=SecondKey.COUNCIL)
    return held


def anchor_of(session: Session, team: str) -> list[Result]:
    """Return what every released round says about a team on the item that all of them asked."""
    [team_id] = [one.id for one in team_tree(session).teams if one.code == team]
    closed = [asked.id for asked in rounds(session) if asked.state is RoundState.RELEASED]
    key = UnitKey(team_id=team_id, part=Part.WHOLE)
    return release.results(session, rounds=closed, units={key}, items={"G1"})


def middle(results: Sequence[Result]) -> float:
    return fmean((one.low + one.high) / 2 for one in results if isinstance(one, Figure))


@pytest.mark.usefixtures("demo_app")
def test_the_demo_is_whole(folder: Path) -> None:
    assert is_made(folder)


def test_twelve_rounds_are_published_and_one_can_be_answered(year: Session) -> None:
    states = [asked.state for asked in rounds(year)]

    assert states[:13] == [RoundState.RELEASED] * 12 + [RoundState.OPEN]
    assert all(asked.burnt for asked in rounds(year)[:12])
    assert rounds(year)[12].opens_at < clock.now() < rounds(year)[12].closes_at


def test_nothing_of_anybody_is_left_of_a_published_round(
    year: Session, demo_stores: Stores
) -> None:
    unfinished = {rounds(year)[12].id, waiting(demo_stores).round.id}

    assert set(year.scalars(select(RosterRow.round_id).distinct())) == unfinished
    with demo_stores.box() as box:
        assert set(box.scalars(select(BallotRow.round_id).distinct())) == unfinished


def test_a_round_waits_for_the_works_council_whose_key_is_at_hand(
    demo_stores: Stores, folder: Path
) -> None:
    held, key = waiting(demo_stores), load_pem_private_key((folder / KEY_FILE).read_bytes(), None)

    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert held.round.second_key == public_bytes(key)
    assert (folder / KEY_FILE).stat().st_mode & 0o077 == 0
    assert held.waits
    assert held.round.closes_at < clock.now() < held.lapses_at


def test_the_works_council_approved_what_ran_and_has_something_to_look_at(year: Session) -> None:
    decisions = {one.decision for one in list_approvals(year)}

    assert decisions == {Decision.APPROVED, None}


def test_one_team_rises_and_one_falls(year: Session) -> None:
    rising, falling = anchor_of(year, story.RISING), anchor_of(year, story.FALLING)

    assert middle(rising[-3:]) - middle(rising[:3]) > 0.5
    assert middle(falling[:3]) - middle(falling[-3:]) > 0.5


def test_a_team_that_is_too_small_is_counted_with_others(year: Session) -> None:
    reasons = {one.reason for one in anchor_of(year, story.TOO_SMALL) if isinstance(one, Withheld)}

    assert reasons == {Reason.COUNTED_IN_PARENT}


def test_one_round_of_one_team_stays_below_the_threshold(year: Session) -> None:
    [quiet] = anchor_of(year, story.ONCE_BELOW)[ONCE_BELOW_IN - 1 : ONCE_BELOW_IN]

    assert isinstance(quiet, Withheld)
    assert quiet.reason is Reason.TOO_FEW_ANSWERS


def test_a_change_of_people_is_marked(year: Session) -> None:
    figures = [one for one in anchor_of(year, story.CHANGING) if isinstance(one, Figure)]

    assert any(one.membership_changed for one in figures)
    assert not figures[0].membership_changed


def test_several_teams_have_comments(year: Session) -> None:
    last = rounds(year)[11]
    teams = [UnitKey(team_id=team.id) for team in team_tree(year).teams]

    with_words = [key for key in teams if release.comments(year, round_id=last.id, unit=key)]

    assert len(with_words) >= 3


def test_several_people_reflected_four_times(year: Session, demo_stores: Stores) -> None:
    today = clock.local_day(clock.now(), ZONE)
    for name in STORIES:
        person = directory.find_person_by_email(year, email=story.address(name), on=today)
        assert person is not None

        notebook = open_notebook(year, keys=demo_stores.keys, owner=person.id)
        mine = reflections.list_reflections(year, notebook=notebook)
        looks = [one for one in mine if one.kind is ReflectionKind.LARGE]
        days = [one.finished_on for one in mine if one.finished_on]

        assert days == sorted(days)
        assert sum(look.is_finished and bool(look.words) for look in looks) == len(DAYS_AGO)


def test_a_lead_wrote_down_what_to_expect_before_the_latest_rounds(
    year: Session, demo_stores: Stores
) -> None:
    today = clock.local_day(clock.now(), ZONE)
    lead = directory.find_person_by_email(year, email=story.address(LOOKED), on=today)
    assert lead is not None
    notebook = open_notebook(year, keys=demo_stores.keys, owner=lead.id)

    mine = mirrors.list_mirrors(year, notebook=notebook)

    assert {one.round for one in mine} == {asked.id for asked in rounds(year)[10:12]}
    assert all(one.team in lead.leads and one.looks for one in mine)


def test_about_150_people_work_in_about_12_teams(year: Session) -> None:
    today = clock.local_day(clock.now(), ZONE)
    by_team = directory.people_by_team(year, on=today)

    assert 145 <= sum(map(len, by_team.values())) <= 160
    assert 12 <= len(by_team) <= 16


def test_all_sign_ins_but_one_have_yet_to_answer(year: Session, demo_stores: Stores) -> None:
    opened = rounds(year)[12].id
    claimed = select(func.count()).where(RosterRow.round_id == opened, RosterRow.claim.is_not(None))
    with demo_stores.box() as box:
        ballots = box.scalar(select(func.count()).where(BallotRow.round_id == opened))

    assert year.scalar(claimed) == ballots
    today = clock.local_day(clock.now(), ZONE)
    for plan in story.SIGN_INS:
        person = directory.find_person_by_email(year, email=plan.email, on=today)
        assert person is not None
        row = year.get(RosterRow, (opened, person.id))
        assert row is not None
        assert (row.claim is None) == (plan.email != ANSWERED)


def test_one_promise_is_kept_one_refused_with_a_reason_and_one_is_late(year: Session) -> None:
    today = clock.local_day(clock.now(), ZONE)
    promised = list_promises(year)

    kept = [one for one in promised if one.state is State.DONE and one.plan.topic]
    refused = [one for one in promised if one.state is State.NOT]
    assert all(one.source.round_id for one in kept)
    assert kept
    assert all(one.reason for one in refused)
    assert refused
    assert any(one.is_overdue(today) for one in promised)


def test_people_brought_things_up_and_some_of_it_is_overdue(year: Session) -> None:
    today = clock.local_day(clock.now(), ZONE)
    rows = year.scalars(select(SignalRow)).all()

    assert {row.reader for row in rows} == set(Reader)
    assert {Status.ANSWERED, Status.CLOSED, Status.MERGED} <= {Status(row.status) for row in rows}
    assert count_waiting(year, today=today, reader=Reader.LEAD).overdue == 2
    assert any(row.sender is None and row.mailbox for row in rows)
