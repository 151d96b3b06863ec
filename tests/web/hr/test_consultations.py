"""Can HR ask everybody, sort what comes in, and decide only with a reason?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from feedbackpulse.consultations import service
from feedbackpulse.consultations.proposals import list_proposals, propose
from feedbackpulse.consultations.tables import ContributionRow
from feedbackpulse.cycles.own_items import list_own_items
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import Organisation, next_week, organisation

Visit = Callable[[PersonId | None], Visitor]
TODAY = next_week() - timedelta(days=7)
BEFORE = TODAY - timedelta(days=20)
WHY = "Most of you asked for this."


@pytest.fixture
def org(stores: Stores) -> Organisation:
    return organisation(stores)


@pytest.fixture
def hr(org: Organisation, visit: Visit) -> Visitor:
    return visit(org.hr)


def over(stores: Stores, *brought: tuple[str, PersonId | None]) -> str:
    """Return the address of a question whose last day was yesterday."""
    with stores.main() as session, transaction(session):
        asked = service.open_consultation(
            session,
            title="How often?",
            question="How often do we ask?",
            closes_on=TODAY - timedelta(days=1),
            on=BEFORE,
        )
        for body, name_of in brought:
            service.contribute(
                session, consultation_id=asked.id, body=body, on=BEFORE, name_of=name_of
            )
    return f"/org/consultations/{asked.id}"


def test_hr_asks_everybody_and_reads_nothing_before_the_last_day(
    hr: Visitor, org: Organisation, visit: Visit
) -> None:
    assert "Nothing was asked yet" in words_of(hr.open("/org/consultations"))
    page = hr.submit(
        hr.open("/org/consultations/new"),
        {"title": "How often?", "question": "Too often?", "closes_on": next_week().isoformat()},
    )
    assert "It is open. Everybody can have their say." in words_of(page)
    member = visit(org.member)
    found = member.open("/contribute").select_one("main article a")
    assert found
    member.submit(member.open(str(found["href"])), {"body": "Only I would say this."})

    said = words_of(hr.open("/org" + str(found["href"]).replace("contribute", "consultations")))

    assert "Until then nobody can, and nobody can count it." in said
    assert "Only I would say this." not in said


def test_a_question_that_is_sent_twice_is_asked_once(stores: Stores, hr: Visitor) -> None:
    form = hr.open("/org/consultations/new")
    for _time in range(2):
        hr.submit(
            form,
            {"title": "How often?", "question": "Why?", "closes_on": next_week().isoformat()},
        )

    with stores.main() as session:
        assert len(service.list_consultations(session)) == 1


@pytest.mark.parametrize("days", [0, 93])
def test_a_question_is_open_for_a_day_and_at_most_three_months(hr: Visitor, days: int) -> None:
    page = hr.submit(
        hr.open("/org/consultations/new"),
        {
            "title": "How often?",
            "question": "Too often?",
            "closes_on": (TODAY + timedelta(days=days)).isoformat(),
        },
        status=422,
    )

    assert "Choose a day from" in words_of(page)


def test_hr_sorts_what_came_in_and_decides_with_a_reason(
    stores: Stores, hr: Visitor, org: Organisation
) -> None:
    path = over(stores, ("Less, please.", None), ("Fewer!", org.lead))
    page = hr.open(path)
    said = words_of(page)
    assert "Less, please. Without a name" in said
    assert "who chose to be named." in said
    assert hr.get(f"{path}/decide").status_code == 302

    page = hr.submit(page, {"label": "Less often"})
    group = str(page.select("main select option")[1]["value"])
    places = {str(select["name"]): group for select in page.select("main select")}
    page = hr.submit(page, {**places})
    assert "You can decide once everything is in a group" in words_of(page)
    done = {str(page.select("main textarea")[0]["name"]): "We ask monthly."}
    page = hr.submit(page, {**done})

    page = hr.open(f"{path}/decide")
    assert "Fewer!" not in words_of(page)
    page = hr.submit(page, {"decision": "Monthly.", "reason": "So."}, status=422)
    assert "Give a reason of 10 to 500 characters." in words_of(page)
    page = hr.submit(page, {"decision": "Monthly.", "reason": WHY})

    said = words_of(page)
    assert f"Monthly. Why: “{WHY}”" in said
    assert "Less often We ask monthly." in said


def test_a_last_day_that_is_no_day_is_asked_for_again(hr: Visitor) -> None:
    page = hr.submit(
        hr.open("/org/consultations/new"),
        {"title": "How often?", "question": "Too often?", "closes_on": "2026-02-30"},
        status=422,
    )

    assert "Too often?" in words_of(page)


def test_whoever_decides_second_is_told_and_the_first_decision_stays(
    stores: Stores, hr: Visitor
) -> None:
    path = over(stores)
    form = hr.open(f"{path}/decide")
    hr.submit(hr.open(f"{path}/decide"), {"decision": "Monthly.", "reason": WHY})

    said = words_of(hr.submit(form, {"decision": "Weekly.", "reason": WHY}))

    assert "A colleague decided about this meanwhile." in said
    assert "Monthly." in said
    assert "Weekly." not in said


def test_nothing_is_decided_while_something_lies_in_no_group(stores: Stores, hr: Visitor) -> None:
    path = over(stores)
    form = hr.open(f"{path}/decide")
    with stores.main() as session, transaction(session):
        session.add(
            ContributionRow(
                id=uuid4(),
                consultation_id=UUID(path.rsplit("/", 1)[1]),
                body="Late, and still heard.",
                name_of=None,
                group_id=None,
            )
        )

    said = words_of(hr.submit(form, {"decision": "Weekly.", "reason": WHY}))

    assert "You can decide once everything is in a group" in said
    assert "Weekly." not in said


def test_what_nobody_answered_can_be_decided_too(stores: Stores, hr: Visitor) -> None:
    path = over(stores)

    page = hr.submit(hr.open(f"{path}/decide"), {"decision": "Monthly.", "reason": WHY})

    assert "Nobody brought anything in." in words_of(page)


def test_an_accepted_proposal_becomes_a_question_of_our_own(stores: Stores, hr: Visitor) -> None:
    with stores.main() as session, transaction(session):
        propose(session, body="Is there room for you to disagree?", why="We argue.", on=BEFORE)
    page = hr.open("/org/proposals")
    link = page.select_one("main article a")
    assert link
    page = hr.open(str(link["href"]))
    page = hr.submit(page, {"state": "accepted", "reason": "So."}, status=422)

    page = hr.submit(page, {"state": "accepted", "reason": WHY})

    english = page.select_one("input[name=english]")
    assert english
    assert english["value"] == "Is there room for you to disagree?"
    hr.submit(page, {"dutch": "Is er ruimte om het oneens te zijn?"})
    with stores.main() as session:
        [item] = list_own_items(session)
    assert item.text.en == "Is there room for you to disagree?"
    assert "We will ask a question that one of us proposed." in words_of(hr.open("/programme"))


def test_what_hurts_somebody_is_taken_off_and_its_words_are_gone(
    stores: Stores, hr: Visitor
) -> None:
    with stores.main() as session, transaction(session):
        wanted = propose(session, body="Is Piet lazy?", why="He is.", on=BEFORE)
    page = hr.open(f"/org/proposals/{wanted}")

    page = hr.submit(page, {"state": "removed", "reason": "It named one of us."})

    assert "Piet" not in words_of(page)
    assert "Why: “It named one of us.”" in words_of(page)
    with stores.main() as session:
        [found] = list_proposals(session, on=TODAY)
    assert (found.body, found.why) == ("", "")


@pytest.mark.parametrize("proposal", ["nothing", "00000000-0000-0000-0000-000000000000"])
def test_an_address_that_names_no_proposal_is_an_empty_form(hr: Visitor, proposal: str) -> None:
    page = hr.open(f"/org/questions/new?proposal={proposal}")

    assert [field.get("value", "") for field in page.select("main input[type=text]")] == ["", ""]
