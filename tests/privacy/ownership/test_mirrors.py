"""Can anybody but the lead who wrote it reach what a lead thinks of their team?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.reflection import mirrors
from feedbackpulse.reflection.mirror import Answer, Look, Mirror
from tests.notebooks import notebook_of
from tests.pages import Visitor

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
OTHERS = ("member", "own lead", "other lead", "co-lead", "hr", "council", "adviser", "admin")
LOOK = Look(topic="S1", answers=(Answer(item="S1A-L1", item_version=1, value=2),), expected=4.5)
WRITTEN = (b"S1A-L1", b'"expected"', b'"answers"')
ROUND = uuid4()

Browse = Callable[[PersonId | None], Visitor]
Company = tuple[TeamId, dict[str, PersonId]]


@pytest.fixture
def company(stores: Stores) -> Company:
    """Return a team, its lead who wrote something, and one person for each other role."""
    with stores.main() as session, transaction(session):
        root = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        team = people.add_team(session, code="T", name="Team", parent_id=root.id)
        other = people.add_team(session, code="O", name="Other", parent_id=root.id)
        found = {
            name: people.add_person(
                session, name=name, email=f"p{place}@example.org", team_id=team.id, at=MOMENT
            ).id
            for place, name in enumerate(("lead", *OTHERS))
        }
        for name, led in (("lead", team), ("co-lead", team), ("own lead", root)):
            people.appoint_lead(session, person_id=found[name], team_id=led.id)
        people.appoint_lead(session, person_id=found["other lead"], team_id=other.id)
        for role in (Role.HR, Role.COUNCIL, Role.ADVISER, Role.ADMIN):
            people.grant_role(session, person_id=found[role.value], role=role)
    keep(stores, found["lead"], team.id)
    return team.id, found


def keep(stores: Stores, lead: PersonId, team: TeamId, round_id: UUID = ROUND) -> None:
    notebook = notebook_of(stores, lead)
    with stores.main() as session, transaction(session):
        mirrors.keep_look(session, notebook=notebook, team=team, round_id=round_id, look=LOOK)


def written_by(stores: Stores, person: PersonId) -> tuple[Mirror, ...]:
    notebook = notebook_of(stores, person)
    with stores.main() as session:
        return mirrors.list_mirrors(session, notebook=notebook)


def addresses(app: Flask, team: TeamId) -> Iterator[str]:
    """Yield every address of the mirror of a team."""
    values = {"number": 1, "shade": "dark", "width": "wide"}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith("/reflect/mirror/"):
                wanted = {name: values[name] for name in rule.arguments - {"team_id"}}
                build = app.url_map.bind("localhost").build
                yield build(rule.endpoint, {**wanted, "team_id": team, "round": ROUND})


def test_to_everybody_else_a_mirror_does_not_exist(
    app: Flask, visit: Browse, company: Company
) -> None:
    team, everybody = company
    paths = list(addresses(app, team))
    others = [visit(everybody[name]) for name in OTHERS if name != "co-lead"]

    assert len(paths) >= 4
    assert {visitor.get(path).status_code for visitor in others for path in paths} == {404}


def test_who_leads_the_team_too_reads_nothing_of_it(stores: Stores, company: Company) -> None:
    _team, everybody = company

    assert written_by(stores, everybody["lead"])[0].looks == (LOOK,)
    assert [written_by(stores, everybody[other]) for other in OTHERS] == [()] * len(OTHERS)


def test_who_no_longer_leads_the_team_sees_it_no_more_and_keeps_what_they_wrote(
    app: Flask, visit: Browse, stores: Stores, company: Company
) -> None:
    team, everybody = company
    with stores.main() as session, transaction(session):
        people.withdraw_lead(session, person_id=everybody["lead"], team_id=team)
    visitor = visit(everybody["lead"])

    assert {visitor.get(address).status_code for address in addresses(app, team)} == {404}
    assert len(written_by(stores, everybody["lead"])) == 1


def test_the_databases_hold_no_word_of_it(app: Flask, company: Company) -> None:
    del company
    files = [path for path in Path(app.instance_path).rglob("*.sqlite*") if path.is_file()]

    assert files
    assert [word for word in WRITTEN for path in files if word in path.read_bytes()] == []
