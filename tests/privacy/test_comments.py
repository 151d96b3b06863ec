"""Can a comment be tied to the rest of what its writer answered, or to a small group?"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse.checkpoints.domain import OPEN_SCALE, LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import OwnQuestion, RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.metadata import metadata
from feedbackpulse.release import service as release
from feedbackpulse.roster.intake import Answers, CommentScope
from tests.cycles.cycles import make_cycle
from tests.jobs.company import START, Company, found
from tests.privacy.attacks.copies import bytes_of_log, everything, rows_of

pytestmark = pytest.mark.both_engines

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

    folder = Path(app.instance_path)
    assert CANARY.encode() not in everything(folder) + bytes_of_log(folder)


def test_a_comment_shares_no_key_with_any_score(app: Flask, company: Company) -> None:
    run(company)

    rows = rows_of(Path(app.instance_path), "main")["comment"]
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
            answers = Answers(ratings={"G1": 3}, comments={"G4": f"Remark {place:02}"})
            company.send(round_id, person, answers)
        company.close(round_id)
        with company.stores.main() as session:
            read = release.comments(session, round_id=round_id, unit=company.unit("Mill"))
        orders.add(tuple(one.text for one in read))

    assert len(orders) == 2
    assert all(sorted(order) == [f"Remark {place:02}" for place in range(14)] for order in orders)
    assert all(list(order) != sorted(order) for order in orders)


OWN = OwnQuestion(
    number=1, text=LocalText(nl="Wat mis je nog?", en="What do you miss?"), scale=OPEN_SCALE
)
WRITERS = 14


def plan_with_two_open_questions(company: Company) -> RoundId:
    """Start a cycle that also asks an open question of its own."""
    cycle = make_cycle(blocks=(1,), own_questions=(OWN,), first_day=date(2026, 1, 12))
    with company.stores.main() as session, transaction(session):
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=START, catalogue=load_catalogue())
        return cycles.list_rounds(session, cycle_id=cycle.id)[-1].id


def neighbours(texts: bytes) -> int:
    """Return of how many people the two comments lie next to one another in a file."""
    places = {
        (mark, writer): texts.index(f"{mark} {writer:02}".encode())
        for mark in ("FIRST", "SECOND")
        for writer in range(WRITERS)
    }
    order = [writer for (_, writer), _ in sorted(places.items(), key=lambda one: one[1])]
    return sum(one == other for one, other in pairwise(order))


def test_two_comments_of_one_hand_do_not_lie_side_by_side_in_the_file(
    app: Flask, company: Company
) -> None:
    round_id = plan_with_two_open_questions(company)
    company.open(round_id)
    for writer, person in enumerate(company.people["Mill"]):
        words = {"G4": f"FIRST {writer:02}", "OWN-1": f"SECOND {writer:02}"}
        company.send(round_id, person, Answers(ratings={"G1": 3}, comments=words))
    company.close(round_id)

    assert neighbours(everything(Path(app.instance_path))) < WRITERS // 2


def test_comments_that_are_stored_as_they_come_are_seen_to_be_of_one_hand() -> None:
    """The test of the test."""
    pages = [f"SECOND {writer:02} FIRST {writer:02}" for writer in range(WRITERS)]

    assert neighbours("".join(pages).encode()) == WRITERS


@pytest.mark.parametrize("hidden", [3, 4])
def test_what_is_shown_above_does_not_tell_how_many_answered_in_a_hidden_team(
    stores: Stores, hidden: int
) -> None:
    """With four, ten people answered; with three, nine. Nobody may see which it was."""
    company = found(stores, "Company 0\n  Bakery 6\n  Shop 6")
    round_id = company.plan()
    company.open(round_id)
    for team, senders in (("Bakery", 6), ("Shop", hidden)):
        for person in company.people[team][:senders]:
            answers = Answers(
                ratings={"G1": 3}, comments={"G4": CANARY}, comment_scope=CommentScope.ORGANISATION
            )
            company.send(round_id, person, answers)
    company.close(round_id)

    with stores.main() as session:
        assert release.comments(session, round_id=round_id, unit=company.unit("Company")) == ()
