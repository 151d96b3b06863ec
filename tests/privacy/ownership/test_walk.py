"""Can anybody, in any role and by any address, reach what somebody wrote for themselves?

The owner wrote everything that can be written. Everybody else knows every id of it, and tries
every page and every form; then the owner moves, another becomes their lead, and the owner leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor
from tests.privacy.ownership.lifetime import (
    ADDRESS,
    DAY,
    MARK,
    MOMENT,
    ROLES,
    Lifetime,
    everything_of,
    live,
)

Browse = Callable[[PersonId | None], Visitor]
OTHERS = (*ROLES, "reader", "peer 4")
MAY = {"reader": {"share_id"}, "peer 4": {"ask_id"}}
"""Which ids are meant for somebody else: what is shared with them, and what they are asked."""
CHOICES = {
    "number": "1",
    "shade": "dark",
    "width": "wide",
    "step": "goal",
    "facet": "M4A",
    "place": "strength",
    "file_kind": "json",
}
NOW = datetime.combine(DAY, time(12), ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lifetime(stores: Stores) -> Lifetime:
    return live(stores)


def addresses(app: Flask, lifetime: Lifetime, *, but: set[str]) -> Iterator[tuple[str, str]]:
    """Yield every method and address that names something of the owner's, but for some ids."""
    build = app.url_map.bind("localhost").build
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            named = rule.arguments & lifetime.ids.keys()
            if not named or named & but:
                continue
            values = {name: lifetime.ids.get(name, CHOICES.get(name)) for name in rule.arguments}
            for method in (rule.methods or set()) & {"GET", "POST"}:
                yield method, build(rule.endpoint, values)


def knock(visitor: Visitor, method: str, address: str, token: str) -> tuple[int, str]:
    """Return what somebody gets who knows the address, with a form token that is good."""
    if method == "GET":
        response = visitor.get(address)
    else:
        form = {"csrf_token": token, "value": "1", "words": "not mine", "goal": "not mine"}
        response = visitor.client.post(address, data=form)
    return response.status_code, response.text


def token_of(visitor: Visitor) -> str:
    field = visitor.open("/reflect/start").select_one("main input[name=csrf_token]")
    assert field is not None
    return str(field["value"])


def try_everything(app: Flask, visitor: Visitor, lifetime: Lifetime, *, but: set[str]) -> None:
    token = token_of(visitor)
    tried = {
        (method, address): knock(visitor, method, address, token)
        for method, address in addresses(app, lifetime, but=but)
    }
    assert len(tried) >= 25
    assert {status for status, _text in tried.values()} <= {403, 404}
    assert not [address for address, (_status, text) in tried.items() if MARK in text]


def show_nothing(app: Flask, visitor: Visitor) -> None:
    """Open every page without an id: none of it is of the owner."""
    pages = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or set())
    ]
    assert [page for page in pages if MARK.encode() in visitor.get(page).data] == []


def test_every_id_has_an_address(app: Flask, lifetime: Lifetime) -> None:
    named = {name for rule in app.url_map.iter_rules() for name in rule.arguments}

    assert lifetime.ids.keys() <= named


@pytest.mark.parametrize("other", OTHERS)
def test_to_everybody_else_nothing_of_it_exists(
    app: Flask, visit: Browse, stores: Stores, lifetime: Lifetime, other: str
) -> None:
    before, visitor = (
        everything_of(stores, lifetime.owner),
        visit(lifetime.everybody[other]),
    )

    try_everything(app, visitor, lifetime, but=MAY.get(other, set()))
    show_nothing(app, visitor)

    assert everything_of(stores, lifetime.owner) == before


def test_without_signing_in_there_is_only_the_sign_in_page(
    app: Flask, visit: Browse, lifetime: Lifetime
) -> None:
    visitor = visit(None)
    for method, address in addresses(app, lifetime, but=set()):
        if method == "GET":
            response = visitor.get(address)
            assert response.status_code == 302, address
            assert response.headers["Location"].startswith("/sign-in")


def test_after_a_move_neither_the_old_nor_the_new_lead_sees_more(
    app: Flask, visit: Browse, stores: Stores, lifetime: Lifetime
) -> None:
    with stores.main() as session, transaction(session):
        new_lead = people.add_person(
            session, name="New", email="new@example.org", team_id=lifetime.other_team, at=MOMENT
        )
        people.appoint_lead(session, person_id=new_lead.id, team_id=lifetime.other_team, until=None)
        people.move_person(session, person_id=lifetime.owner, team_id=lifetime.other_team, at=NOW)

    for lead in (lifetime.everybody["lead"], new_lead.id):
        try_everything(app, visit(lead), lifetime, but=set())
        show_nothing(app, visit(lead))


def test_who_becomes_their_lead_sees_no_more_than_before(
    app: Flask, visit: Browse, stores: Stores, lifetime: Lifetime
) -> None:
    colleague = lifetime.everybody["colleague"]
    with stores.main() as session, transaction(session):
        people.appoint_lead(session, person_id=colleague, team_id=lifetime.team, until=None)

    try_everything(app, visit(colleague), lifetime, but=set())
    show_nothing(app, visit(colleague))


def test_after_leaving_nobody_inherits_it(
    app: Flask, visit: Browse, stores: Stores, lifetime: Lifetime
) -> None:
    owner = visit(lifetime.owner)
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=lifetime.owner, at=NOW)

    assert owner.get(f"/reflect/{lifetime.ids['reflection_id']}").status_code == 302
    for other in ("lead", "hr", "admin", "everything"):
        visitor = visit(lifetime.everybody[other])
        try_everything(app, visitor, lifetime, but=set())
        show_nothing(app, visitor)


def test_who_gets_their_address_later_gets_nothing_of_theirs(
    app: Flask, visit: Browse, stores: Stores, lifetime: Lifetime
) -> None:
    with stores.main() as session, transaction(session):
        people.change_person(
            session, person_id=lifetime.owner, name="owner", email="gone@example.org"
        )
        people.deactivate_person(session, person_id=lifetime.owner, at=NOW)
        heir = people.add_person(
            session, name="owner", email="p0@example.org", team_id=lifetime.team, at=MOMENT
        )

    try_everything(app, visit(heir.id), lifetime, but=set())
    show_nothing(app, visit(heir.id))


def test_the_owner_reads_it_where_the_others_cannot(
    app: Flask, visit: Browse, lifetime: Lifetime
) -> None:
    owner = visit(lifetime.owner)

    seen = "".join(
        owner.get(address).text
        for method, address in addresses(app, lifetime, but=set())
        if method == "GET"
    )

    assert seen.count(MARK) > 10
    assert ADDRESS not in seen
