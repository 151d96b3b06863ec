"""Does the page of the whole organisation show what is blurred, and no other page?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.release import service as release
from feedbackpulse.roster.intake import Answers, Sent
from tests.jobs.company import Company, found
from tests.pages import Visitor, table, words_of
from tests.web.hr.taking import tables_in, taken

Visit = Callable[[PersonId | None], Visitor]
OUTLINE = "Company 0\n  Bakery 60\n  Mill 55\n  Vans 6"
SPREAD = "About how many people chose each answer"


def answered(company: Company, *, leave_out: int = 0, attributes: tuple[str, ...] = ()) -> RoundId:
    """Run a round in which most agree, and those who see customers daily all do."""
    round_id = company.plan(attributes=attributes)
    company.open(round_id)
    codes = [item.code for item in company.round(round_id).rated_items]
    voters = [*company.people["Bakery"], *company.people["Mill"]][leave_out:]
    for place, person in enumerate(voters):
        daily = place % 2 == 0
        told = {"contact": "daily" if daily else "never"} if attributes else {}
        ratings = dict.fromkeys(codes, 5 if daily else (1, 2, 3, 4)[place // 2 % 4])
        sent = company.send(round_id, person, Answers(ratings=ratings, attributes=told))
        assert isinstance(sent, Sent)
    company.close(round_id)
    return round_id


@pytest.fixture
def company(stores: Stores) -> Company:
    made = found(stores, OUTLINE)
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=made.people["Vans"][0], role=Role.HR)
    return made


@pytest.fixture
def hr(company: Company, visit: Visit) -> Visitor:
    return visit(company.people["Vans"][0])


def test_everybodys_answers_are_spread_over_the_options(company: Company, hr: Visitor) -> None:
    answered(company)
    page = hr.open("/org/results")

    header, *rows = table(page, SPREAD)

    often, *_ = table(page, f"{SPREAD}, from never to always")
    assert (header[1], often[1]) == ("Strongly disagree", "(Almost) never")
    assert header[-2:] == ["I don’t know or not applicable", "The two highest"]
    for row in rows:
        counts = [int(count) for count in row[1:6]]
        assert sum(counts) == pytest.approx(115, abs=60)
        assert max(counts) == counts[4]
    assert "blurred on purpose" in words_of(page)
    assert "By what people told about themselves" not in words_of(page)


def test_groups_stand_apart_with_how_far_off_they_may_be(company: Company, hr: Visitor) -> None:
    answered(company, attributes=("contact",))
    page = hr.open("/org/results")

    header, *rows = table(page, "Contact with customers")

    assert header[1:] == ["Every day", "Sometimes", "Never"]
    for row in rows:
        assert "give or take" in row[1]
        assert int(row[1].split("%")[0]) > 60
    assert "too few" in {row[2] for row in rows}


def test_the_file_about_all_units_has_the_same_counts_and_groups(
    company: Company, hr: Visitor
) -> None:
    answered(company, attributes=("contact",))
    page = hr.open("/org/results")

    tables = tables_in(taken(hr, "zip").data)

    shown = [
        row for kind in (SPREAD, f"{SPREAD}, from never to always") for row in table(page, kind)
    ]
    counts = [int(cell) for row in shown[1:] for cell in row[1:7] if cell.isdecimal()]
    assert [int(row["people"]) for row in tables["answers.csv"]] == counts
    parts = [cell for row in table(page, "Contact with customers")[1:] for cell in row[1:]]
    assert len(parts) == len(tables["groups.csv"])
    for row, cell in zip(tables["groups.csv"], parts, strict=True):
        assert cell.startswith(f"{row['percent']}%" if row["percent"] else row["reason"])


def test_below_fifty_and_a_hundred_answers_the_page_says_what_it_takes(
    company: Company, hr: Visitor
) -> None:
    answered(company, leave_out=66, attributes=("contact",))
    said = words_of(hr.open("/org/results"))

    assert "from 100 answers on" in said
    assert "from 50 answers on" in said
    assert "give or take" not in said


def test_the_picture_is_there_for_the_whole_only(company: Company, hr: Visitor) -> None:
    answered(company)
    whole, mill = company.teams["Company"], company.teams["Mill"]
    page = hr.open(f"/org/results/{mill}/whole")

    assert "How the answers are spread" not in words_of(page)
    assert hr.get(f"/org/results/{whole}/whole/options-light-wide.svg").status_code == 200
    assert hr.get(f"/org/results/{mill}/whole/options-light-wide.svg").status_code == 404


@pytest.mark.both_engines
def test_the_numbers_are_drawn_once(company: Company, hr: Visitor, stores: Stores) -> None:
    round_id = answered(company, attributes=("contact",))
    with stores.main() as session:
        before = release.blurred(session, round_id=round_id)
    assert table(hr.open("/org/results"), SPREAD) == table(hr.open("/org/results"), SPREAD)

    company.close(round_id)

    with stores.main() as session:
        after = release.blurred(session, round_id=round_id)
    assert before == after
