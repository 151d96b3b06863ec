"""Who reads what a round said of a team, when its leads, its place or its people changed since?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Privacy
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, table, words_of
from tests.web.released import TREND, World

Visit = Callable[[PersonId | None], Visitor]


def status(visit: Visit, person: PersonId, path: str) -> int:
    return visit(person).get(path).status_code


def said_of(visit: Visit, person: PersonId, path: str) -> str:
    return words_of(visit(person).open(path))


def figures(visit: Visit, person: PersonId, path: str) -> list[list[str]]:
    """Return the figures of every round on the page of a unit."""
    return table(visit(person).open(path), TREND)


def test_a_new_lead_reads_what_was_before_and_the_former_one_no_longer(
    world: World, visit: Visit, stores: Stores
) -> None:
    former, new, path = world.lead("Day"), world.member("Desk"), "/team" + world.unit("Day")
    before = said_of(visit, former, path)
    with stores.main() as session, transaction(session):
        people.withdraw_lead(session, person_id=former, team_id=world.teams["Day"])
        people.appoint_lead(session, person_id=new, team_id=world.teams["Day"])

    assert said_of(visit, new, path) == before
    assert status(visit, former, path) == 403


def test_two_leads_and_a_deputy_read_the_same(world: World, visit: Visit, stores: Stores) -> None:
    path = "/team" + world.unit("Day")
    second, deputy = world.member("Desk"), world.member("Night")
    today = clock.local_day(clock.now(), "Europe/Amsterdam")
    with stores.main() as session, transaction(session):
        people.appoint_lead(session, person_id=second, team_id=world.teams["Day"])
        people.appoint_lead(
            session, person_id=deputy, team_id=world.teams["Day"], until=today + timedelta(days=1)
        )

    assert len({said_of(visit, one, path) for one in (world.lead("Day"), second, deputy)}) == 1


def test_who_leads_a_team_and_one_below_it_reads_each_as_everybody_does(
    world: World, visit: Visit, stores: Stores
) -> None:
    nested = world.lead("Care")
    with stores.main() as session, transaction(session):
        people.appoint_lead(session, person_id=nested, team_id=world.teams["Night"])

    for team, other in (("Care", world.hr), ("Night", world.lead("Night"))):
        page = "/org/results" if other == world.hr else "/team"
        theirs = figures(visit, other, page + world.unit(team))
        assert figures(visit, nested, "/team" + world.unit(team)) == theirs


def test_a_team_that_nobody_leads_is_read_from_above(
    world: World, visit: Visit, stores: Stores
) -> None:
    path = "/team" + world.unit("Night")
    before = said_of(visit, world.lead("Care"), path)
    with stores.main() as session, transaction(session):
        people.withdraw_lead(session, person_id=world.lead("Night"), team_id=world.teams["Night"])

    assert said_of(visit, world.lead("Care"), path) == before
    assert status(visit, world.lead("Night"), path) == 403


def test_who_leads_a_team_of_others_reads_it_and_gains_nothing_in_their_own(
    world: World, visit: Visit, stores: Stores
) -> None:
    outside = world.member("Desk")
    with stores.main() as session, transaction(session):
        people.appoint_lead(session, person_id=outside, team_id=world.teams["Night"])

    assert status(visit, outside, "/team" + world.unit("Night")) == 200
    assert status(visit, outside, "/team" + world.unit("Desk")) == 404
    assert status(visit, outside, "/team" + world.unit("Day")) == 404


def test_a_dissolved_team_is_still_read_by_its_lead_and_by_whoever_is_above(
    world: World, visit: Visit, stores: Stores
) -> None:
    path = "/team" + world.unit("Night")
    before = said_of(visit, world.lead("Care"), path)
    with stores.main() as session, transaction(session):
        for person in world.people["Night"]:
            people.move_person(
                session, person_id=person, team_id=world.teams["Day"], at=clock.now()
            )

    assert said_of(visit, world.lead("Care"), path) == before
    assert status(visit, world.lead("Night"), path) == 200


def test_a_team_that_went_elsewhere_takes_its_figures_along_but_adds_none(
    world: World, visit: Visit, stores: Stores
) -> None:
    """The desk's lead now leads the night team's parent: its past is theirs to read, not to sum."""
    desk = "/team" + world.unit("Desk")
    before = figures(visit, world.lead("Desk"), desk)
    with stores.main() as session, transaction(session):
        people.change_team(
            session,
            team_id=world.teams["Night"],
            code="Night",
            name="Night",
            parent_id=world.teams["Desk"],
        )

    assert status(visit, world.lead("Desk"), "/team" + world.unit("Night")) == 200
    assert status(visit, world.lead("Care"), "/team" + world.unit("Night")) == 404
    assert figures(visit, world.lead("Desk"), desk) == before


def test_a_page_names_and_leads_to_the_teams_of_its_round_also_where_they_moved_since(
    world: World, visit: Visit, stores: Stores
) -> None:
    top = world.member("Day")
    care, rest = "/team" + world.unit("Care"), "/team" + world.unit("Care", "rest")
    with stores.main() as session, transaction(session):
        people.appoint_lead(session, person_id=top, team_id=world.teams["House"])
    before = [words_of(visit(top).open(path)) for path in (care, rest)]
    with stores.main() as session, transaction(session):
        for name in ("Night", "Trio"):
            people.change_team(
                session,
                team_id=world.teams[name],
                code=name,
                name=name,
                parent_id=world.teams["Desk"],
            )

    assert "Counted together here: Care, Trio" in before[1]
    assert [words_of(visit(top).open(path)) for path in (care, rest)] == before
    assert visit(top).open(care).select(f"a[href='/team{world.unit('Night')}']")


def test_numbers_that_are_raised_later_change_nothing_that_was_released(
    world: World, visit: Visit, stores: Stores
) -> None:
    """What everybody was shown stays as it is; decided once, for all who look."""
    path = "/team" + world.unit("Night")
    before = said_of(visit, world.lead("Night"), path)
    with stores.main() as session, transaction(session):
        cycles.raise_privacy(
            session,
            cycle_id=world.rounds[0].cycle_id,
            privacy=Privacy(smallest_group=10, comments_group=15, margin=3),
            now=clock.now(),
        )

    assert said_of(visit, world.lead("Night"), path) == before


@pytest.mark.parametrize("team", ["Day", "Desk"])
def test_who_leaves_during_a_round_is_no_longer_asked_and_nobody_notices(
    world: World, visit: Visit, stores: Stores, team: str
) -> None:
    asked = world.rounds[-1]
    leaver = world.people[team][1]
    pages = ("/org/participation", f"/org/rounds/{asked.id}")
    before = [said_of(visit, world.hr, page) for page in pages]
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=leaver, at=clock.now())

    assert visit(leaver).get(f"/pulse/{asked.id}").location.startswith("/sign-in")
    assert [said_of(visit, world.hr, page) for page in pages] == before


def test_who_moves_during_a_round_reads_before_answering_where_they_are_counted(
    world: World, visit: Visit, stores: Stores
) -> None:
    mover, asked = world.member("Day"), world.rounds[-1]
    with stores.main() as session, transaction(session):
        people.move_person(session, person_id=mover, team_id=world.teams["Desk"], at=clock.now())

    said = said_of(visit, mover, f"/pulse/{asked.id}")

    assert "Day" in said
    assert "Desk" not in said
