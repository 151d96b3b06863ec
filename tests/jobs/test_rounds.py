"""Does a round run from planned to burnt, by itself, whatever happens around it?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedbackpulse.ballots.keystore import destroy_key
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Privacy, RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import (
    LostRoundError,
    close_early,
    finish_round,
    is_lost,
)
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.domain import TooFewPeopleError
from tests.jobs.company import START, Company, found

WHY = "The results are needed sooner."
pytestmark = pytest.mark.both_engines


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


def anchor(company: Company, *rounds: object) -> dict[tuple[object, object], Result]:
    with company.stores.main() as session:
        found = release.results(session, rounds=list(rounds), items=["G1"])  # type: ignore[arg-type]  # ids, kept short
    return {(one.round_id, one.unit): one for one in found}


def test_a_round_is_opened_answered_closed_and_read(company: Company) -> None:
    round_id = company.plan()
    assert company.open(round_id)
    company.answer(round_id, "Ovens", [3, 3, 4, 4, 3, 3, 2, 2])
    company.answer(round_id, "Shop", [5, 5, 5, 5, 4])
    company.answer(round_id, "Vans", [1, 2])
    company.answer(round_id, "Mill", [2, 3, None] * 4)
    assert company.close(round_id)

    asked = company.round(round_id)
    figures = anchor(company, round_id)
    ovens = figures[round_id, company.unit("Ovens")]
    rest = figures[round_id, company.unit("Bakery", Part.REST)]
    mill = figures[round_id, company.unit("Mill")]
    assert asked.state is RoundState.RELEASED
    assert asked.burnt
    assert asked.release_sha256
    assert isinstance(ovens, Figure)
    assert (ovens.n, ovens.invited, ovens.low, ovens.high) == (8, 8, 3.0, 3.0)
    assert isinstance(rest, Figure)
    assert (rest.n, rest.low, rest.high) == (7, 1 + 20 / 7, 5.0)
    assert isinstance(mill, Figure)
    assert (mill.n, mill.invited, mill.low) == (8, 12, 2.5)


def test_a_team_with_four_answers_is_counted_in_its_parent_only(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Ovens", [3] * 4)
    company.answer(round_id, "Mill", [3] * 12)
    company.close(round_id)

    figures = anchor(company, round_id)
    ovens = figures[round_id, company.unit("Ovens")]
    bakery = figures[round_id, company.unit("Bakery")]
    everybody = figures[round_id, company.unit("Company")]
    assert isinstance(ovens, Withheld)
    assert ovens.reason is Reason.TOO_FEW_ANSWERS
    assert isinstance(bakery, Withheld)
    assert isinstance(everybody, Figure)
    assert everybody.n == 12
    assert everybody.n_is_minimum
    assert everybody.low < 3.0 < everybody.high


def test_who_asks_for_a_small_team_or_another_question_hears_why_not(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)
    company.close(round_id)

    with company.stores.main() as session:
        vans, item = (
            release.results(session, rounds=[round_id], units=[unit], items=items)
            for unit, items in [
                (company.unit("Vans"), ["G1"]),
                (company.unit("Mill"), ["M99"]),
            ]
        )

    assert [one.reason for one in vans if isinstance(one, Withheld)] == [Reason.COUNTED_IN_PARENT]
    assert [one.unit_name for one in vans] == ["Vans"]
    assert [one.reason for one in item if isinstance(one, Withheld)] == [Reason.NOT_ASKED]


def test_nothing_can_be_read_before_the_release(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Mill", [3] * 12)

    assert anchor(company, round_id) == {}


def test_a_newcomer_makes_the_next_figure_vaguer_and_says_so(company: Company) -> None:
    first = company.plan()
    company.open(first)
    company.answer(first, "Mill", [3] * 12)
    company.answer(first, "Ovens", [3] * 6)
    company.close(first)
    company.hire("Mill", at=company.round(first).closes_at)
    company.hire("Ovens", at=company.round(first).closes_at)
    second = company.plan_next(now=company.round(first).closes_at)
    company.open(second)
    company.answer(second, "Mill", [2, *[1] * 10, 2, 2])
    company.answer(second, "Ovens", [3] * 6)
    company.close(second)

    figures = anchor(company, first, second)
    before = figures[first, company.unit("Mill")]
    mill = figures[second, company.unit("Mill")]
    ovens = figures[second, company.unit("Ovens")]
    rest = figures[second, company.unit("Bakery", Part.REST)]
    assert isinstance(before, Figure)
    assert not before.membership_changed
    assert isinstance(mill, Figure)
    assert mill.membership_changed
    assert mill.high == 1 + 12 / 13  # with margin 3 the lowest range ends at 12, not at 8
    assert isinstance(ovens, Withheld)  # seven answers are needed now
    assert isinstance(rest, Withheld)


def test_a_reorganisation_after_opening_changes_nothing(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)
    for person in company.people["Ovens"]:
        with company.stores.main() as session, transaction(session):
            people.move_person(
                session,
                person_id=person,
                team_id=company.teams["Mill"],
                at=company.round(round_id).opens_at + timedelta(minutes=1),
            )
    company.answer(round_id, "Ovens", [3] * 8)
    company.close(round_id)

    ovens = anchor(company, round_id)[round_id, company.unit("Ovens")]
    assert isinstance(ovens, Figure)
    assert ovens.n == 8


def test_closing_again_changes_nothing(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)
    company.close(round_id)
    before = company.round(round_id)

    assert not company.close(round_id)
    assert not finish_round(
        company.stores, round_id=round_id, now=company.round(round_id).closes_at
    )
    assert company.round(round_id) == before


def test_a_round_opens_once_and_stays_closed(company: Company) -> None:
    round_id = company.plan()

    assert company.open(round_id)
    assert not company.open(round_id)
    company.close(round_id)
    assert not company.open(round_id)
    assert list(company.stores.keys.iterdir()) == []


def test_a_company_of_four_cannot_be_asked_and_leaves_no_key(stores: Stores) -> None:
    company = found(stores, "Kiosk 4")
    round_id = company.plan()

    with pytest.raises(TooFewPeopleError):
        company.open(round_id)

    assert company.round(round_id).state is RoundState.PLANNED
    assert not stores.keys.exists()


def test_stricter_numbers_hold_for_the_round(company: Company) -> None:
    round_id = company.plan(privacy=Privacy(smallest_group=9, comments_group=12))
    company.open(round_id)
    company.answer(round_id, "Ovens", [3] * 8)
    company.answer(round_id, "Mill", [3] * 12)
    company.close(round_id)

    with company.stores.main() as session:
        units = {one.key: one for one in roster.units_of_round(session, round_id=round_id)}
    assert min(one.invited for one in units.values()) >= 9
    assert company.unit("Ovens") not in units


def test_by_hand_a_round_opens_and_closes_early(company: Company) -> None:
    round_id = company.plan()
    now = START + timedelta(hours=1)

    assert open_round(company.stores, round_id=round_id, now=now, catalogue=load_catalogue())
    assert close_early(company.stores, round_id=round_id, now=now + timedelta(hours=1), reason=WHY)
    assert company.round(round_id).opens_at == now
    assert company.round(round_id).closes_at == now + timedelta(hours=1)


def test_a_closed_round_without_its_key_is_lost(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)
    key = company.stores.keys / f"{round_id.hex}.pem"
    kept = key.read_bytes()
    destroy_key(company.stores.keys, round_id=round_id)
    assert not is_lost(company.stores, round_id=round_id)  # it is still open

    with pytest.raises(LostRoundError, match="its key is gone"):
        company.close(round_id)

    assert company.round(round_id).state is RoundState.CLOSED
    assert is_lost(company.stores, round_id=round_id)

    key.write_bytes(kept)

    assert not is_lost(company.stores, round_id=round_id)
    company.close(round_id)
    assert company.round(round_id).burnt
    assert not is_lost(company.stores, round_id=round_id)
