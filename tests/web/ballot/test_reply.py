"""Does only the writer of a comment read what was written back, without saying who they are?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, UnitKey
from feedbackpulse.release.tables import CommentReplyRow
from tests.pages import Visitor, words_of
from tests.release.answerable import add_answerable
from tests.web.released import World

Browse = Callable[[PersonId | None], Visitor]
BACK = "A fictional lead says thank you."


@pytest.fixture
def written(stores: Stores, world: World) -> tuple[UUID, str]:
    """Return the key and the code of a comment of a team."""
    unit = UnitKey(team_id=world.teams["Day"])
    with stores.main() as session, transaction(session):
        return add_answerable(session, round_id=world.rounds[1].id, unit=unit)


def read(visit: Browse, code: str, *, status: int = 200) -> str:
    visitor = visit(None)
    page = visitor.open("/ballot/reply")
    return words_of(visitor.submit(page, {"code": code}, status=status))


def test_a_comment_that_nobody_answered_says_so(visit: Browse, written: tuple[UUID, str]) -> None:
    said = read(visit, written[1])

    assert "A fictional remark that may be answered." in said
    assert "Nobody wrote back yet." in said


def test_an_unknown_code_opens_nothing(visit: Browse, written: tuple[UUID, str]) -> None:
    for code in ("0000-0000-0000-0000", "nonsense"):
        assert "We know nothing with this code." in read(visit, code, status=422)


def test_the_code_may_be_typed_as_people_type(visit: Browse, written: tuple[UUID, str]) -> None:
    typed = written[1].lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert "A fictional remark" in read(visit, f"  {typed} ")


def test_a_lead_writes_back_and_only_the_code_opens_it(
    visit: Browse, world: World, written: tuple[UUID, str]
) -> None:
    lead = visit(world.lead("Day"))
    team = lead.open(f"/team/{world.teams['Day']}/whole")
    [link] = [str(a["href"]) for a in team.select("main a") if "Write back" in a.text]

    page = lead.submit(lead.open(link), {"body": BACK})

    assert BACK not in words_of(page)
    said = read(visit, written[1])
    assert "A lead wrote back" in said
    assert BACK in said


def test_hr_writes_back_too(visit: Browse, world: World, written: tuple[UUID, str]) -> None:
    hr = visit(world.hr)
    path = f"/org/results/{world.teams['Day']}/whole/comments/{written[0]}"

    hr.submit(hr.open(path), {"body": BACK})

    assert "HR wrote back" in read(visit, written[1])
    assert BACK in words_of(hr.open(path))


def test_the_writer_writes_again_and_readers_see_it_from_the_next_day_on(
    visit: Browse, world: World, written: tuple[UUID, str], stores: Stores
) -> None:
    visitor, hr = visit(None), visit(world.hr)
    path = f"/org/results/{world.teams['Day']}/whole/comments/{written[0]}"
    talk = visitor.submit(visitor.open("/ballot/reply"), {"code": written[1]})

    said = visitor.submit(talk, {"body": "One thing more."}, button="step=write")
    visitor.submit(talk, {"body": "One thing more."}, button="step=write")
    assert "Readers see it from tomorrow on." in words_of(said)
    assert "You wrote again" in words_of(said)
    assert "One thing more." not in words_of(hr.open(path))
    with stores.main() as session, transaction(session):
        [row] = session.scalars(select(CommentReplyRow))
        row.written_on -= timedelta(days=1)
    assert "One thing more." in words_of(hr.open(path))
    team = f"/org/results/{world.teams['Day']}/whole"
    assert "The sender wrote again" in words_of(hr.open(team))
    member = visit(world.member("Day")).open(f"/outcome/{world.teams['Day']}/whole")
    assert "The sender wrote again" not in words_of(member)
    hr.submit(hr.open(path), {"body": BACK})
    assert "The sender wrote again" not in words_of(hr.open(team))


@pytest.mark.parametrize(
    ("body", "problem"), [(" ", "Write something first."), ("x" * 2001, "at most 2000 characters")]
)
def test_a_message_that_cannot_be_sent_stays_on_the_page(
    visit: Browse, written: tuple[UUID, str], body: str, problem: str
) -> None:
    visitor = visit(None)
    talk = visitor.submit(visitor.open("/ballot/reply"), {"code": written[1]})

    page = visitor.submit(talk, {"body": body}, button="step=write", status=422)

    assert problem in words_of(page)
    assert body.strip() in str(page.select_one("textarea"))


def test_an_empty_answer_is_not_sent(
    visit: Browse, world: World, written: tuple[UUID, str]
) -> None:
    hr = visit(world.hr)
    path = f"/org/results/{world.teams['Day']}/whole/comments/{written[0]}"

    page = hr.submit(hr.open(path), {"body": "  "}, status=422)

    assert "Write something first." in words_of(page)
    assert "Nobody wrote back yet." in read(visit, written[1])


def test_members_see_no_button_and_other_comments_have_none(
    visit: Browse, world: World, written: tuple[UUID, str]
) -> None:
    member = visit(world.member("Day")).open(f"/outcome/{world.teams['Day']}/whole")

    assert "A fictional remark" in words_of(member)
    assert "Write back" not in words_of(member)


def test_a_comment_of_another_unit_is_not_there(
    visit: Browse, world: World, written: tuple[UUID, str]
) -> None:
    lead = visit(world.lead("Desk"))

    lead.open(f"/team/{world.teams['Desk']}/whole/comments/{written[0]}", status=404)
    lead.open(f"/team/{world.teams['Day']}/whole/comments/{written[0]}", status=404)


def test_who_reads_a_team_for_hr_and_leads_another_does_not_write_as_its_lead(
    visit: Browse, world: World, stores: Stores, written: tuple[UUID, str]
) -> None:
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=world.lead("Desk"), role=Role.HR)
    both = visit(world.lead("Desk"))

    for end in ("", f"/comments/{written[0]}"):
        both.open(f"/team/{world.teams['Day']}/whole{end}", status=404)
        both.open(f"/org/results/{world.teams['Day']}/whole{end}")


def test_the_page_sets_no_cookie_and_knows_no_session(
    visit: Browse, world: World, written: tuple[UUID, str]
) -> None:
    client = visit(world.lead("Day")).client

    for answer in (client.get("/ballot/reply"), client.post("/ballot/reply", data={"code": "x"})):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "My team" not in answer.text


def test_the_language_is_in_the_address(visit: Browse) -> None:
    assert "Read what was written back to you" in words_of(
        visit(None).open("/ballot/reply?lang=en")
    )
    assert visit(None).open("/ballot/reply?lang=nl").html["lang"] == "nl"  # type: ignore[index]  # there is one
