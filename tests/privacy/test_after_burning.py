"""After a round is released, does anything anywhere still belong to a respondent?"""

from __future__ import annotations

import logging
import random
import secrets
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.intake import Answers
from tests.jobs.company import Company, anything, found
from tests.privacy.attacks.copies import everything, rows_of
from tests.privacy.dumps import spellings

pytestmark = pytest.mark.both_engines

LONELY = "Only the canary of the vans would write this"


@pytest.fixture
def folder(app: Flask) -> Path:
    return Path(app.instance_path)


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


def run(company: Company) -> tuple[RoundId, dict[PersonId, bytes]]:
    """Let everybody but a few send a ballot; return the numbers that only their forms knew."""
    round_id = company.plan()
    company.open(round_id)
    chance = random.Random(1)  # noqa: S311  (answers of a fictional company)
    numbers = {person: secrets.token_bytes(32) for person in company.everybody()[:-3]}
    for person, number in numbers.items():
        answers = anything(company.round(round_id), chance)
        if person in company.people["Vans"]:
            answers = Answers(ratings=answers.ratings, comments={"G4": LONELY})
        company.send(round_id, person, answers, number=number)
    return round_id, numbers


def secrets_of(company: Company, numbers: dict[PersonId, bytes]) -> dict[str, list[bytes]]:
    with company.stores.box() as box:
        sealed = list(box.scalars(select(BallotRow.sealed)))
    return {
        "claims": [sha256(b"roster" + number).digest() for number in numbers.values()],
        "box keys": [sha256(b"box" + number).digest() for number in numbers.values()],
        "numbers": list(numbers.values()),
        "sealed ballots": [piece for one in sealed for piece in (one[:40], one[2000:2040])],
        "private keys": [path.read_bytes()[40:120] for path in company.stores.keys.iterdir()],
    }


def found_in(content: bytes, kinds: dict[str, list[bytes]]) -> dict[str, int]:
    return {kind: sum(one in content for one in ones) for kind, ones in kinds.items()}


def test_no_byte_of_a_ballot_a_claim_or_a_key_is_left(company: Company, folder: Path) -> None:
    round_id, numbers = run(company)
    kinds = secrets_of(company, numbers)
    during = found_in(everything(folder), kinds)
    company.close(round_id)

    assert found_in(everything(folder), kinds) == dict.fromkeys(kinds, 0)
    # The search itself finds them while the round is open; only the numbers are never kept.
    assert during == {kind: len(ones) if kind != "numbers" else 0 for kind, ones in kinds.items()}


def test_no_row_belongs_to_a_respondent(company: Company, folder: Path) -> None:
    round_id, numbers = run(company)
    company.close(round_id)

    main = rows_of(folder, "main")
    box = rows_of(folder, "box")

    assert [name for name, rows in box.items() if rows] == ["alembic_version"]
    assert main["roster"] == []
    people = {spelling for person in numbers for spelling in spellings(person)}
    rounds = set(spellings(round_id))
    for name, rows in main.items():
        for row in rows:
            values = {value if isinstance(value, bytes) else str(value).encode() for value in row}
            assert not (values & people and values & rounds), name


def test_no_log_names_a_person_with_a_round_or_says_what_was_answered(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)
    try:
        round_id, numbers = run(company)
        company.close(round_id)
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)

    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "UPDATE roster" in text
    for person, number in numbers.items():
        for trace in (str(person), person.hex, number.hex(), str(number)):
            assert trace not in text
    assert LONELY not in text
    assert "Fictional remark" not in text
