"""A19: both databases and the keystore are stolen, but not the works council's key."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from feedbackpulse.ballots.domain import BallotLabel, UnreadableBallotError
from feedbackpulse.ballots.peeling import ballots_to_peel, put_back, stamps_to_peel
from feedbackpulse.ballots.sealing import new_private_key, peel, public_bytes, unseal
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId, RoundState, SecondKey
from feedbackpulse.cycles.holders import replace_key
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.jobs.closing import finish_round
from feedbackpulse.roster.intake import questions_of
from tests.boxes import sealed_ballots
from tests.cycles.cycles import make_cycle
from tests.jobs.company import START, Company, anything, found
from tests.privacy.attacks.client import Voting
from tests.privacy.attacks.measure import Lab, Measure


def measure(lab: Lab) -> Measure:
    """Try to read a round whose second key the council holds, while open and once closed."""
    return _attack(lab, SecondKey.COUNCIL)


def naive(lab: Lab) -> Measure:
    """The test of the test: a round without a second key, which whoever has the keystore reads."""
    return _attack(lab, SecondKey.NONE)


def _attack(lab: Lab, holder: SecondKey) -> Measure:
    council = new_private_key()
    with lab.instance() as instance:
        company = found(instance.stores, f"Company 0\n  Mill {lab.size(8, 40)}\n  Shop 8")
        round_id = _plan(company, holder, council)
        company.open(round_id)
        voting = Voting.of(instance.stores, round_id)
        chance = random.Random(4)  # noqa: S311  (answers of a fictional company)
        for person in company.everybody():
            voting.send(person, anything(voting.asked, chance))
        while_open = _readable(instance.stores, voting)
        company.close(round_id)
        once_closed = _readable(instance.stores, voting) if holder is SecondKey.COUNCIL else 0
        with_both = _open_as_council(instance.stores, voting, council)
        released = company.round(round_id).state is RoundState.RELEASED
    people = len(company.everybody())
    return Measure(
        figure=f"{while_open + once_closed} / {people}",
        holds=while_open == once_closed == 0 and with_both == people and released,
        details=(f"with the council's key as well: {with_both} of {people}",),
    )


def _plan(company: Company, holder: SecondKey, council: ec.EllipticCurvePrivateKey) -> RoundId:
    cycle = replace(
        make_cycle(blocks=(1,), first_day=date(2026, 1, 12), window_days=5), second_key=holder
    )
    with company.stores.main() as session, transaction(session):
        if holder is SecondKey.COUNCIL:
            point = public_bytes(council)
            replace_key(session, holder=holder, public_key=point, on=START.date())
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=START, catalogue=load_catalogue())
        return cycles.list_rounds(session, cycle_id=cycle.id)[-1].id


def _readable(stores: Stores, voting: Voting) -> int:
    """Return how many ballots can be read with everything that is on the server."""
    keys = [*_keys(stores)]
    with stores.box() as box:
        kept = sealed_ballots(box, round_id=voting.asked.id)
    return sum(_opens(voting, keys, label, sealed) for label, sealed in kept)


def _keys(stores: Stores) -> Iterator[ec.EllipticCurvePrivateKey]:
    for file in sorted(stores.keys.iterdir()):
        key = load_pem_private_key(file.read_bytes(), password=None)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            yield key
        assert isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey))


def _opens(
    voting: Voting, keys: list[ec.EllipticCurvePrivateKey], label: BallotLabel, sealed: bytes
) -> bool:
    """Try every key on the inner seal, on the outer seal, and on what may be inside."""
    ways: list[Any] = [sealed, sealed[65:], sealed[81:]]
    for key in keys:
        for content in [*ways, *_peeled(sealed, label, key)]:
            try:
                unseal(content, questions=questions_of(voting.asked), label=label, key=key)
            except UnreadableBallotError:
                continue
            return True
    return False


def _peeled(sealed: bytes, label: BallotLabel, key: ec.EllipticCurvePrivateKey) -> Iterator[bytes]:
    try:
        yield peel(sealed, label=label, key=key)
    except UnreadableBallotError:
        return


def _open_as_council(stores: Stores, voting: Voting, council: ec.EllipticCurvePrivateKey) -> int:
    """Take the outer seals off, as the council's browser does; return how many can be read then."""
    round_id = voting.asked.id
    with stores.box() as box:
        stamps = stamps_to_peel(box, round_id=round_id)
    for stamp in stamps:
        label = BallotLabel(round_id=round_id, stamp=stamp, number_hash=bytes(32))
        with stores.box() as box, ballot_transaction(box):
            handed_out = ballots_to_peel(box, round_id=round_id, stamp=stamp)
            peeled = [peel(one, label=label, key=council) for one in handed_out]
            secrets.SystemRandom().shuffle(peeled)
            put_back(box, round_id=round_id, stamp=stamp, peeled=peeled)
    readable = _readable(stores, voting)
    finish_round(stores, round_id=round_id, now=START)
    return readable
