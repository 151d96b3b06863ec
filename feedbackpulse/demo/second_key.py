"""One department whose round waits for the works council, with the key to open it."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import Decision, ask_approval, decide
from feedbackpulse.cycles.domain import (
    Cycle,
    CycleId,
    Rhythm,
    Round,
    RoundId,
    SecondKey,
    draft_cycle,
)
from feedbackpulse.cycles.holders import replace_key
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.answers import Feelings
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people import directory
from feedbackpulse.people.domain import Person, Team
from feedbackpulse.people.trees import team_tree
from feedbackpulse.roster.intake import NUMBER_BYTES, send_ballot

KEY_FILE: Final = "council-key.pem"
DEPARTMENT: Final = "BED"
BEGAN: Final = timedelta(days=9)
DAYS_OPEN: Final = 7
TAKE_PART: Final = 0.8


def make_waiting_round(
    stores: Stores, *, folder: Path, seed: int, zone: str, now: datetime
) -> None:
    """Run a round of one department up to its closing; only the works council's file opens it.

    The file is in the demo's folder, so that whoever tries the demo can be the works council. A
    real key is made in its holder's browser, and never comes here.
    """
    generator = random.Random(seed)  # noqa: S311  (a story, not a secret)
    opens = now - BEGAN
    _make_key(stores, folder / KEY_FILE, zone=zone, at=opens - timedelta(days=3))
    round_id, cycle = _open(stores, opens, zone)
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
    _answer(stores, asked, generator, zone)
    close_round(stores, round_id=round_id, now=asked.closes_at)
    with stores.main() as session, transaction(session):
        cycles.end_cycle(
            session, cycle_id=cycle.id, now=asked.closes_at, reason="We vragen dit één keer."
        )


def _make_key(stores: Stores, file: Path, *, zone: str, at: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as written:
        written.write(pem)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    with stores.main() as session, transaction(session):
        day = clock.local_day(at, zone)
        replace_key(session, holder=SecondKey.COUNCIL, public_key=point, on=day)


def _open(stores: Stores, opens: datetime, zone: str) -> tuple[RoundId, Cycle]:
    catalogue, day = load_catalogue(), clock.local_day(opens, zone)
    with stores.main() as session, transaction(session):
        tree = team_tree(session)
        department = next(team for team in tree.teams if team.code == DEPARTMENT)
        drafted = draft_cycle(
            cycle_id=CycleId(uuid4()),
            title="Hoe praten we over fouten?",
            first_day=day,
            zone=zone,
            blocks=(1,),
        )
        draft = replace(
            drafted,
            teams=frozenset({department.id}),
            rhythm=Rhythm.ONCE,
            window_days=DAYS_OPEN,
            second_key=SecondKey.COUNCIL,
            step=7,
        )
        cycles.save_draft(session, cycle=draft)
        before = opens - timedelta(days=2)
        cycle = cycles.start_cycle(session, cycle_id=draft.id, now=before, catalogue=catalogue)
        asked = ask_approval(session, cycle=cycle, on=day - timedelta(days=2))
        decide(session, approval_id=asked.id, decision=Decision.APPROVED, on=day)
        [planned] = cycles.list_rounds(session, cycle_id=cycle.id)
    open_round(stores, round_id=planned.id, now=planned.opens_at, catalogue=catalogue)
    return planned.id, cycle


def _answer(stores: Stores, asked: Round, generator: random.Random, zone: str) -> None:
    feelings = Feelings(generator=generator)
    voters = [*_voters(stores, asked, zone)]
    for person, team in generator.sample(voters, round(TAKE_PART * len(voters))):
        send_ballot(
            stores,
            round_id=asked.id,
            person_id=person.id,
            ballot_number=secrets.token_bytes(NUMBER_BYTES),
            answers=feelings.answer(
                person=person.email,
                team=team.code,
                progress=1.0,
                asked=asked,
                english=person.locale == "en",
            ),
            now=asked.opens_at + timedelta(hours=3),
        )


def _voters(stores: Stores, asked: Round, zone: str) -> Iterator[tuple[Person, Team]]:
    with stores.main() as session:
        tree = team_tree(session)
        members = directory.people_by_team(session, on=clock.local_day(asked.opens_at, zone))
    department = next(team for team in tree.teams if team.code == DEPARTMENT)
    for team in tree.subtree(department.id):
        for person in sorted(members.get(team.id, ()), key=lambda one: one.email):
            yield person, team
