"""A14: does anything that happens after closing change what was released?"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from feedbackpulse.ballots.domain import Answers
from feedbackpulse.ballots.service import Taken
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import transaction
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.issuing import Issued
from tests.jobs.company import Company, anything, found
from tests.privacy.attacks import copies
from tests.privacy.attacks.client import Ballot, Voting, blind, prepare
from tests.privacy.attacks.measure import Instance, Lab, Measure
from tests.privacy.attacks.schema import RELEASE

TABLES: Final = (
    *RELEASE,
    "round_unit",
    "round_team",
    "round_manifest",
    "round_manifest_part",
)
Read = Callable[[Instance, Company], list[str]]
RATING: Final = {"Ovens": 5, "Shop": 1, "Mill": 3, "Vans": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """A round that is over, and who came too late for it: with a stamp, and without."""

    round_id: RoundId
    voting: Voting
    ballot: Ballot
    person: PersonId


def measure(lab: Lab) -> Measure:
    """Compare the release, row by row."""
    return _attack(lab, _release)


def naive(lab: Lab) -> Measure:
    """The test of the test: results that are worked out when somebody asks."""
    return _attack(lab, _worked_out)


def _attack(lab: Lab, read: Read) -> Measure:
    with lab.instance() as instance:
        company = found(instance.stores)
        late = _run(company)
        before = read(instance, company)
        taken = _come_late(late)
        _reorganise(company, late)
        after = read(instance, company)
    changed = len(set(before) ^ set(after)) + abs(len(before) - len(after))
    return Measure(
        figure=f"{changed + taken} / {len(before)}",
        holds=bool(before) and changed == taken == 0 and _hash(before) == _hash(after),
        details=(f"before {_hash(before)}", f"after  {_hash(after)}"),
    )


def _run(company: Company) -> Late:
    round_id = company.plan()
    company.open(round_id)
    voting = Voting.of(company.stores, round_id)
    *senders, with_stamp, without = company.everybody()
    chance = random.Random(2)  # noqa: S311  (answers of a fictional company)
    for person in senders:
        voting.send(person, anything(voting.asked, chance))
    ballot = voting.ballot_of(with_stamp, Answers())
    company.close(round_id)
    return Late(round_id=round_id, voting=voting, ballot=ballot, person=without)


def _come_late(late: Late) -> int:
    """Return how many late ballots, or requests for a stamp, were taken."""
    anew = blind(next(iter(late.voting.keys.values())), prepare(secrets.token_bytes(32)))
    asked = isinstance(late.voting.ask(late.person, anew), Issued)
    return asked + isinstance(late.voting.cast(late.ballot), Taken)


def _reorganise(company: Company, late: Late) -> None:
    """Move people, let some go, hang teams elsewhere, hire; and let the clock strike."""
    later = company.round(late.round_id).closes_at + timedelta(hours=1)
    with company.stores.main() as session, transaction(session):
        for person in company.people["Ovens"]:
            people.move_person(session, person_id=person, team_id=company.teams["Mill"], at=later)
        people.deactivate_person(session, person_id=company.people["Shop"][0], at=later)
        people.change_team(
            session,
            team_id=company.teams["Shop"],
            code="X",
            name="X",
            parent_id=company.teams["Mill"],
        )
    company.hire("Mill", at=later)
    for days in (0, 1, 20):
        tick(company.stores, now=later + timedelta(days=days), catalogue=load_catalogue())


def _release(instance: Instance, _: Company) -> list[str]:
    rows = copies.rows_of(instance.folder, "main")
    return sorted(f"{table} {row!r}" for table in TABLES for row in rows[table])


def _worked_out(instance: Instance, company: Company) -> list[str]:
    """Take the teams as they are now, and what everybody in them once answered."""
    answered = {
        person: RATING.get(team, 3)
        for team, members in company.people.items()
        for person in members
    }
    with instance.stores.main() as session:
        now = people.members_at(session, moment=_end())
    return sorted(
        f"{team} {sorted(answered.get(person, 3) for person in members)}"
        for team, members in now.items()
    )


def _end() -> datetime:
    return datetime(2027, 1, 1, tzinfo=UTC)


def _hash(rows: list[str]) -> str:
    return sha256("\n".join(rows).encode()).hexdigest()
