"""When teams take turns, does everybody see the questions of their own team, and no other?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import close_early
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from tests.cycles.cycles import make_cycle
from tests.organisations import found
from tests.pages import Visitor, words_of

Visit = Callable[[PersonId | None], Visitor]
ZONE = "Europe/Amsterdam"
CATALOGUE = load_catalogue()
OF_TEAMS = {block: {item.code for item in CATALOGUE.block_items(block)} for block in (2, 3)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A round in which two teams take turns with two blocks."""

    round_id: RoundId
    people: Mapping[str, list[PersonId]]
    teams: Mapping[str, TeamId]

    @property
    def path(self) -> str:
        """Return the address of the round."""
        return f"/pulse/{self.round_id}"


@pytest.fixture
def asked(stores: Stores) -> Asked:
    now = clock.now()
    with stores.main() as session, transaction(session):
        made = found(session, "Everybody 0\n  Desk 6\n  Yard 7", at=now - timedelta(days=1))
        people.grant_role(session, person_id=made.people["Yard"][6], role=Role.HR)
        cycle = make_cycle(
            blocks=(2, 3),
            stagger=True,
            first_day=clock.local_day(now, ZONE) + timedelta(days=1),
            window_days=5,
        )
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=now, catalogue=CATALOGUE)
        round_id = cycles.list_rounds(session, cycle_id=cycle.id)[0].id
    assert open_round(stores, round_id=round_id, now=now, catalogue=CATALOGUE)
    return Asked(round_id=round_id, people=made.people, teams=made.teams)


def codes_on(page: BeautifulSoup) -> set[str]:
    fields = {str(field["name"]) for field in page.select("[name^=answer-]")}
    return {name.removeprefix("answer-") for name in fields}


def test_the_two_teams_answer_different_questions_and_share_the_rest(
    asked: Asked, visit: Visit
) -> None:
    pages = {
        team: [codes_on(visit(person).open(asked.path)) for person in asked.people[team][:3]]
        for team in ("Desk", "Yard")
    }

    for own in pages.values():
        assert len({frozenset(codes) for codes in own}) == 1
    seen = {team: codes[0] - {"G1", "G4"} for team, codes in pages.items()}
    assert sorted(map(sorted, seen.values())) == sorted(map(sorted, OF_TEAMS.values()))
    assert all({"G1", "G4"} <= codes[0] for codes in pages.values())


def test_what_another_team_is_asked_is_not_taken(asked: Asked, visit: Visit) -> None:
    desk = visit(asked.people["Desk"][0])
    page = desk.open(asked.path)
    foreign = next(iter((OF_TEAMS[2] | OF_TEAMS[3]) - codes_on(page)))
    form = page.select_one("main form[method=post]")
    assert form is not None
    fields = {str(f["name"]): str(f.get("value", "")) for f in form.select("input[type=hidden]")}

    response = desk.client.post(
        asked.path, data={**fields, f"answer-{foreign}": "9", "answer-G1": "4"}
    )

    assert response.status_code == 200  # it was not even looked at
    assert "eceipt" in response.text


def test_the_check_says_what_the_own_team_is_asked_and_what_others_are(
    asked: Asked, visit: Visit
) -> None:
    desk = visit(asked.people["Desk"][0])
    own = codes_on(desk.open(asked.path))

    page = desk.open(f"{asked.path}/check")

    said = words_of(page)
    assert "Groups take turns in this round." in said
    [listed] = [part for part in page.select("ol.stack") if part.find_parent("section")]
    assert len(listed.select("li")) == len(own)
    others = page.select("details ul li")
    assert len(others) == len((OF_TEAMS[2] | OF_TEAMS[3]) - own)


def test_the_start_page_counts_the_questions_of_the_own_team(asked: Asked, visit: Visit) -> None:
    desk = visit(asked.people["Desk"][0])
    own = codes_on(desk.open(asked.path))

    assert f"{len(own)} questions" in words_of(desk.open("/"))


def test_a_team_page_has_only_topics_that_the_team_was_asked(
    asked: Asked, stores: Stores, visit: Visit
) -> None:
    desk = visit(asked.people["Desk"][0])
    own = codes_on(desk.open(asked.path))
    for person in asked.people["Desk"]:
        visitor = visit(person)
        visitor.submit(visitor.open(asked.path), {f"answer-{c}": "4" for c in own - {"G4"}})
    close_early(
        stores,
        round_id=asked.round_id,
        now=clock.now() + timedelta(minutes=1),
        reason="Everybody has answered by now.",
    )

    page = visit(asked.people["Yard"][6]).open(f"/org/results/{asked.teams['Desk']}/whole")

    said = words_of(page)
    block = next(block for block, codes in OF_TEAMS.items() if codes <= own)
    titles = {
        number: CATALOGUE.checkpoint(CATALOGUE.block(number).checkpoints[0]).title.en
        for number in OF_TEAMS
    }
    assert titles[block] in said
    assert titles[5 - block] not in said
