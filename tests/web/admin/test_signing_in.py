"""Can an administrator help who lost their second step, and sign somebody out everywhere?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import time_machine
from click.testing import CliRunner
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.accounts.second_factor import has_second_factor
from feedbackpulse.cli import main
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.accounts.test_second_factor import set_up
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.web.admin.conftest import House

Visit = Callable[[PersonId | None], Visitor]
ASKS = "Show once more that it is you"


def take(house: House) -> str:
    page = house.admin.open(f"/admin/people/{house.noor.id}/second-step")
    return words_of(house.admin.submit(page))


def test_a_lost_second_step_is_taken_away_and_its_owner_hears_of_it(
    house: House, visit: Visit, stores: Stores
) -> None:
    set_up(stores, house.noor.id)
    signed_in = visit(house.noor.id)
    assert "signs in without a second step now" in take(house)

    assert signed_in.get("/account").status_code == 302
    with stores.main() as session:
        assert not has_second_factor(session, person_id=house.noor.id)
        mails = session.execute(select(MailRow.person_id, MailRow.kind)).all()
    assert [tuple(mail) for mail in mails] == [(house.noor.id, "second_step")]


def test_nobody_takes_their_own_away_here_nor_one_that_is_not_there(
    house: House, stores: Stores
) -> None:
    set_up(stores, house.ada.id)

    for person in (house.ada, house.noor):
        assert house.admin.get(f"/admin/people/{person.id}/second-step").status_code == 404


def test_taking_it_away_asks_first_who_it_is(house: House, stores: Stores) -> None:
    set_up(stores, house.noor.id)
    path = f"/admin/people/{house.noor.id}/second-step"
    with time_machine.travel(clock.now(), tick=False) as moment:
        page = house.admin.open(path)
        moment.shift(timedelta(minutes=11))
        assert house.admin.get(path).location.startswith("/account/confirm")
        assert ASKS in words_of(house.admin.submit(page, status=422))
    with stores.main() as session:
        assert has_second_factor(session, person_id=house.noor.id)


def test_giving_a_role_asks_first_who_it_is(house: House, stores: Stores) -> None:
    path = f"/admin/people/{house.noor.id}/roles/hr"
    with time_machine.travel(clock.now(), tick=False) as moment:
        page = house.admin.open(path)
        moment.shift(timedelta(minutes=11))
        assert ASKS in words_of(house.admin.submit(page, status=422))
    with stores.main() as session:
        noor = people.find_person(session, person_id=house.noor.id, on=local_today())

    assert noor is not None
    assert Role.HR not in noor.roles


def test_somebody_is_signed_out_in_every_browser_and_may_come_back(
    house: House, visit: Visit, stores: Stores
) -> None:
    browsers = [visit(house.noor.id), visit(house.noor.id)]
    page = house.admin.open(f"/admin/people/{house.noor.id}")
    house.admin.submit(page, form=f"form[action='/admin/people/{house.noor.id}/sign-out']")

    assert [one.get("/account").status_code for one in browsers] == [302, 302]
    assert visit(house.noor.id).get("/account").status_code == 200


def test_a_deactivated_person_keeps_no_way_in(house: House, visit: Visit, stores: Stores) -> None:
    set_up(stores, house.noor.id)
    browser = visit(house.noor.id)
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=house.noor.id, at=clock.now())

    assert browser.get("/account").status_code == 302


def test_an_operator_helps_the_last_administrator(
    house: House, stores: Stores, instance: Path
) -> None:
    set_up(stores, house.ada.id)
    environ = {"FEEDBACKPULSE_INSTANCE_PATH": str(instance)}
    command = ["admin", "forget-second-step", "ada@example.org"]
    first, second = (CliRunner().invoke(main, command, env=environ) for _ in range(2))

    assert first.output == "Ada Smit signs in without a second step now.\n"
    assert "has no second step" in second.output
    assert house.admin.get("/account").status_code == 302
