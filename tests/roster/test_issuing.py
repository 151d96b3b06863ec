"""Does one person get one stamp, however often and however fast it is asked for?"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from hashlib import sha256

import pytest
from sqlalchemy import select

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.intake import Answers, Sent
from feedbackpulse.roster.issuing import (
    InvalidBlindedMessageError,
    Issued,
    Refusal,
    issue_stamp,
)
from feedbackpulse.roster.tables import RosterRow
from tests.jobs.company import Company, found
from tests.reliability.race import race

pytestmark = pytest.mark.both_engines

AT_ONCE = 40


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def round_id(company: Company) -> RoundId:
    round_id = company.plan()
    company.open(round_id)
    return round_id


def blank(number: int | None = None) -> bytes:
    """Return what a browser sends to have stamped: 256 bytes that say nothing."""
    seed = secrets.token_bytes(32) if number is None else number.to_bytes(32)
    return b"\0" + b"".join(sha256(seed + bytes([part])).digest() for part in range(8))[:255]


def request(
    company: Company,
    round_id: RoundId,
    person: PersonId,
    blinded: bytes,
    *,
    late: timedelta = timedelta(0),
) -> Issued | Refusal:
    return issue_stamp(
        company.stores,
        round_id=round_id,
        person_id=person,
        blinded=blinded,
        now=company.round(round_id).opens_at + timedelta(hours=1) + late,
    )


def claim_of(company: Company, round_id: RoundId, person: PersonId) -> bytes | None:
    with company.stores.main() as session:
        return session.scalar(
            select(RosterRow.claim).where(
                RosterRow.round_id == round_id, RosterRow.person_id == person
            )
        )


def test_the_same_ballot_gets_the_same_signature(company: Company, round_id: RoundId) -> None:
    person, blinded = company.people["Mill"][0], blank()

    first = request(company, round_id, person, blinded)

    assert isinstance(first, Issued)
    assert request(company, round_id, person, blinded) == first
    assert claim_of(company, round_id, person) == sha256(b"issue" + blinded).digest()


def test_another_ballot_of_the_same_person_gets_nothing(
    company: Company, round_id: RoundId
) -> None:
    person = company.people["Mill"][0]
    request(company, round_id, person, blank())

    assert request(company, round_id, person, blank()) is Refusal.ALREADY_SENT


def test_forty_requests_at_once_get_one_stamp(company: Company, round_id: RoundId) -> None:
    person = company.people["Mill"][0]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        got = list(
            threads.map(
                lambda number: request(company, round_id, person, blank(number)), range(AT_ONCE)
            )
        )

    assert sum(isinstance(one, Issued) for one in got) == 1
    assert got.count(Refusal.ALREADY_SENT) == AT_ONCE - 1


def stamp_from_elsewhere(
    number: int, round_id: RoundId, person: PersonId, stores: Stores
) -> object:
    """Ask for a stamp in a process of one's own."""
    company = Company(stores=stores, teams={}, people={})
    outcome = request(company, round_id, person, blank(number))
    return outcome.signature.hex() if isinstance(outcome, Issued) else outcome.value


@pytest.mark.sqlite_only
def test_forty_processes_at_once_get_one_stamp(
    company: Company, round_id: RoundId, stores: Stores
) -> None:
    person = company.people["Mill"][0]

    got = race(
        stores.keys.parent,
        [partial(stamp_from_elsewhere, number, round_id, person) for number in range(AT_ONCE)],
    )

    [signature] = [one for one in got if one != "already_sent"]
    assert got.count("already_sent") == AT_ONCE - 1
    assert len(signature) == 2 * 256


def test_whoever_sent_the_plain_form_gets_no_stamp(company: Company, round_id: RoundId) -> None:
    person = company.people["Mill"][0]
    assert isinstance(company.send(round_id, person, Answers()), Sent)

    assert request(company, round_id, person, blank()) is Refusal.ALREADY_SENT


def test_whoever_got_a_stamp_cannot_send_the_plain_form(
    company: Company, round_id: RoundId
) -> None:
    person = company.people["Mill"][0]
    request(company, round_id, person, blank())

    assert company.send(round_id, person, Answers()) is Refusal.ALREADY_SENT


def test_who_is_not_invited_gets_nothing(company: Company, round_id: RoundId) -> None:
    newcomer = company.hire("Mill", at=company.round(round_id).opens_at)

    assert request(company, round_id, newcomer, blank()) is Refusal.NOT_INVITED


def test_from_the_planned_end_on_nobody_gets_a_stamp(company: Company, round_id: RoundId) -> None:
    person = company.people["Mill"][0]

    late = request(company, round_id, person, blank(), late=timedelta(days=30))

    assert late is Refusal.CLOSED
    assert claim_of(company, round_id, person) is None


@pytest.mark.parametrize(
    "blinded", [b"", b"short", b"\0" * 256, b"\xff" * 256], ids=["none", "short", "zero", "large"]
)
def test_what_cannot_be_signed_claims_nothing(
    company: Company, round_id: RoundId, blinded: bytes
) -> None:
    person = company.people["Mill"][0]

    with pytest.raises(InvalidBlindedMessageError):
        request(company, round_id, person, blinded)

    assert claim_of(company, round_id, person) is None
