"""Do the processes of compose.yaml carry a round together, and tell nothing of who took part?"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from feedbackpulse import clock, create_app
from feedbackpulse.accounts.domain import new_token
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.accounts.service import set_password
from feedbackpulse.ballots.domain import Answers
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.release.tables import FigureRow
from feedbackpulse.roster.invited import keep_invitations
from tests.conftest import close
from tests.cycles.cycles import make_cycle
from tests.databases import drop_databases, make_databases, settings_in
from tests.deploy.stage import METRICS, SecureBrowser, Stage, staged
from tests.faults.clients import Respondent, agreeing
from tests.faults.history import Outcome
from tests.faults.running import HERE, Server
from tests.organisations import found

pytestmark = pytest.mark.timeout(400)

PEOPLE = 6
PATIENCE = 120.0
"""Seconds for what a worker does within a minute at the latest, on a busy machine."""
PASSWORD = "a-password-that-nobody-guesses"
SECRET = "zonnescherm"
"""A word that somebody writes, and that may stand nowhere else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """Who is invited, and where to look at what became of it."""

    stores: Stores
    people: tuple[PersonId, ...]
    round_id: RoundId

    def state(self) -> RoundState:
        """Return how far the round is."""
        with self.stores.main() as session:
            return cycles.get_round(session, round_id=self.round_id).state

    def move(self, **moments: timedelta) -> None:
        """Let the round open, or close, so long from now."""
        moved = {name: clock.now() + distance for name, distance in moments.items()}
        with self.stores.main() as session, transaction(session):
            session.execute(update(RoundRow).where(RoundRow.id == self.round_id).values(**moved))


@pytest.fixture
def stage(tmp_path: Path, postgres_sockets: Path) -> Iterator[Stage]:
    instance = tmp_path / "instance"
    make_databases(instance, postgres_sockets)
    with staged(tmp_path, instance) as running:
        yield running
    drop_databases(instance)


@pytest.fixture
def company(stage: Stage) -> Iterator[Company]:
    app = create_app(settings_in(stage.instance))
    stores: Stores = app.extensions["feedbackpulse"].stores
    now = clock.now()
    with stores.main() as session, transaction(session):
        made = found(session, f"Company 0\n  Team {PEOPLE}", at=now - timedelta(days=1))
        tomorrow = clock.local_day(now, "Europe/Amsterdam") + timedelta(days=1)
        cycle = make_cycle(blocks=(1,), first_day=tomorrow, window_days=5)
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=now, catalogue=load_catalogue())
        [planned] = cycles.list_rounds(session, cycle_id=cycle.id)
        people = tuple(made.people["Team"])
        set_password(session, person_id=people[0], password_hash=hash_password(PASSWORD))
    yield Company(stores=stores, people=people, round_id=planned.id)
    close(app)


def until(is_so: Callable[[], bool], stage: Stage) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if is_so():
            return
        time.sleep(0.1)
    pytest.fail(stage.logs())


def answer(browser: SecureBrowser, company: Company) -> None:
    """Fetch, blind, have stamped, seal and cast, as a browser does."""
    one = Respondent(browser=browser, round_id=company.round_id)
    assert one.open_page().status == 200
    one.fetch_manifest()
    assert one.manifest is not None
    ratings = agreeing(one.manifest, {}).ratings
    comments = [item["code"] for item in one.manifest["items"] if item["code"] not in ratings]
    one.fill_in(Answers(ratings=ratings, comments=dict.fromkeys(comments[:1], SECRET)))
    assert one.deliver().outcome is Outcome.OK
    browser.close()


def by_password(stage: Stage, company: Company) -> SecureBrowser:
    browser = stage.browser()
    one = Respondent(browser=browser, round_id=company.round_id)
    assert one.sign_in("team0@example.org", PASSWORD).status == 302
    assert any(name.startswith("__Host-") for name in browser.cookies)
    return browser


def by_invitation(stage: Stage, company: Company) -> list[SecureBrowser]:
    codes = {new_token(): person for person in company.people[1:]}
    with company.stores.main() as session, transaction(session):
        keep_invitations(session, round_id=company.round_id, invited=codes)
    browsers = [stage.browser() for _ in codes]
    for browser, code in zip(browsers, codes, strict=True):
        one = Respondent(browser=browser, round_id=company.round_id)
        assert one.come_by_invitation(code).status == 302
    return browsers


def events(stage: Stage, name: str) -> int:
    return stage.logs().count(f'"event": "{name}"')


def test_processes_on_one_server_carry_a_round_from_its_opening_to_its_release(
    stage: Stage, company: Company
) -> None:
    company.move(opens_at=timedelta(minutes=-1))
    first, second = stage.start("worker"), stage.start("worker")
    until(lambda: company.state() is RoundState.OPEN, stage)

    browsers = [by_password(stage, company), *by_invitation(stage, company)]
    for browser in browsers:
        answer(browser, company)

    assert in_the_box(company) == PEOPLE
    second.kill()
    company.move(closes_at=timedelta(seconds=-1))
    stage.start("worker")
    until(lambda: events(stage, "round_burnt") > 0, stage)

    assert company.state() is RoundState.RELEASED
    assert in_the_box(company) == 0
    assert (events(stage, "round_opened"), events(stage, "round_released")) == (1, 1)
    assert figures_twice(company) == 0
    assert first.stop() == 0
    assert_quiet(stage, company)
    assert_watched(stage)
    assert [web.stop() for web in stage.replicas["web"]] == [0, 0]


def in_the_box(company: Company) -> int:
    with company.stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0


def figures_twice(company: Company) -> int:
    with company.stores.main() as session:
        unit = (FigureRow.team_id, FigureRow.part, FigureRow.item)
        doubled = select(*unit).group_by(*unit).having(func.count() > 1)
        assert session.scalar(select(func.count()).select_from(FigureRow))
        return len(session.execute(doubled).all())


def assert_quiet(stage: Stage, company: Company) -> None:
    """See that what we log is events, and that nothing that was written tells who did what.

    A process that is killed may leave a line of Python's own.
    """
    written = stage.logs()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert lines
    for word in (SECRET, PASSWORD, "example.org", "/pulse", "/ballot", "/i ", "secret-", METRICS):
        assert word not in written, word
    assert not any(str(person) in written for person in company.people)
    assert all(re.fullmatch("[a-z_.]+", line["event"]) for line in lines)
    assert all(line["time"].endswith("Z") for line in lines)


def assert_watched(stage: Stage) -> None:
    """See that each server answers for its two processes together, and is ready."""
    for web in stage.replicas["web"]:
        assert isinstance(web, Server)
        page = [fetch(web, "/metrics", {"Authorization": f"Bearer {METRICS}"}) for _ in range(4)]
        assert 'feedbackpulse_rounds{state="released"} 1.0' in page[0]
        assert len({re.sub(r"#.*\n", "", one) for one in page}) == 1
        assert "ready" in fetch(web, "/ready", {})


def fetch(web: Server, path: str, headers: dict[str, str]) -> str:
    connection = HTTPConnection(HERE, web.port, timeout=10)
    connection.request("GET", path, headers=headers)
    answered = connection.getresponse()
    text = answered.read().decode()
    connection.close()
    assert answered.status == 200, text
    return text
