"""Are the keys of a large round there when it opens, and those of others not before?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from feedbackpulse.ballots import keystore
from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.keystore import load_signing_key, make_signing_keys
from feedbackpulse.ballots.stamping import public_der
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import keys_ahead
from feedbackpulse.jobs.keys_ahead import make_keys_ahead, rounds_soon
from feedbackpulse.roster import service as roster
from tests.jobs.company import Company, found

STAMPS = 3


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def planned(company: Company, monkeypatch: pytest.MonkeyPatch) -> RoundId:
    monkeypatch.setattr(keys_ahead, "MANY", 2)
    return company.plan()


def made(company: Company) -> set[str]:
    folder = company.stores.keys
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def ahead(company: Company, round_id: RoundId, *, hours: int = 20) -> int:
    now = company.round(round_id).opens_at - timedelta(hours=hours)
    return make_keys_ahead(company.stores, round_id=round_id, now=now)


def test_a_round_opens_with_the_keys_that_were_made_before(
    company: Company, planned: RoundId
) -> None:
    assert ahead(company, planned) == 0
    before = made(company)
    company.open(planned)

    with company.stores.main() as session:
        units = roster.units_of_round(session, round_id=planned)
    leaves = [unit.key for unit in units if unit.is_leaf]
    assert len(before) == len(leaves) == STAMPS
    assert made(company) - before == {f"{planned.hex}.pem"}


def test_what_is_not_done_in_time_is_left_for_later(company: Company, planned: RoundId) -> None:
    now = company.round(planned).opens_at - timedelta(hours=1)

    assert make_keys_ahead(company.stores, round_id=planned, now=now, seconds=0) == STAMPS
    assert made(company) == set()


def test_a_small_round_gets_its_keys_when_it_opens(company: Company) -> None:
    assert ahead(company, company.plan()) == STAMPS
    assert made(company) == set()


def test_the_keys_of_a_cancelled_round_go_again(company: Company, planned: RoundId) -> None:
    ahead(company, planned)
    opens = company.round(planned).opens_at
    with company.stores.main() as session, transaction(session):
        cycles.cancel_round(
            session,
            round_id=planned,
            now=opens - timedelta(hours=19),
            reason="The office is closed",
        )

    assert ahead(company, planned, hours=18) == 0
    assert made(company) == set()


@pytest.mark.parametrize(("hours", "is_soon"), [(30, False), (20, True)])
def test_it_begins_a_day_before(company: Company, hours: int, is_soon: bool) -> None:  # noqa: FBT001  (a parameter of the test)
    round_id = company.plan()
    now = company.round(round_id).opens_at - timedelta(hours=hours)

    with company.stores.main() as session:
        assert (round_id in rounds_soon(session, now=now)) is is_soon
        assert rounds_soon(session, now=now + timedelta(minutes=1)) == []


def test_several_processes_make_a_key_for_each_stamp(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keystore, "MANY", 2)
    monkeypatch.setattr(keystore, "at_hand", lambda: 2)
    stamps = [Stamp(f"team{number}:whole") for number in range(3)]
    round_id = uuid4()
    keys = make_signing_keys(stores.keys, round_id=round_id, stamps=stamps)

    assert len(set(keys.values())) == len(stamps)
    for stamp, key in keys.items():
        assert public_der(load_signing_key(stores.keys, round_id=round_id, stamp=stamp)) == key
