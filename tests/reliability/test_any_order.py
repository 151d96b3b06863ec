"""Is everybody counted once, and nobody shown, in whatever order people and the clock act?

A machine answers, answers again, looks, moves people, lets them go, closes, and sends junk; beside
it a list of who answered says what has to be true after every step.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from time_machine import travel

from feedbackpulse import clock, create_app
from feedbackpulse.accounts import service as accounts
from feedbackpulse.ballots.domain import InvalidAnswersError
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.release.tables import FigureRow
from feedbackpulse.roster.intake import NUMBER_BYTES, Answers, Refusal, Sent
from feedbackpulse.roster.tables import RosterRow
from tests.conftest import close
from tests.databases import copy_databases, drop_databases, settings_in
from tests.jobs.company import Company, found
from tests.pages import Visitor, words_of

pytestmark = pytest.mark.both_engines

OUTLINE = "All 0\n  North 7\n  South 6"
SMALLEST = 5
PEOPLE = st.integers(0, 12)
LOOKED_AT = ("/org/participation", "/org/results", "/org")
STEPS = 14
Opened = tuple[Path, Company, RoundId]
EXAMPLES = {"sqlite": 5, "postgresql": 2}
HR, LEAVERS = 7, range(8, 13)
"""Places of people: who looks, and who may be let go."""


@pytest.fixture
def opened(empty: Path, tmp_path: Path) -> Iterator[Opened]:
    """Return an instance with a round that is open, to copy for every run of the machine."""
    folder = tmp_path / "opened"
    copy_databases(empty, folder)
    app = create_app(settings_in(folder))
    company = found(app.extensions["feedbackpulse"].stores, OUTLINE)
    round_id = company.plan()
    company.open(round_id)
    with company.stores.main() as session, transaction(session):
        people.grant_role(session, person_id=company.people["South"][0], role=Role.HR)
        assert company.everybody()[HR] == company.people["South"][0]
    close(app)
    yield folder, company, round_id
    drop_databases(folder)


def test_in_any_order(opened: Opened, engine_name: str) -> None:
    run(lambda: AnyOrder(*opened), EXAMPLES[engine_name])


@pytest.mark.sqlite_only
def test_a_machine_that_loses_count_is_caught(opened: Opened) -> None:
    """Without this, a machine that never looks would pass as well."""
    machine = AnyOrder(*opened)
    machine.answer(0, 3)
    machine.everybody_is_counted_once()
    machine.numbers.clear()

    with pytest.raises(AssertionError):
        machine.everybody_is_counted_once()
    machine.teardown()


def run(machine: Any, examples: int) -> None:
    """Let a machine run, each time on a copy of its own."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


class AnyOrder(RuleBasedStateMachine):
    """The product beside what we know of it."""

    def __init__(self, source: Path, company: Company, round_id: RoundId) -> None:
        """Begin with a copy of the instance in which a round is open."""
        super().__init__()
        self.folder = source.with_name(f"run-{secrets.token_hex(4)}")
        copy_databases(source, self.folder)
        shutil.copytree(source / "keystore", self.folder / "keystore")
        self.app = create_app(settings_in(self.folder))
        self.app.extensions["feedbackpulse"].standing.furthest = None  # the clock is moved
        stores = self.app.extensions["feedbackpulse"].stores
        self.company = Company(stores=stores, teams=company.teams, people=company.people)
        self.round_id, self.asked = round_id, self.company.round(round_id)
        self.numbers: dict[PersonId, bytes] = {}
        self.gone: set[PersonId] = set()
        self.closed = False
        self.seen: dict[str, str] = {}
        self.clock = travel(self.asked.opens_at.replace(minute=59), tick=False)
        self.clock.start()
        everybody = self.company.everybody()
        self.browsers = {place: self.browser(everybody[place]) for place in (HR, *LEAVERS)}

    def browser(self, person: PersonId) -> Visitor:
        """Return a browser in which somebody is signed in, whatever happens to them later."""
        client, stores = self.app.test_client(), self.company.stores
        with stores.main() as session, transaction(session):
            token = accounts.start_session(session, person_id=person, now=clock.now(), twice=True)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return Visitor(client)

    def send(self, who: PersonId, number: bytes, rating: int | None) -> Sent | Refusal:
        """Send the same rating for every question."""
        codes = [item.code for item in self.asked.rated_items]
        answers = Answers(ratings=dict.fromkeys(codes, rating))
        return self.company.send(self.round_id, who, answers, number=number)

    @rule(place=PEOPLE, rating=st.sampled_from([1, 2, 3, 4, 5, None]))
    def answer(self, place: int, rating: int | None) -> None:
        """Answer, for the first time or with another ballot."""
        who, number = self.company.everybody()[place], secrets.token_bytes(NUMBER_BYTES)
        if who in self.gone:
            assert self.browsers[place].get(f"/pulse/{self.round_id}").status_code == 302
            return
        sent = self.send(who, number, rating)
        assert isinstance(sent, Sent) is (not self.closed and who not in self.numbers)
        if isinstance(sent, Sent):
            self.numbers[who] = number

    @precondition(lambda self: self.numbers)
    @rule(which=st.integers(0, 12), rating=st.integers(1, 5))
    def send_again(self, which: int, rating: int) -> None:
        """Send the same ballot again, as after a time-out: it is welcome, and changes nothing."""
        who = list(self.numbers)[which % len(self.numbers)]
        if who not in self.gone and not self.closed:
            assert isinstance(self.send(who, self.numbers[who], rating), Sent)

    @rule()
    def send_junk(self) -> None:
        """Send what nobody was asked, and come as somebody who was not invited."""
        if not self.closed:
            with pytest.raises(InvalidAnswersError):
                self.company.send(
                    self.round_id, self.company.everybody()[1], Answers(ratings={"B9Z-9": 3})
                )
        stranger = PersonId(uuid4())
        assert isinstance(self.send(stranger, secrets.token_bytes(NUMBER_BYTES), 3), Refusal)

    @rule(path=st.sampled_from(LOOKED_AT))
    def look(self, path: str) -> None:
        """Look as HR: while the round is open, nothing there moves with an answer."""
        words = words_of(self.browsers[HR].open(path))
        if not self.closed:
            assert self.seen.setdefault(path, words) == words

    @rule(place=st.integers(0, 6))
    def move(self, place: int) -> None:
        """Move somebody to the other team: who asks, and who is counted where, stays."""
        who = self.company.everybody()[place]
        if who not in self.gone:
            with self.company.stores.main() as session, transaction(session):
                people.move_person(
                    session, person_id=who, team_id=self.company.teams["South"], at=clock.now()
                )

    @rule(place=st.sampled_from(LEAVERS))
    def let_go(self, place: int) -> None:
        """Deactivate somebody, before or after they answered."""
        who = self.company.everybody()[place]
        with self.company.stores.main() as session, transaction(session):
            people.deactivate_person(session, person_id=who, at=clock.now())
        self.gone.add(who)

    @precondition(lambda self: len(self.numbers) > 3)
    @rule()
    def end(self) -> None:
        """Close, release and burn; a second time does nothing."""
        assert self.company.close(self.round_id) is not self.closed
        self.closed = True

    @invariant()
    def everybody_is_counted_once(self) -> None:
        """Compare the box, or what became of it, with who answered."""
        found, stores = self.company.round(self.round_id), self.company.stores
        with stores.box() as box, stores.main() as session:
            ballots = box.scalar(select(func.count()).select_from(BallotRow))
            roster = session.scalar(select(func.count()).select_from(RosterRow))
            figures = session.scalars(select(FigureRow)).all()
        if not self.closed:
            assert (ballots, figures) == (len(self.numbers), [])
            return
        assert (found.state, found.burnt) == (RoundState.RELEASED, True)
        assert (ballots, roster) == (0, 0)
        check_figures(figures, answered=len(self.numbers))

    def teardown(self) -> None:
        """Clear the copy away."""
        self.clock.stop()
        close(self.app)
        drop_databases(self.folder)
        shutil.rmtree(self.folder)


def check_figures(figures: Sequence[FigureRow], *, answered: int) -> None:
    """Refuse a figure of too few, and one of more people than answered."""
    for one in figures:
        assert one.visible == 0 or one.visible >= SMALLEST
        assert one.visible <= answered
