"""Is it asked last whether the questions were worth it, and does everybody read what came of it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from feedbackpulse.cycles import service as cycles
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.jobs.company import Company, found
from tests.pages import Visitor, table, words_of
from tests.web.employee.rounds import ask

Visit = Callable[[PersonId | None], Visitor]
QUESTION = "These questions were worth my time."
ROUNDS = "What each round said, and what was done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """A company with a released round that asked it."""

    company: Company
    hr: PersonId
    member: PersonId


@pytest.fixture
def released(stores: Stores) -> Released:
    company = found(stores, "Company 0\n  Ovens 8\n  Mill 12")
    round_id = company.plan(asks_worth=True, asks_open_question=True)
    company.open(round_id)
    company.answer(round_id, "Ovens", [4] * 8)
    company.answer(round_id, "Mill", [3] * 12)
    company.close(round_id)
    member, hr, lead = company.people["Mill"][1], company.people["Mill"][2], company.people["Ovens"]
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=hr, role=Role.HR)
        people.appoint_lead(session, person_id=lead[0], team_id=company.teams["Ovens"])
    return Released(company=company, hr=hr, member=member)


def test_it_is_the_last_question_of_a_ballot_and_can_be_skipped(
    stores: Stores, visit: Visit
) -> None:
    asked = ask(stores, asks_worth=True)
    visitor = visit(asked.people[0])
    page = visitor.open(asked.path)

    last = page.select("section[data-step=question]")[-1]
    assert QUESTION in last.get_text()
    assert "This is about the questions you have just been asked." in last.get_text()
    visitor.submit(page, {"answer-G1": "4"})
    assert visitor.get(asked.path).location.endswith("/thanks")


def test_everybody_reads_it_of_all_of_us_and_of_no_team(released: Released, visit: Visit) -> None:
    member = visit(released.member)

    page = member.open("/programme/worth")

    [row] = table(page, ROUNDS)[1:]
    assert row[2:] == ["20 of 20", "Nothing written yet"]
    assert f"{row[1]} (" in words_of(member.open("/programme"))
    team = member.open(f"/outcome/{released.company.teams['Mill']}/whole")
    assert QUESTION not in words_of(team)
    lead = visit(released.company.people["Ovens"][0])
    assert QUESTION not in words_of(
        lead.open(f"/team/{released.company.teams['Ovens']}/whole/guide")
    )


def test_hr_says_what_it_did_with_it_and_everybody_reads_that(
    released: Released, visit: Visit
) -> None:
    hr, member = visit(released.hr), visit(released.member)
    page = hr.submit(hr.open("/org/worth"), {"done": " "}, status=422)
    assert "Write what you did." in words_of(page)

    page = hr.submit(page, {"done": "We ask four questions less."})

    [row] = table(page, ROUNDS)[1:]
    assert row[3].startswith("We ask four questions less.")
    assert "We ask four questions less." in words_of(member.open("/programme/worth"))
    said = words_of(member.open("/programme"))
    assert "worth our time? We ask four questions less. Decided by HR" in said


def test_a_round_that_does_not_ask_it_leaves_the_page_empty(stores: Stores, visit: Visit) -> None:
    asked = ask(stores)
    visitor = visit(asked.people[0])

    assert QUESTION not in words_of(visitor.open(asked.path))
    assert "No round asks this now." in words_of(visitor.open("/programme/worth"))


def test_before_the_first_release_the_page_says_when(stores: Stores, visit: Visit) -> None:
    asked = ask(stores, asks_worth=True)

    said = words_of(visit(asked.people[0]).open("/programme/worth"))

    assert "After the first round that asks it closes" in said
    with stores.main() as session:
        [cycle] = cycles.list_cycles(session)
    assert cycle.asks_worth
