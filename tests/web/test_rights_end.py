"""Does a right that ended end at the very next page, also in a browser that is still signed in?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]


def test_a_deputy_stops_seeing_a_team_after_the_last_day(
    world: World, visit: Visit, stores: Stores
) -> None:
    deputy, today = world.member("Desk"), clock.local_day(clock.now(), "Europe/Amsterdam")
    path = "/team" + world.unit("Day")
    visitor = visit(deputy)
    for last_day, status in ((today, 200), (today - timedelta(days=1), 403)):
        with stores.main() as session, transaction(session):
            people.appoint_lead(
                session, person_id=deputy, team_id=world.teams["Day"], until=last_day
            )
        assert visitor.get(path).status_code == status
        assert visitor.get(f"{path}/trend-light-wide.svg").status_code == status


def test_a_former_lead_stops_seeing_the_team(world: World, visit: Visit, stores: Stores) -> None:
    lead = world.lead("Day")
    visitor = visit(lead)
    assert visitor.get("/team" + world.unit("Day")).status_code == 200
    with stores.main() as session, transaction(session):
        people.withdraw_lead(session, person_id=lead, team_id=world.teams["Day"])

    assert visitor.get("/team" + world.unit("Day")).status_code == 403


def test_whoever_is_no_longer_of_hr_stops_seeing_its_pages(
    world: World, visit: Visit, stores: Stores
) -> None:
    visitor = visit(world.hr)
    assert visitor.get("/org/results").status_code == 200
    with stores.main() as session, transaction(session):
        people.revoke_role(session, person_id=world.hr, role=Role.HR)

    assert visitor.get("/org/results").status_code == 403
    assert visitor.get("/org/participation").status_code == 403


def test_whoever_left_is_signed_out_at_once(world: World, visit: Visit, stores: Stores) -> None:
    leaver = world.member("Day")
    visitor = visit(leaver)
    assert visitor.get("/").status_code == 200
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=leaver, at=clock.now())

    for path in ("/", "/reflect", "/outcome" + world.unit("Day"), "/account"):
        answer = visitor.get(path)
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in")


def test_whoever_moved_sees_the_new_team_and_no_longer_the_old_one(
    world: World, visit: Visit, stores: Stores
) -> None:
    mover = world.member("Day")
    visitor = visit(mover)
    with stores.main() as session, transaction(session):
        people.move_person(session, person_id=mover, team_id=world.teams["Desk"], at=clock.now())

    assert visitor.get("/outcome" + world.unit("Desk")).status_code == 200
    assert visitor.get("/outcome" + world.unit("Day")).status_code == 404
    assert visitor.get("/team" + world.unit("Desk")).status_code == 403
