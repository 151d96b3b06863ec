"""Can a round with a second key be opened by its holder, and by nobody else, also not in part?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from feedbackpulse.ballots.domain import BallotLabel, Stamp, UnreadableBallotError
from feedbackpulse.ballots.keystore import has_key, load_key
from feedbackpulse.ballots.sealing import new_private_key, peel, public_bytes, unseal
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RoundId, RoundState, SecondKey
from feedbackpulse.cycles.holders import InvalidKeyError, list_keys, replace_key
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import holding
from feedbackpulse.jobs.closing import LAPSES_AFTER, close_round
from feedbackpulse.jobs.holding import PeelingRefusedError
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.tables import FigureRow
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import questions_of
from tests.boxes import sealed_ballots
from tests.jobs.company import START, Company, found

pytestmark = pytest.mark.both_engines

DAY = date(2026, 1, 6)


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def key() -> ec.EllipticCurvePrivateKey:
    return new_private_key()


def use(company: Company, key: ec.EllipticCurvePrivateKey) -> None:
    with company.stores.main() as session, transaction(session):
        replace_key(session, holder=SecondKey.COUNCIL, public_key=public_bytes(key), on=DAY)


def answered(company: Company, key: ec.EllipticCurvePrivateKey) -> RoundId:
    """Run a round with the council's seal up to its closing."""
    use(company, key)
    round_id = company.plan(second_key=SecondKey.COUNCIL)
    assert company.open(round_id)
    company.answer(round_id, "Mill", [2] * 7)
    company.answer(round_id, "Ovens", [4] * 6)
    company.close(round_id)
    return round_id


def pieces(joined: bytes, size: int) -> Iterator[bytes]:
    return (joined[start : start + size] for start in range(0, len(joined), size))


def peeled(
    company: Company, round_id: RoundId, unit: UnitKey, key: ec.EllipticCurvePrivateKey
) -> bytes:
    """Do what the holder's browser does with one group."""
    asked = company.round(round_id)
    outer, _ = holding.sealed_sizes(asked)
    joined = holding.ballots_of(company.stores, asked, unit=unit)
    label = BallotLabel(round_id=round_id, stamp=stamp_of(unit), number_hash=b"")
    return b"".join(peel(one, label=label, key=key) for one in reversed([*pieces(joined, outer)]))


def peel_all(company: Company, round_id: RoundId, key: ec.EllipticCurvePrivateKey) -> None:
    asked = company.round(round_id)
    for unit in holding.units_to_peel(company.stores, asked):
        holding.put_back(
            company.stores, asked, unit=unit, peeled=peeled(company, round_id, unit, key), now=START
        )


def readable(company: Company, round_id: RoundId) -> int:
    """Count the answers that somebody reads with both databases and the server's keys."""
    asked, box_key = company.round(round_id), load_key(company.stores.keys, round_id=round_id)
    with company.stores.box() as box:
        sealed = sealed_ballots(box, round_id=round_id)
    read = 0
    for label, ballot in sealed:
        for known in (ballot, ballot[81:], ballot[65:]):
            try:
                unseal(known, questions=questions_of(asked), label=label, key=box_key)
                read += 1
            except UnreadableBallotError:
                continue
    return read


def test_a_round_waits_until_its_second_key_is_made(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = company.plan(second_key=SecondKey.COUNCIL)

    before = company.open(round_id)
    use(company, key)

    assert not before
    assert company.open(round_id)
    assert company.round(round_id).second_key == public_bytes(key)


def test_the_server_alone_reads_nothing_of_a_closed_round(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)

    tick(company.stores, now=company.round(round_id).closes_at, catalogue=load_catalogue())

    assert company.round(round_id).state is RoundState.CLOSED
    assert has_key(company.stores.keys, round_id=round_id)
    assert readable(company, round_id) == 0


def test_without_a_second_key_the_same_attacker_reads_everything(company: Company) -> None:
    """The test of the test above."""
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Mill", [2] * 7)

    assert readable(company, round_id) == 7


def test_the_holder_opens_a_round_and_it_is_released_and_burnt(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)

    peel_all(company, round_id, key)

    asked = company.round(round_id)
    assert (asked.state, asked.burnt) == (RoundState.RELEASED, True)
    assert not has_key(company.stores.keys, round_id=round_id)
    with company.stores.main() as session:
        mill = FigureRow.team_id == company.teams["Mill"]
        figures = session.scalars(select(FigureRow).where(mill)).all()
    assert {(one.visible, one.low_sum, one.high_sum) for one in figures} == {(7, 0, 8)}


def test_the_holder_reads_nothing_and_the_order_of_arrival_is_gone(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)
    asked, unit = company.round(round_id), company.unit("Mill")
    with company.stores.box() as box:
        numbers = set(box.scalars(select(BallotRow.number_hash)))
    inner = peeled(company, round_id, unit, key)
    _, size = holding.sealed_sizes(asked)
    label = BallotLabel(round_id=round_id, stamp=stamp_of(unit), number_hash=b"")

    for sealed in pieces(inner, size):
        with pytest.raises(UnreadableBallotError):
            unseal(sealed, questions=questions_of(asked), label=label, key=key)
    holding.put_back(company.stores, asked, unit=unit, peeled=inner, now=START)

    with company.stores.box() as box:
        rows = box.scalars(select(BallotRow).where(BallotRow.stamp == stamp_of(unit))).all()
    assert len(rows) == 7
    assert not numbers & {row.number_hash for row in rows}
    order = [row.sealed for row in sorted(rows, key=lambda row: row.number_hash)]
    assert set(order) == set(pieces(inner, size))


def test_what_comes_back_must_be_as_many_and_as_large_and_different(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)
    asked, unit = company.round(round_id), company.unit("Mill")
    _, size = holding.sealed_sizes(asked)
    good = peeled(company, round_id, unit, key)
    still_sealed = holding.ballots_of(company.stores, asked, unit=unit)

    for wrong in (b"", good[:-size], good + good[:size], good[:-1], good[:size] * 7, still_sealed):
        with pytest.raises(PeelingRefusedError):
            holding.put_back(company.stores, asked, unit=unit, peeled=wrong, now=START)
    assert holding.put_back(company.stores, asked, unit=unit, peeled=good, now=START) > 0
    with pytest.raises(PeelingRefusedError):
        holding.put_back(company.stores, asked, unit=unit, peeled=good, now=START)


def test_opening_goes_on_where_it_stopped(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)
    asked = company.round(round_id)
    before = holding.held_round(company.stores, round_id=round_id, holder=SecondKey.COUNCIL)
    first = holding.units_to_peel(company.stores, asked)[0]
    holding.put_back(
        company.stores, asked, unit=first, peeled=peeled(company, round_id, first, key), now=START
    )
    halfway = holding.held_round(company.stores, round_id=round_id, holder=SecondKey.COUNCIL)
    tick(company.stores, now=asked.closes_at, catalogue=load_catalogue())
    peel_all(company, round_id, key)

    assert before is not None
    assert halfway is not None
    assert (before.done, halfway.done) == (0, 1)
    assert halfway.waits
    assert company.round(round_id).burnt


def test_nothing_leaves_the_box_while_the_round_is_open(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    use(company, key)
    round_id = company.plan(second_key=SecondKey.COUNCIL)
    company.open(round_id)
    company.answer(round_id, "Mill", [2] * 7)
    asked = company.round(round_id)

    with pytest.raises(PeelingRefusedError):
        holding.ballots_of(company.stores, asked, unit=company.unit("Mill"))


def test_another_holder_does_not_find_the_round(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)

    assert holding.held_round(company.stores, round_id=round_id, holder=SecondKey.ADMIN) is None
    assert holding.held_rounds(company.stores, holder=SecondKey.ADMIN) == ()
    assert len(holding.held_rounds(company.stores, holder=SecondKey.COUNCIL)) == 1


def test_a_key_that_is_replaced_still_opens_the_rounds_it_sealed(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)
    newer = new_private_key()
    use(company, newer)

    with pytest.raises(UnreadableBallotError):
        peeled(company, round_id, company.unit("Mill"), newer)
    peel_all(company, round_id, key)

    assert company.round(round_id).burnt
    with company.stores.main() as session:
        keys = list_keys(session, holder=SecondKey.COUNCIL)
    assert [one.public_key for one in keys] == [public_bytes(newer), public_bytes(key)]
    assert [one.retired_on for one in keys] == [None, DAY]


@pytest.mark.parametrize("point", [b"", b"\x04" + bytes(64), b"\x02" + bytes(64), b"\x04" * 66])
def test_what_is_no_point_of_the_curve_is_no_key(company: Company, point: bytes) -> None:
    with company.stores.main() as session, pytest.raises(InvalidKeyError):
        replace_key(session, holder=SecondKey.COUNCIL, public_key=point, on=DAY)


def test_a_round_that_nobody_opens_within_14_days_lapses_and_is_burnt(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)
    closed_at = company.round(round_id).closes_at
    states = []
    for after in (LAPSES_AFTER - timedelta(minutes=1), LAPSES_AFTER):
        tick(company.stores, now=closed_at + after, catalogue=load_catalogue())
        asked = company.round(round_id)
        states.append((asked.state, asked.burnt))

    assert states == [(RoundState.CLOSED, False), (RoundState.LAPSED, True)]
    assert not has_key(company.stores.keys, round_id=round_id)
    with company.stores.box() as box:
        assert box.scalars(select(BallotRow)).all() == []
    with company.stores.main() as session:
        assert session.scalars(select(FigureRow)).all() == []
    with pytest.raises(PeelingRefusedError):
        holding.put_back(
            company.stores,
            company.round(round_id),
            unit=company.unit("Mill"),
            peeled=b"",
            now=START,
        )


def test_half_opened_is_not_opened_when_the_time_is_over(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)
    asked, unit = company.round(round_id), company.unit("Mill")
    holding.put_back(
        company.stores, asked, unit=unit, peeled=peeled(company, round_id, unit, key), now=START
    )

    tick(company.stores, now=asked.closes_at + LAPSES_AFTER, catalogue=load_catalogue())

    assert company.round(round_id).state is RoundState.LAPSED


def test_a_round_opened_on_the_last_day_does_not_lapse(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)
    peel_all(company, round_id, key)

    tick(
        company.stores,
        now=company.round(round_id).closes_at + LAPSES_AFTER,
        catalogue=load_catalogue(),
    )

    assert company.round(round_id).state is RoundState.RELEASED
    assert not close_round(company.stores, round_id=round_id, now=company.round(round_id).closes_at)


def test_the_stamp_is_part_of_the_outer_seal(
    company: Company, key: ec.EllipticCurvePrivateKey
) -> None:
    round_id = answered(company, key)
    asked = company.round(round_id)
    outer, _ = holding.sealed_sizes(asked)
    joined = holding.ballots_of(company.stores, asked, unit=company.unit("Mill"))
    other = BallotLabel(round_id=round_id, stamp=Stamp("0" * 32 + ":whole"), number_hash=b"")

    with pytest.raises(UnreadableBallotError):
        peel(joined[:outer], label=other, key=key)
