"""Does a second step keep everybody out who has only a password, a mailbox, or an old session?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from pyotp import TOTP
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.accounts import second_factor
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import Purpose
from feedbackpulse.accounts.factor_key import KEY_FILE
from feedbackpulse.accounts.tables import SessionRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId, Role
from feedbackpulse.troubles import REMEDIES, Trouble
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.web.account.conftest import PASSWORD

Visit = Callable[[PersonId | None], Visitor]
GOOD: dict[str, str | list[str]] = {"email": "noor@example.org", "password": PASSWORD}
WRONG = "This code is not right"
ASKS = "Show once more that it is you"


@pytest.fixture
def of_hr(noor: Person, stores: Stores) -> Person:
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=noor.id, role=Role.HR)
    return noor


@pytest.fixture
def phone(noor: Person, stores: Stores) -> TOTP:
    """Return the app with which somebody passes the second step."""
    with stores.main() as session, transaction(session):
        second_factor.offer_secret(session, keys=stores.keys, person_id=noor.id)
        secret = second_factor.find_offer(session, keys=stores.keys, person_id=noor.id)
        app, before = TOTP(str(secret)), clock.now() - timedelta(minutes=2)
        second_factor.confirm_offer(
            session, keys=stores.keys, person_id=noor.id, code=app.at(before), now=before
        )
    return app


def by_password(visitor: Visitor, path: str = "/sign-in") -> BeautifulSoup:
    return visitor.submit(visitor.open(path), GOOD)


def code(app: TOTP) -> dict[str, str | list[str]]:
    return {"code": app.at(clock.now())}


def signed_in_twice(visitor: Visitor, phone: TOTP) -> Visitor:
    visitor.submit(by_password(visitor), code(phone))
    return visitor


def test_the_password_alone_opens_nothing(visit: Visit, phone: TOTP) -> None:
    visitor = visit(None)
    page = by_password(visitor, "/account")

    assert "Your second step" in words_of(page)
    assert [visitor.get(path).status_code for path in ("/", "/account", "/reflect")] == [302] * 3
    assert "My account" in words_of(visitor.submit(page, code(phone)))


def test_a_mailed_link_alone_opens_nothing(
    visit: Visit, noor: Person, phone: TOTP, stores: Stores
) -> None:
    with stores.main() as session, transaction(session):
        link = accounts.make_link(
            session,
            person_id=noor.id,
            now=clock.now(),
            lasts=timedelta(minutes=5),
            purpose=Purpose.SIGN_IN,
        )
    visitor = visit(None)
    page = visitor.submit(visitor.open("/sign-in/link"), {"code": link})

    assert "Your second step" in words_of(page)
    assert visitor.get("/account").status_code == 302


def test_a_new_password_does_not_take_the_second_step_away(
    visit: Visit, noor: Person, phone: TOTP, stores: Stores
) -> None:
    with stores.main() as session, transaction(session):
        link = accounts.make_link(
            session, person_id=noor.id, now=clock.now(), lasts=timedelta(minutes=5)
        )
    visitor, chosen = visit(None), "zeven lampen op een rij"
    visitor.submit(visitor.open("/password/choose"), {"code": link, "password": chosen})
    page = visitor.submit(visitor.open("/sign-in"), {**GOOD, "password": chosen})

    assert "Your second step" in words_of(page)


def test_who_comes_while_the_key_is_away_hears_so_and_gets_in_when_it_is_back(
    visit: Visit, phone: TOTP, stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    visitor, key = visit(None), stores.keys / KEY_FILE
    page = by_password(visitor)
    hidden = key.rename(key.with_suffix(".hidden"))
    said = words_of(visitor.submit(page, code(phone), status=422))
    hidden.rename(key)

    assert "We cannot check codes from apps right now" in said
    assert WRONG not in said
    assert REMEDIES[Trouble.KEY_LOST] in caplog.text
    visitor.submit(page, code(phone))
    assert visitor.get("/account").status_code == 200


def test_setting_up_while_the_key_is_away_waits_for_it(
    visit: Visit, phone: TOTP, of_hr: Person, stores: Stores
) -> None:
    with stores.main() as session, transaction(session):
        sam = people.add_person(
            session, name="Sam", email="sam@example.org", team_id=None, at=clock.now()
        )
    visitor, begin = visit(sam.id), "form[action='/account/second-step/begin']"
    page, key = visitor.open("/account/second-step"), stores.keys / KEY_FILE
    hidden = key.rename(key.with_suffix(".hidden"))
    assert "does not work right now" in words_of(visitor.submit(page, form=begin, status=503))
    hidden.rename(key)

    assert "QR" in str(visitor.submit(page, form=begin))


def test_a_code_works_once(visit: Visit, phone: TOTP) -> None:
    used = code(phone)
    visitor = visit(None)
    visitor.submit(by_password(visitor), used)
    other = visit(None)

    assert WRONG in words_of(other.submit(by_password(other), used, status=422))


def test_guessing_codes_is_held_back_over_all_browsers(visit: Visit, phone: TOTP) -> None:
    for _ in range(4):
        visitor = visit(None)
        page = by_password(visitor)
        for _ in range(2):
            visitor.submit(page, {"code": "000000"}, status=422)
    visitor = visit(None)

    assert "15 minutes" in words_of(visitor.submit(by_password(visitor), code(phone), status=429))


def test_the_first_step_is_forgotten_after_ten_minutes(visit: Visit, phone: TOTP) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = visit(None)
        page = by_password(visitor)
        moment.shift(timedelta(minutes=11))
        after = visitor.send(page, code(phone))

    assert after.request.path == "/sign-in"


def test_a_new_session_begins_when_the_second_step_is_passed(visit: Visit, phone: TOTP) -> None:
    visitor = visit(None)
    page = by_password(visitor)
    before = visitor.client.get_cookie("feedbackpulse")
    visitor.submit(page, code(phone))
    thief = visit(None)
    assert before is not None
    thief.client.set_cookie("feedbackpulse", before.value)

    assert thief.get("/account").status_code == 302
    assert thief.get("/sign-in/code").location == "/sign-in"


def test_who_is_halfway_shows_in_the_list_of_browsers(visit: Visit, phone: TOTP) -> None:
    by_password(visit(None))
    account = signed_in_twice(visit(None), phone).open("/account")

    assert "Waits for the second step" in words_of(account)


def test_a_spare_code_lets_in_and_says_when_few_are_left(
    visit: Visit, noor: Person, phone: TOTP, stores: Stores
) -> None:
    with stores.main() as session, transaction(session):
        spare = second_factor.new_spare_codes(session, person_id=noor.id)
    for number, one in enumerate(spare[:6]):
        visitor = visit(None)
        page = visitor.submit(by_password(visitor), {"code": one})
        assert ("spare codes left" in words_of(page)) is (number > 4)


def test_hr_sets_a_second_step_up_before_its_pages_open(visit: Visit, of_hr: Person) -> None:
    visitor = visit(None)
    assert "My account" in words_of(by_password(visitor, "/account"))
    page = visitor.open("/org/results")
    assert "Your role needs this first." in words_of(page)

    page = visitor.submit(page)
    secret = "".join(str(page.select_one("p.code").text).split())  # type: ignore[union-attr]  # it is there
    assert "otpauth" not in page.text
    page = visitor.submit(page, code(TOTP(secret)))

    assert len(page.select("ul.code li")) == second_factor.SPARE_CODES
    assert visitor.get("/org/results").status_code == 200
    assert visitor.get("/account/second-step/app").status_code == 302, "shown once"


def test_where_it_is_optional_hr_comes_in_with_a_password(
    app: Flask, visit: Visit, of_hr: Person
) -> None:
    runtime = app.extensions["feedbackpulse"]
    app.extensions["feedbackpulse"] = replace(
        runtime, settings=replace(runtime.settings, second_factor="optional")
    )
    visitor = visit(None)
    by_password(visitor)

    assert visitor.get("/org/results").status_code == 200


def test_a_role_that_was_just_given_waits_for_the_second_step(
    visit: Visit, noor: Person, stores: Stores
) -> None:
    visitor = visit(None)
    by_password(visitor)
    assert visitor.get("/org/results").status_code == 403
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=noor.id, role=Role.HR)

    assert visitor.get("/org/results").location == "/account/second-step"


def test_after_half_an_hour_away_the_role_waits_for_a_code(
    visit: Visit, of_hr: Person, phone: TOTP
) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        moment.shift(timedelta(minutes=25))
        assert visitor.get("/org/results").status_code == 200
        moment.shift(timedelta(minutes=31))
        assert visitor.get("/account").status_code == 200
        page = visitor.open("/org/results")
        assert ASKS in words_of(page)
        moment.shift(timedelta(seconds=30))
        visitor.submit(page, {"proof": phone.at(clock.now())})
        assert visitor.get("/org/results").status_code == 200


def test_opening_other_pages_does_not_bring_the_role_back(
    visit: Visit, of_hr: Person, phone: TOTP
) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        moment.shift(timedelta(minutes=31))
        for path in ("/account", "/", "/account"):
            visitor.get(path)

        assert visitor.get("/org/results").location == "/account/confirm?next=/org/results"


def test_changing_the_password_does_not_bring_the_role_back(
    visit: Visit, of_hr: Person, phone: TOTP
) -> None:
    chosen = {"current": PASSWORD, "password": "zeven lampen op een rij"}
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        moment.shift(timedelta(minutes=31))
        visitor.submit(visitor.open("/account/password"), dict(chosen))

        assert visitor.get("/org/results").location == "/account/confirm?next=/org/results"


def test_nor_does_it_stand_for_the_proof_before_a_second_step_changes(
    visit: Visit, phone: TOTP
) -> None:
    chosen = {"current": PASSWORD, "password": "zeven lampen op een rij"}
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        moment.shift(timedelta(minutes=11))
        visitor.submit(visitor.open("/account/password"), dict(chosen))
        page, off = visitor.open("/account/second-step"), "form[action='/account/second-step/off']"

        assert ASKS in words_of(visitor.submit(page, form=off, status=422))


def test_a_password_counts_for_no_role_once_the_second_step_is_gone(
    visit: Visit, of_hr: Person, phone: TOTP, stores: Stores
) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        form = visitor.open("/org/consultations/new")
        with stores.main() as session, transaction(session):
            second_factor.forget_second_factor(session, person_id=of_hr.id)
        moment.shift(timedelta(minutes=31))
        token = str(form.select("[name=csrf_token]")[0]["value"])
        sent = {"csrf_token": token, "proof": PASSWORD}
        answer = visitor.client.post("/org/consultations/new", data=sent)

    assert answer.location == "/account/second-step"


def test_after_half_a_day_the_role_waits_however_busy_its_owner_is(
    visit: Visit, of_hr: Person, phone: TOTP
) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        statuses = set()
        for _ in range(35):
            moment.shift(timedelta(minutes=20))
            statuses.add(visitor.get("/org/results").status_code)
        assert statuses == {200}
        moment.shift(timedelta(minutes=20))

        assert visitor.get("/org/results").status_code == 302


def test_what_was_filled_in_meanwhile_is_kept(
    visit: Visit, of_hr: Person, phone: TOTP, stores: Stores
) -> None:
    soon = local_today() + timedelta(days=9)
    question = {"title": "Parking", "question": "Where?", "closes_on": soon.isoformat()}
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        form = visitor.open("/org/consultations/new")
        moment.shift(timedelta(minutes=45))
        asked = visitor.submit(form, dict(question), status=422)
        assert ASKS in words_of(asked)
        assert "What you filled in is still here." in words_of(asked)
        kept = {str(one["name"]): str(one["value"]) for one in asked.select("main [type=hidden]")}
        assert question.items() <= kept.items()
        wrong = visitor.submit(asked, {"proof": "000000"}, status=422)
        assert WRONG in words_of(wrong)
        done = visitor.send(wrong, {"proof": phone.at(clock.now())})

    assert done.status_code == 200
    assert "Parking" in done.text


def test_a_proof_renews_the_token_and_ends_the_old_one(
    visit: Visit, of_hr: Person, phone: TOTP
) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        stolen = visitor.client.get_cookie("feedbackpulse")
        moment.shift(timedelta(minutes=31))
        visitor.submit(visitor.open("/org/results"), {"proof": phone.at(clock.now())})
        assert stolen is not None
        thief = visit(None)
        thief.client.set_cookie("feedbackpulse", stolen.value)

        assert thief.get("/account").status_code == 302


def test_setting_up_another_app_asks_first_who_it_is(
    visit: Visit, noor: Person, phone: TOTP
) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = signed_in_twice(visit(None), phone)
        moment.shift(timedelta(minutes=11))
        page = visitor.open("/account/second-step")
        for action in ("begin", "spare", "off"):
            form = f"form[action='/account/second-step/{action}']"
            assert ASKS in words_of(visitor.submit(page, form=form, status=422))
        assert visitor.get("/account/second-step/app").location.startswith("/account/confirm")


def test_whose_spare_codes_are_made_anew_hears_of_it(
    visit: Visit, noor: Person, phone: TOTP, stores: Stores
) -> None:
    """Each of them is as good as the app: somebody at a browser that was left alone could make some."""
    visitor = signed_in_twice(visit(None), phone)
    page = visitor.open("/account/second-step")
    visitor.submit(page, form="form[action='/account/second-step/spare']")
    with stores.main() as session:
        mails = session.execute(select(MailRow.person_id, MailRow.kind)).all()

    assert [tuple(mail) for mail in mails] == [(noor.id, "second_step")]


def test_hr_cannot_turn_its_second_step_off_and_others_can(
    visit: Visit, noor: Person, phone: TOTP, stores: Stores
) -> None:
    visitor = signed_in_twice(visit(None), phone)
    page, off = visitor.open("/account/second-step"), "form[action='/account/second-step/off']"
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=noor.id, role=Role.HR)
    assert "Your role needs a second step." in words_of(visitor.submit(page, form=off))
    with stores.main() as session, transaction(session):
        people.revoke_role(session, person_id=noor.id, role=Role.HR)

    assert "The second step is off." in words_of(visitor.submit(page, form=off))
    assert "My account" in words_of(by_password(visit(None), "/account"))


def test_an_employee_without_password_signs_in_anew_to_prove_it(
    visit: Visit, stores: Stores
) -> None:
    with stores.main() as session, transaction(session):
        sam = people.add_person(
            session, name="Sam", email="sam@example.org", team_id=None, at=clock.now()
        )
    page = visit(sam.id).open("/account/confirm")

    assert "You have no password here and no second step." in words_of(page)


def test_the_confirm_page_leads_to_no_other_site(visit: Visit, noor: Person) -> None:
    visitor = visit(None)
    by_password(visitor)
    page = visitor.open("/account/confirm?next=//evil.example")

    assert "evil" not in str(page.select_one("main form")["action"])  # type: ignore[index]  # it has one


def test_no_session_remembers_a_code(visit: Visit, phone: TOTP, stores: Stores) -> None:
    visitor, used = visit(None), code(phone)
    visitor.submit(by_password(visitor), used)
    with stores.main() as session:
        rows = session.execute(select(SessionRow.__table__)).all()

    assert not re.search(str(used["code"]), repr(rows))
