"""Can a comment be tied to the rest of what its writer answered, or to a small group?"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse.database import Stores
from feedbackpulse.metadata import metadata
from feedbackpulse.release import service as release
from feedbackpulse.roster.intake import Answers
from tests.jobs.company import Company, found
from tests.privacy.dumps import dump, raw_bytes

CANARY = "Nobody asked the bakers about the new ovens"


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores, "Company 0\n  Bakery 6\n  Mill 14")


def run(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)
    rated = [item.code for item in company.round(round_id).rated_items]
    for place, person in enumerate(company.everybody()):
        text = CANARY if place == 0 else f"Remark {place}"
        answers = Answers(ratings=dict.fromkeys(rated, 1 + place % 5), comments={"G4": text})
        company.send(round_id, person, answers)
    company.close(round_id)


def test_six_people_without_others_to_hide_among_leave_no_words(
    app: Flask, company: Company
) -> None:
    run(company)

    assert CANARY.encode() not in raw_bytes(Path(app.instance_path))


def test_a_comment_shares_no_key_with_any_score(app: Flask, company: Company) -> None:
    run(company)

    rows = dump(Path(app.instance_path) / "feedbackpulse.sqlite")["comment"]
    assert len(rows) == 14
    assert len({row[0] for row in rows}) == 14
    assert not {
        key.column.table.name for c in metadata.tables["comment"].c for key in c.foreign_keys
    } - {"round"}


def test_comments_are_read_in_an_order_that_changes_from_round_to_round(company: Company) -> None:
    orders = set()
    for _ in range(2):
        round_id = company.plan()
        company.open(round_id)
        for place, person in enumerate(company.people["Mill"]):
            company.send(round_id, person, Answers(comments={"G4": f"Remark {place:02}"}))
        company.close(round_id)
        with company.stores.main() as session:
            read = release.comments(session, round_id=round_id, unit=company.unit("Mill"))
        orders.add(tuple(one.text for one in read))

    assert len(orders) == 2
    assert all(sorted(order) == [f"Remark {place:02}" for place in range(14)] for order in orders)
    assert all(list(order) != sorted(order) for order in orders)
