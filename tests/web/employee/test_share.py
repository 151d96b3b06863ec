"""Can somebody bring something up with their name, knowing who reads it, and follow what comes?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.signals.conversations import arrived, reply
from feedbackpulse.signals.domain import Reader, Signal, SignalKind
from feedbackpulse.signals.moderation import cover
from feedbackpulse.signals.redactions import Subject
from feedbackpulse.signals.sending import send
from feedbackpulse.signals.tables import SignalRow
from tests.pages import Visitor, words_of

Visit = Callable[[PersonId], Visitor]
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
TODAY: date = clock.local_day(clock.now(), "Europe/Amsterdam")
IDEA = "Hang the schedule up a week earlier, then we can swap."


@pytest.fixture
def desk(stores: Stores) -> list[PersonId]:
    """Return five people of one team, of whom the first leads it."""
    with stores.main() as session, transaction(session):
        root = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        desk = people.add_team(session, code="D", name="Desk", parent_id=root.id)
        found = [
            people.add_person(
                session,
                name=f"{name} Demo",
                email=f"{name.lower()}@example.org",
                team_id=desk.id,
                at=BEGAN,
            ).id
            for name in ("Lea", "Noor", "Ali", "Bo", "Cas")
        ]
        people.appoint_lead(session, person_id=found[0], team_id=desk.id)
    return found


def desk_id(stores: Stores) -> TeamId:
    with stores.main() as session:
        return next(one.id for one in people.team_tree(session).teams if one.code == "D")


def looked_at(visitor: Visitor, kind: str, **answers: str) -> BeautifulSoup:
    page = visitor.open(f"/share/new-{kind}")
    return visitor.submit(page, dict(answers), button="then=look")


def for_hr(stores: Stores) -> list[Signal]:
    with stores.main() as session:
        return list(arrived(session, keys=stores.keys, today=TODAY, reader=Reader.HR))


def test_the_first_page_says_who_reads_it_and_when_an_answer_comes(
    visit: Visit, desk: list[PersonId]
) -> None:
    page = visit(desk[1]).open("/share")

    said = words_of(page)
    assert "Only who you choose reads it" in said
    assert "Who reads it has 14 days to answer." in said
    for kind in SignalKind:
        assert page.select_one(f"a[href$='/share/new-{kind.value}']")
        assert page.select_one(f"a[href*='/ballot/signal/'][href*='kind={kind.value}']")


def test_the_way_in_without_a_name_is_the_same_for_everybody(
    visit: Visit, desk: list[PersonId]
) -> None:
    doors = {
        str(link["href"])
        for person in desk[:3]
        for link in visit(person).open("/share").select("a[href*='kind=idea'][href*='/ballot/']")
    }

    assert len(doors) == 1


def test_nothing_is_sent_before_it_was_looked_at(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    noor = visit(desk[1])

    look = looked_at(noor, "idea", reader="hr", text=IDEA)
    assert for_hr(stores) == []
    assert "HR" in words_of(look)
    assert "Noor Demo" in words_of(look)
    noor.submit(look, button="then=send")

    [sent] = for_hr(stores)
    assert (sent.kind, sent.text, sent.sender) == (SignalKind.IDEA, IDEA, desk[1])


def test_the_lead_of_ones_own_team_is_filled_in_and_reads_it(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    noor = visit(desk[1])

    look = looked_at(noor, "concern", reader="lead", text="The phone rings too long.")
    assert "The lead of Desk" in words_of(look)
    noor.submit(look, button="then=send")

    with stores.main() as session:
        [sent] = arrived(
            session,
            keys=stores.keys,
            today=TODAY,
            reader=Reader.LEAD,
            team_ids=[desk_id(stores)],
        )
    assert sent.team_id == desk_id(stores)


def test_the_adviser_can_be_chosen_when_there_is_one(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    noor = visit(desk[1])
    assert not noor.open("/share/new-concern").select("input[value=adviser]")
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=desk[4], role=Role.ADVISER)

    page = noor.open("/share/new-concern")

    assert page.select("input[value=adviser]")
    assert "Then the confidential adviser is a wise choice." in words_of(page)


def test_who_left_makes_no_team_larger(visit: Visit, stores: Stores, desk: list[PersonId]) -> None:
    noor = visit(desk[1])
    assert noor.open("/share/new-concern").select("input[value=lead]")
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=desk[4], at=clock.now())

    assert not noor.open("/share/new-concern").select("input[value=lead]")


def test_what_is_missing_is_said_and_what_was_typed_stays(
    visit: Visit, desk: list[PersonId]
) -> None:
    noor = visit(desk[1])

    page = noor.submit(noor.open("/share/new-idea"), {"text": IDEA}, button="then=look", status=422)

    assert "Choose who reads it." in words_of(page)
    assert IDEA in page.text


@pytest.mark.parametrize("answers", [{"reader": "adviser"}, {"reader": "lead", "team": ""}])
def test_nobody_is_chosen_who_cannot_be(
    visit: Visit, stores: Stores, desk: list[PersonId], answers: dict[str, str]
) -> None:
    noor = visit(desk[1])
    page = noor.open("/share/new-idea")

    noor.submit(page, {**answers, "text": IDEA}, button="then=look", status=422)


def test_nobody_sends_something_to_themselves(visit: Visit, desk: list[PersonId]) -> None:
    lea = visit(desk[0])
    page = lea.open("/share/new-concern")
    own = next(one for one in page.select("select[name=team] option") if one.text == "Desk")

    page = lea.submit(
        page,
        {"reader": "lead", "team": str(own["value"]), "text": IDEA},
        button="then=look",
        status=422,
    )

    assert "You lead this team yourself." in words_of(page)


def a_day_ago(stores: Stores) -> None:
    """Let everything that was sent be of the day before."""
    with stores.main() as session, transaction(session):
        for one in session.scalars(select(SignalRow)):
            one.sent_on -= timedelta(days=1)


def test_an_idea_that_looks_the_same_is_shown_before_sending(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    noor, ali = visit(desk[1]), visit(desk[2])
    noor.submit(looked_at(noor, "idea", reader="hr", text=IDEA, shown="y"), button="then=send")
    a_day_ago(stores)

    alike = looked_at(ali, "idea", reader="hr", text="Could schedules hang earlier?")
    other = looked_at(ali, "idea", reader="hr", text="A roof for our bicycles")

    assert IDEA in words_of(alike)
    assert "Noor" not in words_of(alike)
    assert "Ideas that look like yours" not in words_of(other)


def test_an_idea_is_shown_to_others_only_when_its_sender_says_so(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    noor, ali = visit(desk[1]), visit(desk[2])
    noor.submit(looked_at(noor, "idea", reader="hr", text="Keep this one here"), button="then=send")
    noor.submit(looked_at(noor, "idea", reader="hr", text=IDEA, shown="y"), button="then=send")
    assert IDEA not in words_of(ali.open("/share"))
    a_day_ago(stores)

    read = words_of(ali.open("/share"))

    assert IDEA in read
    assert "Keep this one here" not in read
    assert "Noor" not in read


def test_a_covered_name_hides_none_of_the_words_after_it(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    noor, said = visit(desk[1]), "Please ask Quispelbaertstra to hang the schedule up earlier."
    noor.submit(looked_at(noor, "idea", reader="hr", text=said, shown="y"), button="then=send")
    a_day_ago(stores)
    [one] = for_hr(stores)
    with stores.main() as session, transaction(session):
        cover(
            session,
            subject=Subject.SIGNAL,
            subject_id=one.id.bytes,
            text=said,
            numbers=[2],
            by=desk[0],
            now=clock.now(),
            today=TODAY,
        )

    read = "Please ask ▇▇▇ to hang the schedule up earlier."
    for page in ("/share", "/share/mine", f"/share/mine/{one.id}", "/account/data"):
        assert read in words_of(noor.open(page)), page
    assert read in words_of(looked_at(visit(desk[2]), "idea", reader="hr", text=IDEA))


def test_the_sender_reads_the_answer_and_writes_back(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    noor = visit(desk[1])
    listed = noor.submit(looked_at(noor, "idea", reader="hr", text=IDEA), button="then=send")
    assert "New" in words_of(listed)
    [sent] = for_hr(stores)
    with stores.main() as session, transaction(session):
        reply(
            session,
            keys=stores.keys,
            signal_id=sent.id,
            body="We try it in May.",
            role=Role.HR,
            on=TODAY,
        )

    page = noor.open(f"/share/mine/{sent.id}")
    assert "We try it in May." in words_of(page)
    after = noor.submit(page, {"text": "Thank you!"})

    assert "Thank you!" in words_of(after)


def test_nobody_else_opens_what_somebody_sent(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    noor = visit(desk[1])
    noor.submit(looked_at(noor, "idea", reader="hr", text=IDEA), button="then=send")
    [sent] = for_hr(stores)

    for other in (desk[0], desk[2]):
        assert IDEA not in visit(other).open(f"/share/mine/{sent.id}", status=404).text
        assert IDEA not in visit(other).open("/share/mine").text


def test_what_was_sent_without_a_name_is_on_nobodys_list(
    visit: Visit, stores: Stores, desk: list[PersonId]
) -> None:
    with stores.main() as session, transaction(session):
        send(
            session,
            keys=stores.keys,
            kind=SignalKind.IDEA,
            reader=Reader.HR,
            team_id=None,
            text=IDEA,
            on=TODAY,
            mailbox=b"m" * 32,
        )

    page = visit(desk[1]).open("/share/mine")

    assert IDEA not in page.text
    assert "What you sent without your name is not here" in words_of(page)
