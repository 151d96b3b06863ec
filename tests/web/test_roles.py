"""What happens when each role, and nobody, asks for each address of the product?

The table below is the answer in full: a new page fails here until somebody has decided
who may open it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask, session, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import ApprovalId, ask_approval
from feedbackpulse.cycles.own_items import add_own_item
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.domain import JobId
from feedbackpulse.notices.channels import add_channel
from feedbackpulse.notices.formats import ChannelKind
from feedbackpulse.notices.webhook import Door
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, UnitKey
from feedbackpulse.programme.domain import ClosedPeriodId
from feedbackpulse.programme.service import add_closed_period, feed_token
from feedbackpulse.reflection import service as reflections
from tests.browser.addresses import importing
from tests.pages import Visitor
from tests.release.answerable import add_answerable
from tests.web.released import World

pytestmark = pytest.mark.both_engines

COLUMNS = ("nobody", "member", "lead", "other lead", "hr", "council", "adviser", "admin")
"""Member and lead are of the team in the address, and the member owns the reflection in it."""

ADMIN_AT = 5
"""The administrator's place in the team Desk."""

SIGN_IN, FORBIDDEN, MISSING, ALLOWED = "s", "3", "4", "+"

TABLE: dict[str, str] = {
    "GET account.ask_link": "++++++++",
    "GET account.ask_sign_in_link": "++++++++",
    "GET account.calendar_feed": "++++++++",
    "GET account.change_password": "s+++++++",
    "GET account.choose_password": "++++++++",
    "GET account.health": "++++++++",
    "GET account.invited": "++++++++",
    "GET account.link_sent": "++++++++",
    "GET account.methods": "s+++++++",
    "GET account.methods_example": "s+++++++",
    "GET account.methods_in_full": "s+++++++",
    "GET account.notices": "s+++++++",
    "GET account.privacy": "++++++++",
    "GET account.settings": "s+++++++",
    "GET account.sign_in": "++++++++",
    "GET account.sign_in_by_link": "++++++++",
    "GET account.sign_in_link_sent": "++++++++",
    "GET admin.add_channel": "s333333+",
    "GET admin.add_person": "s333333+",
    "GET admin.add_team": "s333333+",
    "GET admin.appoint": "s333333+",
    "GET admin.channels": "s333333+",
    "GET admin.deactivate": "s333333+",
    "GET admin.import_people": "s333333+",
    "GET admin.import_progress": "s333333+",
    "GET admin.people": "s333333+",
    "GET admin.person": "s333333+",
    "GET admin.remove_channel": "s333333+",
    "GET admin.role": "s333333+",
    "GET admin.team": "s333333+",
    "GET ballot.reply": "++++++++",
    "GET ballot.answer": "++++++++",
    "GET ballot.enter": "++++++++",
    "GET ballot.kiosk": "++++++++",
    "GET ballot.kiosk_answer": "++++++++",
    "GET council.approval": "s3333+34",
    "GET council.ballots": "s3333434",
    "GET council.dossier": "s3333+34",
    "GET council.dossier_pdf": "s3333+34",
    "GET council.home": "s3333+3+",
    "GET council.key": "s3333+34",
    "GET council.round": "s3333434",
    "GET employee.answer": "s+++++++",
    "GET employee.check": "s+++++++",
    "GET employee.delete_reflection": "s+444444",
    "GET employee.delete_reflections": "s+++++++",
    "GET employee.download_reflections": "s+++++++",
    "GET employee.finish_reflection": "s+444444",
    "GET employee.home": "s+++++++",
    "GET employee.manifest": "s+++++++",
    "GET employee.outcome": "s++4+444",
    "GET employee.outcome_picture": "s++4+444",
    "GET employee.outcome_topic": "s++4+444",
    "GET employee.programme": "s+++++++",
    "GET employee.receipts": "s+++++++",
    "GET employee.reflect": "s+++++++",
    "GET employee.reflect_step": "s+444444",
    "GET employee.reflection": "s+444444",
    "GET employee.report": "s++4+444",
    "GET employee.start_reflection": "s+++++++",
    "GET employee.growth_picture": "s4444444",
    "GET employee.strengths": "s+++++++",
    "GET employee.thanks": "s+++++++",
    "GET hr.add_closed_days": "s333+333",
    "GET hr.add_own_item": "s333+333",
    "GET hr.association": "s333+333",
    "GET hr.association_picture": "s3334333",
    "GET hr.calendar": "s333+333",
    "GET hr.cancel_round": "s333+333",
    "GET hr.cards": "s333+333",
    "GET hr.change_rhythm": "s333+333",
    "GET hr.choose_holidays": "s333+333",
    "GET hr.close_round": "s333+333",
    "GET hr.closed_days": "s333+333",
    "GET hr.codes": "s333+333",
    "GET hr.compare_picture": "s333+333",
    "GET hr.compare_rounds": "s333+333",
    "GET hr.departments": "s333+333",
    "GET hr.departments_picture": "s333+333",
    "GET hr.kiosk": "s333+333",
    "GET hr.kiosk_poster": "s333+333",
    "GET hr.cycle": "s333+333",
    "GET hr.cycle_check": "s333+333",
    "GET hr.cycle_languages": "s333+333",
    "GET hr.cycle_preview": "s333+333",
    "GET hr.cycle_privacy": "s333+333",
    "GET hr.cycle_rhythm": "s333+333",
    "GET hr.cycle_what": "s333+333",
    "GET hr.cycle_whom": "s333+333",
    "GET hr.cycles": "s333+333",
    "GET hr.discard_draft": "s333+333",
    "GET hr.dossier": "s333+333",
    "GET hr.dossier_pdf": "s333+333",
    "GET hr.end_cycle": "s333+333",
    "GET hr.extend_round": "s333+333",
    "GET hr.letter": "s333+333",
    "GET hr.letter_page": "s333+333",
    "GET hr.letters": "s333+333",
    "GET hr.notice": "s333+333",
    "GET hr.open_round": "s333+333",
    "GET hr.own_item": "s333+333",
    "GET hr.own_items": "s333+333",
    "GET hr.participation": "s333+333",
    "GET hr.participation_picture": "s333+333",
    "GET hr.pause_cycle": "s333+333",
    "GET hr.programme": "s333+333",
    "GET hr.questions_quality": "s333+333",
    "GET hr.raise_privacy": "s333+333",
    "GET hr.remove_closed_days": "s333+333",
    "GET hr.renew_calendar": "s333+333",
    "GET hr.report": "s333+333",
    "GET hr.report_file": "s3334333",
    "GET hr.report_progress": "s3334333",
    "GET hr.response": "s333+333",
    "GET hr.results": "s333+333",
    "GET hr.resume_cycle": "s333+333",
    "GET hr.retire_own_item": "s333+333",
    "GET hr.round": "s333+333",
    "GET hr.speed_up_cycle": "s333+333",
    "GET hr.unit": "s333+333",
    "GET hr.unit_picture": "s333+333",
    "GET hr.unit_topic": "s333+333",
    "GET lead.guide": "s3+43333",
    "GET lead.participation": "s3++3333",
    "GET lead.report": "s3+43333",
    "GET lead.team": "s3+43333",
    "GET lead.team_picture": "s3+43333",
    "GET lead.team_topic": "s3+43333",
    "GET hr.write_back": "s333+333",
    "GET lead.teams": "s3++3333",
    "GET lead.write_back": "s3+43333",
    "GET static": "++++++++",
    "POST account.ask_link": "++++++++",
    "POST account.ask_sign_in_link": "++++++++",
    "POST account.change_password": "s+++++++",
    "POST account.choose_password": "++++++++",
    "POST account.end_other_sessions": "s+++++++",
    "POST account.end_session": "s4444444",
    "POST account.invited": "++++++++",
    "POST account.not_today": "s+++++++",
    "POST account.notices": "s+++++++",
    "POST account.set_locale": "++++++++",
    "POST account.settings": "s+++++++",
    "POST account.sign_in": "++++++++",
    "POST account.sign_in_by_link": "++++++++",
    "POST account.sign_out": "++++++++",
    "POST admin.add_channel": "s333333+",
    "POST admin.add_person": "s333333+",
    "POST admin.add_team": "s333333+",
    "POST admin.appoint": "s333333+",
    "POST admin.deactivate": "s333333+",
    "POST admin.import_people": "s333333+",
    "POST admin.person": "s333333+",
    "POST admin.person_on_paper": "s333333+",
    "POST admin.reactivate": "s333333+",
    "POST admin.remove_channel": "s333333+",
    "POST admin.role": "s333333+",
    "POST admin.send_link": "s333333+",
    "POST admin.switch_channel": "s333333+",
    "POST admin.team": "s333333+",
    "POST admin.team_on_paper": "s333333+",
    "POST admin.try_channel": "s333333+",
    "POST admin.withdraw": "s333333+",
    "POST ballot.answer": "++++++++",
    "POST ballot.cast": "++++++++",
    "POST ballot.reply": "++++++++",
    "POST ballot.enter": "++++++++",
    "POST ballot.kiosk": "++++++++",
    "POST ballot.kiosk_answer": "++++++++",
    "POST council.approval": "s3333+34",
    "POST council.key": "s3333+34",
    "POST council.put_back": "s3333434",
    "POST employee.delete_reflection": "s+444444",
    "POST employee.delete_reflections": "s+++++++",
    "POST employee.finish_reflection": "s+444444",
    "POST employee.reflect_step": "s+444444",
    "POST employee.send_answers": "s+++++++",
    "POST employee.stamp": "s+++++++",
    "POST employee.start_reflection": "s+++++++",
    "POST hr.add_closed_days": "s333+333",
    "POST hr.add_own_item": "s333+333",
    "POST hr.begin_report": "s333+333",
    "POST hr.cancel_round": "s333+333",
    "POST hr.cards": "s333+333",
    "POST hr.change_rhythm": "s333+333",
    "POST hr.choose_holidays": "s333+333",
    "POST hr.close_round": "s333+333",
    "POST hr.codes": "s333+333",
    "POST hr.cycle_check": "s333+333",
    "POST hr.cycle_languages": "s333+333",
    "POST hr.cycle_preview": "s333+333",
    "POST hr.cycle_privacy": "s333+333",
    "POST hr.cycle_rhythm": "s333+333",
    "POST hr.cycle_what": "s333+333",
    "POST hr.cycle_whom": "s333+333",
    "POST hr.discard_draft": "s333+333",
    "POST hr.draft": "s333+333",
    "POST hr.end_cycle": "s333+333",
    "POST hr.extend_round": "s333+333",
    "POST hr.open_round": "s333+333",
    "POST hr.own_item": "s333+333",
    "POST hr.pause_cycle": "s333+333",
    "POST hr.programme": "s333+333",
    "POST hr.raise_privacy": "s333+333",
    "POST hr.remove_closed_days": "s333+333",
    "POST hr.renew_calendar": "s333+333",
    "POST hr.resume_cycle": "s333+333",
    "POST hr.retire_own_item": "s333+333",
    "POST hr.speed_up_cycle": "s333+333",
    "POST hr.write_back": "s333+333",
    "POST lead.write_back": "s3+43333",
}


def visitors(stores: Stores, world: World) -> dict[str, PersonId | None]:
    """Return one person for every column."""
    cast: dict[str, PersonId | None] = {
        "nobody": None,
        "member": world.member("Day"),
        "lead": world.lead("Day"),
        "other lead": world.lead("Desk"),
        "hr": world.hr,
    }
    with stores.main() as main, transaction(main):
        for number, role in enumerate((Role.COUNCIL, Role.ADVISER, Role.ADMIN), start=ADMIN_AT - 2):
            cast[role.value] = world.people["Desk"][number]
            people.grant_role(main, person_id=world.people["Desk"][number], role=role)
    return cast


def reflect(stores: Stores, owner: PersonId) -> str:
    """Start a reflection for somebody; return what the address calls it."""
    with stores.main() as main, transaction(main):
        started = reflections.start_reflection(
            main, owner=owner, checkpoints=("M4",), today=clock.now().date()
        )
        return str(started.id)


def write(stores: Stores, world: World) -> UUID:
    """Add a comment of the team in the address that may be answered; return its key."""
    unit = UnitKey(team_id=world.teams["Day"])
    with stores.main() as main, transaction(main):
        key, _code = add_answerable(main, round_id=world.rounds[-1].id, unit=unit)
    return key


def channel(stores: Stores) -> UUID:
    """Add a channel at a host that is not allowed, so that nothing leaves; return its id."""
    with stores.main() as main, transaction(main):
        return add_channel(
            main,
            door=Door.of("hooks.example.org"),
            kind=ChannelKind.SLACK,
            name="Everybody",
            url="https://hooks.example.org/secret",
            locale="en",
        ).id


def an_import(stores: Stores, world: World) -> JobId:
    """Begin a large import of the administrator; return the job."""
    with stores.main() as main, transaction(main):
        return next(importing(main, owner=world.people["Desk"][ADMIN_AT]))


def own_item(stores: Stores) -> int:
    """Write a question of the organisation's own; return its number."""
    with stores.main() as main, transaction(main):
        text = LocalText(nl="De kantine luistert.", en="The canteen listens.")
        return add_own_item(main, text=text, scale="agree5", on=clock.now().date()).number


def closed_period(stores: Stores) -> ClosedPeriodId:
    """Close some days; return what the address calls them."""
    with stores.main() as main, transaction(main):
        day = date(2030, 7, 1)
        return add_closed_period(main, first_day=day, last_day=day, name="Summer").id


def calendar_token(stores: Stores) -> str:
    """Return what stands in the address of the calendar."""
    with stores.main() as main, transaction(main):
        return feed_token(main)


def asked_of_council(stores: Stores, world: World) -> ApprovalId:
    """Ask the works council about the cycle, if nobody did; return what the address calls it."""
    with stores.main() as main, transaction(main):
        cycle = cycles.get_cycle(main, cycle_id=world.rounds[-1].cycle_id)
        return ask_approval(main, cycle=cycle, on=clock.now().date()).id


def addressed(app: Flask) -> list[tuple[Rule, str]]:
    """Return everything the product answers to; what changes nothing comes first."""
    return sorted(
        (
            (rule, method)
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) & {"GET", "POST"}
        ),
        key=lambda pair: (pair[1], pair[0].endpoint),
    )


def examples(stores: Stores, world: World) -> dict[str, Any]:
    """Return something that exists for every part of an address."""
    return {
        "team_id": world.teams["Day"],
        "part": "whole",
        "cycle_id": world.rounds[-1].cycle_id,
        "round_id": world.rounds[-1].id,
        "person_id": world.member("Day"),
        "comment_id": write(stores, world),
        "channel_id": channel(stores),
        "item_number": own_item(stores),
        "period_id": closed_period(stores),
        "token": calendar_token(stores),
        "job_id": an_import(stores, world),
        "reflection_id": reflect(stores, world.member("Day")),
        "number": 1,
        "name": "hr",
        "session_id": uuid4(),
        "picture": "trend",
        "ending": "zip",
        "topic": "M4",
        "shade": "dark",
        "holder": "council",
        "approval_id": asked_of_council(stores, world),
        "width": "phone",
        "filename": "css/app.css",
        "letter": "invitation",
        "language": "en",
    }


def path_of(app: Flask, rule: Rule, chosen: dict[str, Any]) -> str:
    """Return the address of a rule with the parts that were chosen."""
    with app.test_request_context():
        return url_for(rule.endpoint, **{name: chosen[name] for name in rule.arguments})


def verdict(response: TestResponse) -> str:
    """Say in one letter what an answer comes to."""
    if response.status_code in {403, 404}:
        return FORBIDDEN if response.status_code == 403 else MISSING
    if "/sign-in?next=" in response.headers.get("Location", ""):
        return SIGN_IN
    assert response.status_code < 500, response.text
    return ALLOWED


def ask(app: Flask, visitor: Visitor, method: str, path: str) -> TestResponse:
    """Send a request; a form without fields but with a good token, when it is a POST."""
    if method == "GET":
        return visitor.client.get(path, buffered=True)
    with visitor.client.session_transaction() as cookie, app.test_request_context():
        token = generate_csrf()
        cookie["csrf_token"] = session["csrf_token"]
    return visitor.client.post(path, data={"csrf_token": token})


@pytest.mark.parametrize("column", range(len(COLUMNS)), ids=COLUMNS)
def test_every_address_answers_every_role_as_agreed(
    app: Flask,
    stores: Stores,
    world: World,
    visit: Callable[[PersonId | None], Visitor],
    column: int,
) -> None:
    person = visitors(stores, world)[COLUMNS[column]]

    found = {}
    for rule, method in addressed(app):
        path = path_of(app, rule, examples(stores, world))
        found[f"{method} {rule.endpoint}"] = verdict(ask(app, visit(person), method, path))

    assert found == {name: row[column] for name, row in TABLE.items()}


OF_NOBODY = {name for name, row in TABLE.items() if row[0] == ALLOWED}
FOR_ANSWERING = {
    "GET employee.answer",
    "GET employee.check",
    "GET employee.manifest",
    "GET employee.receipts",
    "GET employee.thanks",
    "POST employee.send_answers",
    "POST employee.stamp",
}
"""What an invitation opens, and nothing else: also not to somebody with every role there is."""


@pytest.mark.sqlite_only
def test_an_invitation_opens_the_pages_for_answering_only(
    app: Flask, stores: Stores, world: World
) -> None:
    person = world.lead("Day")
    with stores.main() as main, transaction(main):
        for role in set(Role) - {Role.EMPLOYEE, Role.LEAD}:
            people.grant_role(main, person_id=person, role=role)
    chosen = examples(stores, world)

    open_to_them = set()
    for rule, method in addressed(app):
        path = path_of(app, rule, chosen)
        if verdict(ask(app, answering(app, stores, person), method, path)) != SIGN_IN:
            open_to_them.add(f"{method} {rule.endpoint}")

    assert open_to_them == OF_NOBODY | FOR_ANSWERING


def answering(app: Flask, stores: Stores, person: PersonId) -> Visitor:
    """Return the browser of somebody who came by an invitation."""
    client = app.test_client()
    with stores.main() as main, transaction(main):
        token = accounts.start_answering(main, person_id=person, now=clock.now(), browser="")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return Visitor(client)
