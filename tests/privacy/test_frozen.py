"""Does anything that happens after the end change what a round released?"""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people import service as people
from feedbackpulse.roster.intake import Answers, Refusal
from tests.jobs.company import Company, anything, found
from tests.privacy.attacks.copies import rows_of
from tests.privacy.dumps import Dump

pytestmark = pytest.mark.both_engines

RELEASE = ("figure", "spread", "comment", "option_count", "cut", "round_unit", "round_team")


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def released(company: Company) -> RoundId:
    round_id = company.plan()
    company.open(round_id)
    chance = random.Random(2)  # noqa: S311  (answers of a fictional company)
    for person in company.everybody()[:-1]:
        company.send(round_id, person, anything(company.round(round_id), chance))
    company.close(round_id)
    return round_id


def release_of(app: Flask) -> Dump:
    tables = rows_of(Path(app.instance_path), "main")
    return {name: tables[name] for name in RELEASE}


def test_late_ballots_and_reorganisations_leave_the_release_as_it_is(
    app: Flask, company: Company, released: RoundId
) -> None:
    before, asked = release_of(app), company.round(released)
    late = company.everybody()[-1]
    answers = anything(asked, random.Random(3))  # noqa: S311  (as above)

    refused = company.send(released, late, answers, late=timedelta(days=9))
    later = asked.closes_at + timedelta(hours=1)
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
    tick(company.stores, now=later, catalogue=load_catalogue())

    assert refused is Refusal.CLOSED
    assert release_of(app) == before
    assert company.round(released).release_sha256 == asked.release_sha256


def test_so_do_the_counts_with_noise_when_people_leave(app: Flask, stores: Stores) -> None:
    """Of everybody together: nobody draws their noise again, whoever is gone by then."""
    large = found(stores, "Company 0\n  Mill 8\n  Harbour 101")
    round_id = large.plan(attributes=("hours",))
    large.open(round_id)
    codes = [item.code for item in large.round(round_id).rated_items]
    told = {"hours": "full_time"}
    for person in large.people["Harbour"]:
        large.send(round_id, person, Answers(ratings=dict.fromkeys(codes, 4), attributes=told))
    large.close(round_id)
    before, asked = release_of(app), large.round(round_id)
    assert before["option_count"]
    assert before["cut"]

    later = asked.closes_at + timedelta(hours=1)
    with stores.main() as session, transaction(session):
        for person in large.people["Harbour"][:3]:
            people.deactivate_person(session, person_id=person, at=later)
    late = large.send(
        round_id, large.people["Mill"][0], Answers(ratings={"G1": 1}), late=timedelta(days=9)
    )
    tick(stores, now=later, catalogue=load_catalogue())
    large.close(round_id)

    assert late is Refusal.CLOSED
    assert release_of(app) == before
    assert large.round(round_id).release_sha256 == asked.release_sha256
