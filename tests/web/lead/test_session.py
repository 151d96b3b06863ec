"""Can a lead take a team through a talk, with phones that vote and nothing that stays?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select, update

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.team_sessions.domain import LASTS
from feedbackpulse.team_sessions.tables import SessionVoteRow, TeamSessionRow
from tests.pages import Visitor, words_of
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
NO_COUNT = "Too few to show"


@pytest.fixture
def lead(visit: Visit, world: World) -> Visitor:
    return visit(world.lead("Day"))


@pytest.fixture
def talk(world: World) -> str:
    """Return where the talk of a team is."""
    return f"/team/{world.teams['Day']}/session"


def begin(lead: Visitor, talk: str) -> BeautifulSoup:
    return lead.submit(lead.open(talk))


def press(visitor: Visitor, page: BeautifulSoup, end: str, status: int = 200) -> BeautifulSoup:
    """Press the button of the form whose address ends like this."""
    return visitor.submit(page, form=f"main form[action$='{end}']", status=status)


def code_on(page: BeautifulSoup) -> str:
    code = page.select_one(".room-code")
    assert code is not None
    return code.text.replace(" ", "")


def vote(phones: Sequence[Visitor], code: str, *given: dict[str, str]) -> None:
    for phone, choice in zip(phones, given, strict=True):
        page = phone.open(f"/ballot/vote/{code}")
        assert "Your vote is in." in words_of(phone.submit(page, {**choice}))


def test_the_screen_shows_the_teams_own_picture_and_three_steps(
    lead: Visitor, talk: str, world: World
) -> None:
    team = lead.open(f"/team{world.unit('Day')}")
    assert any("/session" in str(link["href"]) for link in team.select("aside a"))
    page = begin(lead, talk)
    assert "Look back" in words_of(page)
    assert "From 3.1 to 4.2 or higher" in words_of(page)
    assert page.select_one("picture img") is not None

    page = press(lead, page, "/step")
    assert "Which one do we talk about?" in words_of(page)
    page = press(lead, page, "/step")  # the first of the two goes back
    assert "Look back" in words_of(page)


def test_six_phones_vote_and_the_count_is_shown_once(
    lead: Visitor, talk: str, visit: Visit, stores: Stores
) -> None:
    page = press(lead, begin(lead, talk), "/vote")
    code, phones = code_on(page), [visit(None) for _ in range(6)]
    before = words_of(lead.open(f"{talk}/show"))
    given = [{"how-1": "green", "way-1": "up"}] * 4 + [{"how-1": "red", "way-1": "down"}] * 2
    vote(phones, code, *given)

    shown = lead.open(f"{talk}/show")
    assert without_clock(words_of(shown)) == without_clock(before)  # no counter
    told = press(lead, shown, "/tally")
    counts = [
        [span.text.split()[-1] for span in card.select(".count")]
        for card in told.select(".room-results > .card")
    ]
    assert counts[0] == ["4", "0", "2"] * 2
    assert NO_COUNT in words_of(told)  # nobody voted on the second statement
    assert "The count is gone" in words_of(lead.open(f"{talk}/tally"))
    assert "The count is gone" in words_of(press(lead, shown, "/tally"))
    with stores.main() as session:
        assert session.scalar(select(func.count()).select_from(SessionVoteRow)) == 0


def without_clock(words: str) -> str:
    return words.partition("until")[0] + words.partition("Vote now")[2]


def test_four_votes_show_nothing_and_not_even_that_there_were_four(
    lead: Visitor, talk: str, visit: Visit
) -> None:
    page = press(lead, begin(lead, talk), "/vote")
    vote([visit(None) for _ in range(4)], code_on(page), *[{"how-1": "red"}] * 4)
    told = press(lead, page, "/tally")

    assert NO_COUNT in words_of(told)
    assert told.select(".count") == []
    assert "4" not in words_of(told)


def test_a_phone_has_one_vote_and_may_change_it(lead: Visitor, talk: str, visit: Visit) -> None:
    page = press(lead, begin(lead, talk), "/vote")
    code, phones = code_on(page), [visit(None) for _ in range(5)]
    vote(phones[1:], code, *[{"how-1": "green"}] * 4)
    first = phones[0].submit(phones[0].open(f"/ballot/vote/{code}"), {"how-1": "red"})
    again = phones[0].submit(first, {"how-1": "amber"})
    assert again.select_one("input[value=amber][checked]") is not None

    told = press(lead, page, "/tally")
    assert [span.text.split()[-1] for span in told.select(".count")] == ["4", "1", "0"]
    statements = told.select(".room-results > .card")
    assert NO_COUNT in statements[0].text  # nobody chose an arrow


def test_what_was_told_is_told_no_second_time_today(lead: Visitor, talk: str, visit: Visit) -> None:
    page = press(lead, begin(lead, talk), "/vote")
    vote([visit(None) for _ in range(5)], code_on(page), *[{"how-1": "green"}] * 5)
    press(lead, page, "/tally")
    shown = lead.open(f"{talk}/show")
    assert shown.select("form[action$='/vote']") == []
    press(lead, shown, "/end")

    again = press(lead, begin(lead, talk), "/vote")
    assert "You voted on this today." in words_of(again)
    assert "Vote now" not in words_of(again)


def test_a_phone_leaves_no_cookie_and_says_what_is_wrong(
    lead: Visitor, talk: str, visit: Visit
) -> None:
    phone = visit(None)
    assert "No talk is going on with this code." in words_of(
        phone.open("/ballot/vote/NOSUCH", status=404)
    )
    page = begin(lead, talk)
    open_ = press(lead, page, "/vote")
    code = code_on(open_)
    form = phone.open(f"/ballot/vote?code={code[:3].lower()}+{code[3:].lower()}")
    assert "Choose at least one answer." in words_of(phone.submit(form, status=422))
    press(lead, open_, "/tally")
    assert "This vote is closed" in words_of(phone.submit(form, {"how-1": "red"}, status=409))
    assert "No vote is open now" in words_of(phone.open(f"/ballot/vote/{code}"))
    assert "Set-Cookie" not in phone.get(f"/ballot/vote/{code}").headers


def test_a_code_that_is_none_is_said_to_be_wrong(visit: Visit) -> None:
    phone, said = visit(None), "No talk is going on with this code."

    assert said not in words_of(phone.open("/ballot/vote"))
    for code in ("", "%00", "//"):
        assert said in words_of(phone.open(f"/ballot/vote?code={code}", status=404))
    assert said in words_of(phone.open("/ballot/vote/A%00B", status=404))


def test_an_open_vote_is_not_said_to_be_told(lead: Visitor, talk: str) -> None:
    press(lead, begin(lead, talk), "/vote")

    assert "Vote now" in words_of(lead.open(f"{talk}/tally"))


def test_who_reads_a_team_for_hr_and_leads_another_begins_no_talk_there(
    visit: Visit, world: World, stores: Stores, talk: str
) -> None:
    both = world.lead("Desk")
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=both, role=Role.HR)
    visitor = visit(both)

    for end in ("", "/sheet", "/show", "/tally"):
        visitor.open(talk + end, status=404)
    own = visitor.open(f"/team/{world.teams['Desk']}/session")
    [form] = own.select("main form[action*='/session']")
    form["action"] = talk
    visitor.submit(own, status=404)


def test_a_talk_ends_when_the_lead_says_so_and_else_after_three_hours(
    lead: Visitor, talk: str, stores: Stores
) -> None:
    page = begin(lead, talk)
    assert "A talk is going on" in words_of(lead.open(talk))
    assert "The talk is over." in words_of(press(lead, page, "/end"))
    begin(lead, talk)
    with stores.main() as session, transaction(session):
        session.execute(update(TeamSessionRow).values(started_at=clock.now() - LASTS))

    assert "Show it on the screen" in words_of(lead.open(f"{talk}/show"))


def test_what_is_agreed_is_noted_as_a_promise_and_comes_back_in_the_next_talk(
    lead: Visitor, talk: str
) -> None:
    page = begin(lead, talk)
    for _ in range(2):
        page = lead.submit(page, form="main form:has([data-next])")
    [link] = [str(a["href"]) for a in page.select("main a") if "promise" in a.text]
    due = (clock.now() + timedelta(days=30)).date().isoformat()
    words = {"said": "Meetings run late.", "heard": "Time is short.", "does": "We stop at noon."}
    lead.submit(lead.open(link), {**words, "due_on": due, "recognisable": "no"})

    assert "What we agreed today" in words_of(lead.open(f"{talk}/show"))
    press(lead, page, "/end")
    again = words_of(begin(lead, talk))
    assert "What we agreed before" in again
    assert words["does"] in again


def test_without_numbers_the_talk_and_its_sheet_are_the_same(visit: Visit, world: World) -> None:
    lead = visit(world.lead("Trio"))
    talk = f"/team/{world.teams['Trio']}/session"
    sheet = lead.open(f"{talk}/sheet")

    assert "We talk without numbers today." in words_of(sheet)
    assert "In our team, colleagues say what they really think." in words_of(sheet)
    assert "We talk without numbers today." in words_of(begin(lead, talk))


@pytest.mark.parametrize(
    "chosen", [[], ["M4A-P1", "M4B-P1", "M4C-P1", "M4D-P1", "M4E-P1"], ["S1A-P1"]]
)
def test_a_talk_is_about_one_to_four_statements_and_never_about_the_lead(
    lead: Visitor, talk: str, chosen: list[str]
) -> None:
    page = lead.open(talk)
    for box in page.select("input[name=statements]"):
        del box["checked"]
    answers: dict[str, str | list[str]] = {"statements": chosen} if chosen else {}

    assert "There is a problem" in words_of(lead.submit(page, answers, status=422))
