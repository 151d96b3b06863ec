"""Does a lead see how many take part in their own teams only, as coarse as everybody sees it?"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, table, words_of
from tests.web.released import LONG_AGO, World

Visit = Callable[[PersonId | None], Visitor]
TEAMS = "Participation per team"
PATH = "/team/participation"


def lines(visitor: Visitor, path: str = PATH) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in table(visitor.open(path), TEAMS)[1:]}


def test_a_lead_sees_the_teams_below_them_and_no_others(world: World, visit: Visit) -> None:
    care, day = visit(world.lead("Care")), visit(world.lead("Day"))

    assert {"Day", "Night"} < set(lines(care))
    assert "Desk" not in lines(care)
    assert set(lines(day)) == {"Day"}


def test_a_lead_reads_the_same_steps_as_hr(world: World, visit: Visit) -> None:
    seen = table(visit(world.hr).open("/org/participation"), TEAMS)
    of_hr = {row[0]: row[1:] for row in seen[1:]}

    of_lead = lines(visit(world.lead("Care")))

    assert all(of_hr[name] == line for name, line in of_lead.items())
    assert (of_lead["Day"][0], of_lead["Day"][-1]) == ("10", "more than half")


def test_the_page_names_nobody_and_says_what_to_do(world: World, visit: Visit) -> None:
    page = visit(world.lead("Day")).open(PATH)

    assert "You do not see persons here." in words_of(page)
    assert "Never ask who did not take part." in words_of(page)
    assert "Number" not in words_of(page)
    assert "Day 1" not in words_of(page)


def test_a_team_without_a_line_of_its_own_is_told_why(world: World, visit: Visit) -> None:
    page = visit(world.lead("Trio")).open(PATH)

    assert "Your team has no line of its own in this round" in words_of(page)
    assert not page.select("table")


def test_what_was_released_is_shown_exactly(world: World, visit: Visit) -> None:
    care = visit(world.lead("Care"))

    assert lines(care, f"{PATH}?round={world.rounds[0].id}")["Day"][1].startswith("8 of 10")
    care.open(f"{PATH}?round={world.teams['Day']}", status=404)


def test_before_the_first_round_the_page_says_so(
    session: Session, stores: Stores, visit: Visit
) -> None:
    with transaction(session):
        team = people.add_team(session, code="L", name="Linde", parent_id=None)
        lead = people.add_person(
            session, name="Lou", email="lou@example.org", team_id=team.id, at=LONG_AGO
        )
        people.appoint_lead(session, person_id=lead.id, team_id=team.id)

    assert "No round has opened yet" in words_of(visit(lead.id).open(PATH))
