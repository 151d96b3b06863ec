"""Does anything that can be checked after closing tell how many sent a ballot in a hidden team?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedbackpulse.cycles.domain import Privacy, RoundId
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.roster.tallies import Tally, receipts, tallies
from tests.jobs.company import Company, found

pytestmark = pytest.mark.both_engines

OUTLINE = "Company 0\n  Bakery 8\n  Mill 12"


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores, OUTLINE)


def counted(company: Company, round_id: RoundId) -> dict[UnitKey, Tally]:
    with company.stores.main() as session:
        return {one.unit: one for one in tallies(session, round_id=round_id)}


def listed(company: Company, round_id: RoundId) -> list[str]:
    with company.stores.main() as session:
        return receipts(session, round_id=round_id)


def closed(company: Company, *, bakery: int, privacy: Privacy | None = None) -> RoundId:
    round_id = company.plan(privacy=privacy)
    company.open(round_id)
    company.answer(round_id, "Mill", [3] * 9)
    company.answer(round_id, "Bakery", [4] * bakery)
    company.close(round_id)
    return round_id


@pytest.mark.parametrize("bakery", range(5))
def test_neither_counts_nor_receipts_depend_on_a_hidden_team(company: Company, bakery: int) -> None:
    round_id = closed(company, bakery=bakery)

    whole, mill = company.unit("Company"), company.unit("Mill")
    assert counted(company, round_id) == {
        whole: Tally(unit=whole, name="Company", issued=9, cast=9, is_minimum=True),
        mill: Tally(unit=mill, name="Mill", issued=9, cast=9),
    }
    codes = listed(company, round_id)
    assert len(codes) == len(set(codes)) == 9 + 4
    assert codes == sorted(codes)


def test_when_every_team_shows_figures_everything_is_counted(company: Company) -> None:
    round_id = closed(company, bakery=6)

    whole = company.unit("Company")
    assert counted(company, round_id)[whole] == Tally(
        unit=whole, name="Company", issued=15, cast=15
    )
    assert len(listed(company, round_id)) == 15


def test_where_a_figure_takes_more_answers_a_count_does_too(company: Company) -> None:
    round_id = closed(company, bakery=6, privacy=Privacy(smallest_group=8, comments_group=10))

    assert company.unit("Bakery") not in counted(company, round_id)
    assert len(listed(company, round_id)) == 9 + 7


def test_a_team_that_changed_a_little_is_counted_from_seven(company: Company) -> None:
    first = closed(company, bakery=8)
    later = company.round(first).closes_at + timedelta(hours=1)
    company.hire("Bakery", at=later)
    second = company.plan_next(now=later)
    company.open(second)
    company.answer(second, "Mill", [3] * 9)
    company.answer(second, "Bakery", [4] * 6)
    company.close(second)

    assert company.unit("Bakery") not in counted(company, second)
    assert len(listed(company, second)) == 9 + 6


def test_where_one_stamp_is_all_there_is_nothing_is_counted_below_five(stores: Stores) -> None:
    company = found(stores, "Company 9")
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Company", [3] * 2)
    company.close(round_id)

    whole = company.unit("Company")
    assert counted(company, round_id) == {
        whole: Tally(unit=whole, name="Company", issued=0, cast=0, is_minimum=True)
    }
    assert len(listed(company, round_id)) == 4
