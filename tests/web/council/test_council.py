"""Does the works council see what it decides about, hold a key, and open rounds with it?"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from feedbackpulse import clock
from feedbackpulse.ballots.domain import BallotLabel
from feedbackpulse.ballots.sealing import new_private_key, peel, public_bytes
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import ask_where_due, latest_approval
from feedbackpulse.cycles.domain import Privacy, RoundId, RoundState, SecondKey
from feedbackpulse.cycles.holders import key_of, replace_key
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import holding
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, UnitKey
from feedbackpulse.roster.domain import stamp_of
from tests.jobs.company import Company, found
from tests.pages import Visitor, table, words_of

Visit = Callable[[PersonId | None], Visitor]
DAY = date(2026, 1, 6)


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def member(company: Company) -> PersonId:
    """Put somebody of the mill on the works council."""
    person = company.people["Mill"][0]
    with company.stores.main() as main, transaction(main):
        people.grant_role(main, person_id=person, role=Role.COUNCIL)
    return person


@pytest.fixture
def council(member: PersonId, visit: Visit) -> Visitor:
    return visit(member)


@pytest.fixture
def admin(company: Company, visit: Visit) -> Visitor:
    person = company.people["Mill"][1]
    with company.stores.main() as main, transaction(main):
        people.grant_role(main, person_id=person, role=Role.ADMIN)
    return visit(person)


def written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def waiting(company: Company) -> str:
    """Return the address of what waits for the council."""
    assert company.cycle_id is not None
    with company.stores.main() as main:
        approval = latest_approval(main, cycle_id=company.cycle_id)
    assert approval is not None
    return f"/council/approvals/{approval.id}"


def closed(company: Company, key: ec.EllipticCurvePrivateKey, holder: SecondKey) -> RoundId:
    """Run a round with a second seal up to its closing."""
    with company.stores.main() as main, transaction(main):
        replace_key(main, holder=holder, public_key=public_bytes(key), on=DAY)
    round_id = company.plan(second_key=holder)
    company.open(round_id)
    company.answer(round_id, "Ovens", [4] * 8)
    company.close(round_id)
    return round_id


def put(
    app: Flask, visitor: Visitor, path: str, body: bytes, *, token: bool = True
) -> TestResponse:
    """Send bytes as static/js/council.js does."""
    headers = {}
    if token:
        with visitor.client.session_transaction() as cookie, app.test_request_context():
            headers["X-CSRFToken"] = generate_csrf()
            cookie["csrf_token"] = session["csrf_token"]
    return visitor.client.post(
        path, data=body, headers=headers, content_type="application/octet-stream"
    )


def peeled(joined: bytes, size: int, stamp: UnitKey, round_id: RoundId, key: object) -> bytes:
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    label = BallotLabel(round_id=round_id, stamp=stamp_of(stamp), number_hash=b"")
    pieces = [joined[start : start + size] for start in range(0, len(joined), size)]
    return b"".join(peel(one, label=label, key=key) for one in reversed(pieces))


def test_the_home_page_says_what_waits(company: Company, council: Visitor) -> None:
    before = words_of(council.open("/council"))
    company.plan()
    after = words_of(council.open("/council"))

    assert "Nothing waits for you." in before
    assert "There is no key yet." in before
    assert "Luisteren 2027" in after
    assert "Waits for you" in after


def test_the_council_reads_the_settings_in_words_and_approves(
    company: Company, council: Visitor
) -> None:
    round_id = company.plan(attributes=("tenure",), asks_learning=True, asks_worth=True)
    page = council.open(waiting(company))
    said = words_of(page)
    after = words_of(council.submit(page, {"decision": "approved"}))

    assert "A figure is shown from 5 answers" in said
    assert "Time in this organisation" in said
    assert "Yes, whoever wants to chooses one theme" in said
    assert "Yes, as the last question" in said
    assert "Nobody: the server can do it alone" in said
    assert "Approved. The rounds open on their days." in after
    assert company.open(round_id)


def test_sending_back_needs_a_remark_that_hr_reads(
    company: Company, council: Visitor, visit: Visit
) -> None:
    company.plan()
    page = council.open(waiting(company))
    refused = council.submit(page, {"decision": "returned"}, status=422)
    council.submit(refused, {"decision": "returned", "remark": "Ask 6 people at least."})
    hr = company.people["Mill"][2]
    with company.stores.main() as main, transaction(main):
        people.grant_role(main, person_id=hr, role=Role.HR)
    said = words_of(visit(hr).open(f"/org/cycles/{company.cycle_id}"))

    assert "Tell HR what has to change." in words_of(refused)
    assert "Ask 6 people at least." in said


def test_a_new_version_shows_what_changed(company: Company, council: Visitor) -> None:
    company.plan()
    older = waiting(company)
    assert company.cycle_id is not None
    with company.stores.main() as main, transaction(main):
        cycles.raise_privacy(
            main,
            cycle_id=company.cycle_id,
            privacy=Privacy(smallest_group=7, margin=2),
            now=clock.now(),
        )
        ask_where_due(main, now=clock.now())
    said = words_of(council.open(waiting(company)))

    assert "A figure is shown from Changed" in said
    assert "Before: 5 answers" in said
    assert said.count("Before:") == 1
    old_page = council.open(older)
    assert "This is an older version." in words_of(old_page)
    assert not old_page.select("main form")


def test_what_hr_makes_stricter_waits_for_the_council_at_once(
    company: Company, council: Visitor, visit: Visit
) -> None:
    round_id = company.plan()
    council.submit(council.open(waiting(company)), {"decision": "approved"})
    hr = company.people["Mill"][2]
    with company.stores.main() as main, transaction(main):
        people.grant_role(main, person_id=hr, role=Role.HR)
    visitor = visit(hr)
    page = visitor.open(f"/org/cycles/{company.cycle_id}/stricter")
    said = words_of(visitor.submit(page, {"smallest_group": "6"}))

    assert "This waits for the works council." in said
    assert "version 2" in words_of(council.open("/council"))
    assert not company.open(round_id)


def test_the_council_sees_who_came_and_went_lately(company: Company, council: Visitor) -> None:
    company.plan()
    now = clock.now()
    company.hire("Shop", at=now - timedelta(days=3))
    with company.stores.main() as main, transaction(main):
        people.deactivate_person(main, person_id=company.people["Vans"][0], at=now)
        people.appoint_lead(
            main, person_id=company.people["Mill"][3], team_id=company.teams["Bakery"]
        )
    rows = table(council.open(waiting(company)), "Changes in teams")

    assert ["Shop", "Shop 6", "–", "Mill 3"] in rows
    assert ["Vans", "–", "Vans 0", "Mill 3"] in rows


def test_a_key_comes_as_its_public_half_only(company: Company, council: Visitor) -> None:
    point = public_bytes(new_private_key())
    page = council.open("/council/key/council")
    done = council.submit(page, {"public_key": written(point), "two_copies": "y"})

    assert "The key is in use." in words_of(done)
    with company.stores.main() as main:
        assert key_of(main, holder=SecondKey.COUNCIL) == point


def test_another_key_takes_its_place_only_when_that_is_confirmed(
    company: Company, council: Visitor
) -> None:
    first, second = (public_bytes(new_private_key()) for _ in range(2))
    page = council.open("/council/key/council")
    council.submit(page, {"public_key": written(first), "two_copies": "y"})
    page = council.open("/council/key/council")
    chosen = {"public_key": written(second), "two_copies": "y"}
    refused = council.submit(page, {**chosen}, status=422)

    assert "Confirm that this key takes the place of the other." in words_of(refused)
    with company.stores.main() as main:
        assert key_of(main, holder=SecondKey.COUNCIL) == first
    council.submit(refused, {**chosen, "replace": "y"})
    with company.stores.main() as main:
        assert key_of(main, holder=SecondKey.COUNCIL) == second


@pytest.mark.parametrize("point", ["", "AAAA", "not base64!", written(b"\x04" + bytes(64))])
def test_what_is_no_key_is_refused(council: Visitor, point: str) -> None:
    page = council.open("/council/key/council")

    council.submit(page, {"public_key": point, "two_copies": "y"}, status=422)


def test_a_second_administrator_has_a_key_and_no_approvals(
    company: Company, council: Visitor, admin: Visitor
) -> None:
    company.plan()
    said = words_of(admin.open("/council"))

    assert council.get(waiting(company)).status_code == 200
    assert "The key of a second administrator" in said
    assert "To approve" not in said
    assert admin.get(waiting(company)).status_code == 404
    assert admin.get("/council/key/council").status_code == 404
    assert admin.get("/council/key/admin").status_code == 200
    assert admin.get(f"/council/cycles/{company.cycle_id}/dossier").status_code == 404


def test_a_round_is_opened_group_by_group(app: Flask, company: Company, admin: Visitor) -> None:
    key = new_private_key()
    round_id = closed(company, key, SecondKey.ADMIN)
    page = admin.open(f"/council/rounds/{round_id}")
    outer, _ = holding.sealed_sizes(company.round(round_id))
    groups = page.select("[data-group]")
    place = page.select_one("#peel")
    assert place is not None
    home = words_of(admin.open("/council"))

    assert place["data-key"] == written(public_bytes(key))
    assert int(str(place["data-size"])) == outer
    assert "Your turn" in home
    for group in groups:
        team, part = str(group["data-group"]).split(":")
        unit = next(
            one
            for one in holding.units_to_peel(company.stores, company.round(round_id))
            if stamp_of(one) == f"{team}:{part}"
        )
        taken = admin.get(str(group["data-take"]))
        assert taken.headers["Cache-Control"] == "no-store"
        back = peeled(taken.data, outer, unit, round_id, key)
        assert put(app, admin, str(group["data-put"]), back).status_code == 200
        assert admin.get(str(group["data-take"])).status_code == 404

    assert company.round(round_id).state is RoundState.RELEASED
    assert "The round is open and counted." in words_of(admin.open(f"/council/rounds/{round_id}"))


def test_what_does_not_fit_is_refused_and_nothing_is_lost(
    app: Flask, company: Company, admin: Visitor
) -> None:
    round_id = closed(company, new_private_key(), SecondKey.ADMIN)
    page = admin.open(f"/council/rounds/{round_id}")
    paths = [str(group["data-put"]) for group in page.select("[data-group]")]
    busiest = max(paths, key=lambda path: len(admin.get(path).data))
    before = admin.get(busiest).data

    wrong = put(app, admin, busiest, b"x" * 100)
    large = put(app, admin, busiest, bytes(12_000_000))
    no_token = put(app, admin, busiest, before, token=False)

    assert (wrong.status_code, wrong.get_json()) == (409, {"problem": "refused"})
    assert large.status_code == 409  # looked at, however large: a group may be of thousands
    assert no_token.status_code == 400
    assert admin.get(busiest).data == before


def test_a_round_of_another_holder_is_not_there(
    app: Flask, company: Company, council: Visitor, member: PersonId
) -> None:
    with company.stores.main() as main, transaction(main):
        people.revoke_role(main, person_id=member, role=Role.COUNCIL)
    round_id = closed(company, new_private_key(), SecondKey.ADMIN)
    with company.stores.main() as main, transaction(main):
        people.grant_role(main, person_id=member, role=Role.COUNCIL)
    mill = company.teams["Mill"]

    assert council.get(f"/council/rounds/{round_id}").status_code == 404
    assert council.get(f"/council/rounds/{round_id}/{mill}/whole").status_code == 404
    path = f"/council/rounds/{round_id}/{mill}/whole"
    assert put(app, council, path, b"").status_code == 404


def test_a_lapsed_round_says_so(company: Company, admin: Visitor) -> None:
    round_id = closed(company, new_private_key(), SecondKey.ADMIN)
    before = words_of(admin.open(f"/council/rounds/{round_id}"))
    over = company.round(round_id).closes_at + timedelta(days=14)
    tick(company.stores, now=over, catalogue=load_catalogue())

    assert "Open it before" in before
    assert "This page needs JavaScript." in before
    assert "Nobody opened this round in time." in words_of(
        admin.open(f"/council/rounds/{round_id}")
    )
    assert "Lapsed" in words_of(admin.open("/council"))


def test_an_open_round_shows_no_ballots(company: Company, admin: Visitor) -> None:
    with company.stores.main() as main, transaction(main):
        point = public_bytes(new_private_key())
        replace_key(main, holder=SecondKey.ADMIN, public_key=point, on=DAY)
    round_id = company.plan(second_key=SecondKey.ADMIN)
    opens = company.round(round_id).opens_at
    open_round(company.stores, round_id=round_id, now=opens, catalogue=load_catalogue())
    page = admin.open(f"/council/rounds/{round_id}")

    assert "After that you have 14 days to open the round." in words_of(page)
    assert not page.select("[data-group]")
    ballots = f"/council/rounds/{round_id}/{company.teams['Mill']}/whole"
    assert admin.get(ballots).status_code == 404


def test_the_navigation_has_an_entry_for_the_council(council: Visitor, admin: Visitor) -> None:
    assert council.open("/").select_one("nav a[href='/council']")
    assert admin.open("/admin/people").select_one(".subnav a[href='/council']")
