"""What if somebody meddled with the box, or the key is gone?"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from sqlalchemy import select, update

from feedbackpulse.ballots.domain import BallotLabel, Stamp
from feedbackpulse.ballots.keystore import destroy_key, load_key
from feedbackpulse.ballots.sealing import public_bytes
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.database import Stores, ballot_transaction
from feedbackpulse.jobs.closing import LostRoundError
from feedbackpulse.jobs.tick import tick
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.roster.intake import Answers, Sent
from tests.jobs.company import Company, found

pytestmark = pytest.mark.both_engines


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores, "Company 0\n  Bakery 8\n  Mill 12")


@pytest.fixture
def answered(company: Company) -> RoundId:
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Mill", [3] * 12)
    return round_id


def everybody(company: Company, round_id: RoundId) -> int:
    with company.stores.main() as session:
        [whole] = release.results(
            session, rounds=[round_id], units=[company.unit("Company")], items=["G1"]
        )
    assert isinstance(whole, Figure)
    return whole.n


def test_a_ballot_that_was_moved_to_another_stamp_is_not_counted(
    company: Company, answered: RoundId, caplog: pytest.LogCaptureFixture
) -> None:
    bakery = f"{company.teams['Bakery'].hex}:whole"
    with company.stores.box() as box, ballot_transaction(box):
        some = box.scalars(select(BallotRow.number_hash).limit(2)).all()
        box.execute(update(BallotRow).where(BallotRow.number_hash.in_(some)).values(stamp=bakery))
    with caplog.at_level(logging.WARNING):
        company.close(answered)

    assert everybody(company, answered) == 10
    assert "2 ballots were tampered with" in caplog.text


def test_a_ballot_that_was_copied_under_another_number_is_not_counted(
    company: Company, answered: RoundId
) -> None:
    with company.stores.box() as box, ballot_transaction(box):
        row = box.scalars(select(BallotRow).limit(1)).one()
        for number in range(5):
            box.add(
                BallotRow(
                    number_hash=bytes([number] * 32),
                    round_id=row.round_id,
                    stamp=row.stamp,
                    sealed=row.sealed,
                )
            )
    company.close(answered)

    assert everybody(company, answered) == 12


def test_without_its_key_a_round_is_not_released_and_the_others_go_on(
    company: Company, answered: RoundId
) -> None:
    other = company.plan()
    company.open(other)
    destroy_key(company.stores.keys, round_id=answered)
    with pytest.raises(LostRoundError):
        company.close(answered)

    tick(company.stores, now=company.round(other).closes_at, catalogue=load_catalogue())

    assert company.round(answered).state is RoundState.CLOSED
    assert company.round(other).burnt


def mailboxes(company: Company, round_id: RoundId) -> list[bytes | None]:
    with company.stores.main() as session:
        query = select(CommentRow.mailbox).where(CommentRow.round_id == round_id)
        return sorted(session.scalars(query), key=repr)


def write(company: Company, round_id: RoundId, boxes: Sequence[str]) -> None:
    """Let the people of the mill write, each with a mailbox of their own choosing."""
    for person, mailbox in zip(company.people["Mill"], boxes, strict=True):
        answers = Answers(
            ratings={"G1": 3}, comments={"G4": "Less noise"}, mailboxes={"G4": mailbox}
        )
        assert isinstance(company.send(round_id, person, answers), Sent)


def test_whoever_seals_a_mailbox_that_there_is_keeps_no_round_closed(company: Company) -> None:
    """It is in nobody's ballot but theirs, so nothing can refuse it before the opening."""
    first = company.plan()
    company.open(first)
    own = [sha256(bytes([number])).hexdigest() for number in range(12)]
    write(company, first, [own[0], *own[:-1]])
    company.close(first)
    second = company.plan()
    company.open(second)
    new = sha256(b"new").hexdigest()
    write(company, second, [new, *own[1:]])
    company.close(second)

    known = {bytes.fromhex(one) for one in own[1:-1]}
    assert company.round(first).burnt
    assert set(mailboxes(company, first)) == {None, *known}
    assert company.round(second).burnt
    assert set(mailboxes(company, second)) == {None, bytes.fromhex(new), bytes.fromhex(own[-1])}


def test_whatever_somebody_seals_keeps_no_round_closed(company: Company, answered: RoundId) -> None:
    with company.stores.box() as box, ballot_transaction(box):
        row = box.scalars(select(BallotRow).limit(1)).one()
        key = load_key(company.stores.keys, round_id=answered)
        label = BallotLabel(round_id=answered, stamp=Stamp(row.stamp), number_hash=b"")
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_bytes(key))
        suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        row.sealed = suite.encrypt(b"[" * 4096, public, info=label.binding)
    company.close(answered)

    assert everybody(company, answered) == 11
