"""Does the size of a ballot in the box say anything about what is in it?"""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores
from feedbackpulse.roster.intake import Answers
from tests.jobs.company import found

pytestmark = pytest.mark.both_engines


def test_ballots_of_a_round_are_all_as_long(stores: Stores) -> None:
    company = found(stores, "Company 60")
    round_id = company.plan()
    company.open(round_id)
    asked = company.round(round_id)
    chance = random.Random(9)  # noqa: S311  (answers of a fictional company)
    open_item = next(item.code for item in asked.items if item.is_open)
    for person in company.everybody():
        words = "ab€\U0001f600\n "
        text = "".join(chance.choices(words, k=chance.randrange(600)))
        rated = chance.sample(asked.rated_items, chance.randrange(len(asked.rated_items)))
        ratings = {item.code: chance.choice([1, 5, None]) for item in rated}
        company.send(round_id, person, Answers(ratings=ratings, comments={open_item: text}))

    with stores.box() as box:
        sizes = box.execute(
            select(func.length(BallotRow.sealed), func.count()).group_by(
                func.length(BallotRow.sealed)
            )
        )
        assert [(size, count) for size, count in sizes] == [(4177, 60)]
