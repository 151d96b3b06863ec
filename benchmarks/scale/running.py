"""Run one round of a made organisation on either engine, and measure every step of it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from zoneinfo import ZoneInfo

from flask import Flask

from benchmarks.organisation import fill_box, make_organisation
from benchmarks.scale.earlier import add_earlier
from benchmarks.scale.pages import pages_measured
from benchmarks.usage import Meter
from feedbackpulse import create_app
from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.keystore import load_key, make_signing_keys
from feedbackpulse.ballots.sealing import unseal
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import closing
from feedbackpulse.jobs.keys_ahead import plan_of
from feedbackpulse.jobs.rounds import count_participation, open_round
from feedbackpulse.jobs.tick import do_what_can_wait
from feedbackpulse.people import service as people
from feedbackpulse.programme.service import get_programme, save_programme
from feedbackpulse.release import opening
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.schema import upgrade
from tests import postgres
from tests.cycles.cycles import make_cycle, own_question
from tests.databases import EngineName, make_databases, make_roles, settings_in

START: Final = datetime(2026, 1, 5, 8, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
KEYS: Final = 300
"""How many keys are made; all others are copies of one of them, which saves minutes."""
ALONE: Final = 500
"""How many ballots are decrypted to know how long one takes."""
PARTS: Final[tuple[tuple[Any, str, str], ...]] = (
    (closing, "_settle", "  count what came back"),
    (opening, "_open_box", "  open the box"),
    (opening, "put_together", "  put together"),
    (opening, "write_release", "  write"),
    (closing, "_burn", "  burn and scramble"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What one round took, and what is needed to judge it."""

    engine: EngineName
    people: int
    teams: int
    stamps: int
    ballots: int
    decrypting: float
    """Seconds of one core for decrypting all ballots, and nothing else."""
    meter: Meter


@contextmanager
def installed(engine: EngineName) -> Iterator[Flask]:
    """Give an application with empty databases on an engine."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder) / "instance"
        home.mkdir()
        if engine == "postgresql":
            server = postgres.start()
            stack.callback(server.stop)
            make_roles(server.sockets)
            make_databases(home, server.sockets)
        app = create_app(replace(settings_in(home), second_factor="optional"))
        upgrade(app)
        yield app


def run(app: Flask, *, engine: EngineName, size: int) -> Measured:
    """Let everything happen to one round of an organisation of so many people."""
    meter, stores = Meter(), stores_of(app)
    with meter.step("make the organisation"):
        made = make_organisation(stores, people=size, at=START)
    planned = plan_round(stores)
    stamps = _prepare(stores, planned, meter)
    with meter.step("open the round"):
        open_round(stores, round_id=planned.id, now=planned.opens_at, catalogue=load_catalogue())
    asked = get_round(stores, planned.id)
    with meter.step("fill the box"):
        cast = fill_box(stores, asked)
    decrypting = decrypting_alone(stores, asked) * cast
    day = asked.opens_at + timedelta(days=1)
    with meter.step("scramble and count a day"):
        count_participation(stores, round_id=asked.id, now=day)
    pages_measured(app, made, meter, "open")
    with meter.step("close, release and burn"), parts_measured(meter):
        closing.close_round(stores, round_id=asked.id, now=asked.closes_at)
    add_earlier(stores, asked)
    with meter.step("compare it with an earlier round"):
        do_what_can_wait(stores, catalogue=load_catalogue())
    pages_measured(app, made, meter, "released")
    return Measured(
        engine=engine,
        people=size,
        teams=len(made.teams),
        stamps=stamps,
        ballots=cast,
        decrypting=decrypting,
        meter=meter,
    )


def stores_of(app: Flask) -> Stores:
    """Return both stores of an application."""
    stores: Stores = app.extensions["feedbackpulse"].stores
    return stores


def plan_round(stores: Stores) -> Round:
    """Plan a round of twelve questions and a comment for everybody."""
    cycle = make_cycle(
        blocks=(1, 2),
        blocks_per_round=2,
        own_questions=(own_question(),),
        first_day=date(2026, 1, 12),
        window_days=5,
        attributes=("tenure", "place"),
    )
    with stores.main() as session, transaction(session):
        save_programme(session, programme=replace(get_programme(session), minutes_limit=1000))
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=START, catalogue=load_catalogue())
        return cycles.list_rounds(session, cycle_id=cycle.id)[-1]


def get_round(stores: Stores, round_id: RoundId) -> Round:
    """Return a round as it is now."""
    with stores.main() as session:
        return cycles.get_round(session, round_id=round_id)


def _prepare(stores: Stores, planned: Round, meter: Meter) -> int:
    """Plan the stamps and make their keys, as is done before the opening; return how many."""
    with meter.step("plan the stamps"), stores.main() as session:
        tree = people.team_tree(session)
        plan = plan_of(session, asked=planned, tree=tree, now=planned.opens_at)
    stamps = [stamp_of(unit.key) for unit in plan.leaves]
    some = stamps[:KEYS]
    with meter.step(f"make {len(some)} of {len(stamps)} keys, ahead"):
        make_signing_keys(stores.keys, round_id=planned.id, stamps=some)
    _give_the_rest(stores, planned, some[0], stamps[KEYS:])
    return len(stamps)


def _give_the_rest(stores: Stores, planned: Round, made: Stamp, rest: Sequence[Stamp]) -> None:
    """Give stamps a key that was made before: to make 8,000 takes eleven minutes of a core."""
    names = [f"{planned.id.hex}.{one.replace(':', '-')}.sign.pem" for one in (made, *rest)]
    content = (stores.keys / names[0]).read_bytes()
    for name in names[1:]:
        (stores.keys / name).write_bytes(content)
        (stores.keys / name).chmod(0o600)


def decrypting_alone(stores: Stores, asked: Round) -> float:
    """Return how many seconds of one core a ballot takes to decrypt."""
    key = load_key(stores.keys, round_id=asked.id)
    questions = questions_of(asked)
    with stores.box() as box:
        numbers = ballots.numbers(box, round_id=asked.id)[:ALONE]
        some = ballots.sealed_ballots(box, numbers=numbers)
    start = time.process_time()
    for label, sealed in some:
        unseal(sealed, questions=questions, label=label, key=key)
    return (time.process_time() - start) / len(some)


@contextmanager
def parts_measured(meter: Meter) -> Iterator[None]:
    """Measure the parts of closing by themselves, too."""

    def measured(function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            with meter.step(name):
                return function(*args, **named)

        return run

    with ExitStack() as patches:
        for module, name, said in PARTS:
            replaced = measured(getattr(module, name), said)
            patches.enter_context(patch.object(module, name, replaced))
        yield


def cores() -> int:
    """Return on how many cores this runs."""
    return len(os.sched_getaffinity(0))
