"""What happens when each role, and nobody, asks for each address of the product?

The table below is the answer in full: a new page fails here until somebody has decided
who may open it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, session, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor
from tests.web.released import World
from tests.web.role_examples import every_name, examples, visitors

pytestmark = pytest.mark.both_engines

COLUMNS = ("nobody", "member", "lead", "other lead", "hr", "council", "adviser", "admin")
"""Member and lead are of the team in the address, and the member owns the reflection in it."""

SIGN_IN, FORBIDDEN, MISSING, ALLOWED = "s", "3", "4", "+"

TABLE: dict[str, str] = {
    "GET account.ask_link": "++++++++",
    "GET account.ask_sign_in_link": "++++++++",
    "GET account.calendar_feed": "++++++++",
    "GET account.change_password": "s+++++++",
    "GET account.choose_password": "++++++++",
    "GET account.confirm": "s+++++++",
    "GET account.health": "++++++++",
    "GET account.invited": "++++++++",
    "GET account.link_sent": "++++++++",
    "GET account.methods": "s+++++++",
    "GET account.metrics": "44444444",
    "GET account.methods_example": "s+++++++",
    "GET account.methods_in_full": "s+++++++",
    "GET account.notices": "s+++++++",
    "GET account.privacy": "++++++++",
    "GET account.second_step": "s+++++++",
    "GET account.second_step_app": "s+++++++",
    "GET account.ready": "++++++++",
    "GET account.settings": "s+++++++",
    "GET account.sign_in": "++++++++",
    "GET account.sign_in_code": "++++++++",
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
    "GET admin.take_second_step": "s3333334",
    "GET admin.team": "s333333+",
    "GET ballot.reply": "++++++++",
    "GET ballot.answer": "++++++++",
    "GET ballot.enter": "++++++++",
    "GET ballot.kiosk": "++++++++",
    "GET ballot.kiosk_reply": "++++++++",
    "GET ballot.kiosk_signal": "++++++++",
    "GET ballot.signal": "++++++++",
    "GET ballot.kiosk_answer": "++++++++",
    "GET council.approval": "s3333+34",
    "GET council.ballots": "s3333434",
    "GET council.dossier": "s3333+34",
    "GET council.dossier_pdf": "s3333+34",
    "GET council.home": "s3333+3+",
    "GET council.key": "s3333+34",
    "GET council.round": "s3333434",
    "GET employee.add_own_words": "s+++++++",
    "GET employee.consultation": "s+++++++",
    "GET employee.contribute": "s+++++++",
    "GET employee.propose_question": "s+++++++",
    "GET employee.said_by_me": "s+++++++",
    "GET employee.worth": "s+++++++",
    "GET employee.delete_everything": "s+++++++",
    "GET employee.my_data": "s+++++++",
    "GET employee.read_shared": "s+444444",
    "GET employee.share_something": "s+++++++",
    "GET employee.shared_thing": "s+444444",
    "GET employee.shared_with_me": "s+++++++",
    "GET employee.sharing": "s+++++++",
    "GET employee.take_along": "s+++++++",
    "GET leaver.handover": "++++++++",
    "GET employee.answer": "s+++++++",
    "GET employee.change_own_words": "s+444444",
    "GET employee.check": "s+++++++",
    "GET employee.delete_note": "s+444444",
    "GET employee.decline_colleague": "s+444444",
    "GET employee.delete_peers": "s+444444",
    "GET employee.for_colleague": "s+444444",
    "GET employee.for_colleagues": "s+++++++",
    "GET employee.invite_peers": "s+++++++",
    "GET employee.peer_page": "s+444444",
    "GET employee.peer_picture": "s4444444",
    "GET employee.peers": "s+++++++",
    "GET employee.delete_plan": "s+444444",
    "GET employee.delete_mirror": "s4444444",
    "GET employee.delete_reflection": "s+444444",
    "GET employee.delete_reflections": "s+++++++",
    "GET employee.download_reflections": "s+++++++",
    "GET employee.facet_note": "s+++++++",
    "GET employee.finish_reflection": "s+444444",
    "GET employee.home": "s+++++++",
    "GET employee.manifest": "s+++++++",
    "GET employee.manifest_part": "s4444444",
    "GET employee.whole_manifest": "s+++++++",
    "GET employee.mirror": "s4+44444",
    "GET employee.mirror_list": "s3++3333",
    "GET employee.mirror_picture": "s4444444",
    "GET employee.mirror_step": "s4+44444",
    "GET employee.mirror_topics": "s4+44444",
    "GET employee.outcome": "s++4+444",
    "GET employee.outcome_picture": "s++4+444",
    "GET employee.outcome_topic": "s++4+444",
    "GET employee.programme": "s+++++++",
    "GET employee.promises": "s+++++++",
    "GET employee.promise": "s++4+444",
    "GET employee.edit_promise": "s4+4+444",
    "GET employee.end_promise": "s++4+444",
    "GET employee.receipts": "s+++++++",
    "GET employee.reflect": "s+++++++",
    "GET employee.reflect_plan": "s4444444",
    "GET employee.reflect_step": "s+444444",
    "GET employee.reflection": "s+444444",
    "GET employee.report": "s++4+444",
    "GET employee.rhythm": "s+++++++",
    "GET employee.start_reflection": "s+++++++",
    "GET employee.growth_picture": "s4444444",
    "GET employee.look_back": "s+444444",
    "GET employee.new_plan": "s+++++++",
    "GET employee.plan": "s+444444",
    "GET employee.plan_list": "s+++++++",
    "GET employee.plan_note": "s+444444",
    "GET employee.plan_step": "s+444444",
    "GET employee.talk": "s+++++++",
    "GET employee.profile_picture": "s4444444",
    "GET employee.lost": "s+++++++",
    "GET employee.seal": "s+++++++",
    "GET employee.strengths": "s+++++++",
    "GET employee.unlock": "s+++++++",
    "GET employee.unlock_with_code": "s+++++++",
    "GET employee.unseal": "s+++++++",
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
    "GET hr.learning": "s333+333",
    "GET hr.learning_picture": "s3334333",
    "GET hr.kiosk_poster": "s333+333",
    "GET hr.signal_door": "s333+333",
    "GET hr.signal_door_poster": "s333+333",
    "GET hr.ask_everybody": "s333+333",
    "GET hr.consultation": "s333+333",
    "GET hr.consultations": "s333+333",
    "GET hr.decide_consultation": "s333+333",
    "GET hr.proposal": "s333+333",
    "GET hr.proposals": "s333+333",
    "GET hr.worth": "s333+333",
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
    "GET hr.home": "s333+333",
    "GET hr.listening": "s333+333",
    "GET hr.notice": "s333+333",
    "GET hr.open_round": "s333+333",
    "GET hr.own_item": "s333+333",
    "GET hr.own_items": "s333+333",
    "GET hr.participation": "s333+333",
    "GET hr.participation_picture": "s333+333",
    "GET hr.pause_cycle": "s333+333",
    "GET hr.programme": "s333+333",
    "GET hr.promises": "s333+333",
    "GET hr.new_promise": "s333+333",
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
    "GET lead.promises": "s3+43333",
    "GET lead.new_promise": "s3+43333",
    "GET lead.report": "s3+43333",
    "GET lead.team": "s3+43333",
    "GET lead.team_picture": "s3+43333",
    "GET lead.team_topic": "s3+43333",
    "GET hr.write_back": "s333+333",
    "GET hr.words": "s333+333",
    "GET lead.teams": "s3++3333",
    "GET lead.write_back": "s3+43333",
    "GET lead.words": "s3+43333",
    "GET static": "++++++++",
    "POST account.ask_link": "++++++++",
    "POST account.ask_sign_in_link": "++++++++",
    "POST account.begin_second_step": "s+++++++",
    "POST account.change_password": "s+++++++",
    "POST account.choose_password": "++++++++",
    "POST account.confirm": "s+++++++",
    "POST account.end_other_sessions": "s+++++++",
    "POST account.end_second_step": "s+++++++",
    "POST account.end_session": "s4444444",
    "POST account.invited": "++++++++",
    "POST account.not_today": "s+++++++",
    "POST account.new_spare_codes": "s+++++++",
    "POST account.notices": "s+++++++",
    "POST account.second_step_app": "s+++++++",
    "POST account.set_locale": "++++++++",
    "POST account.settings": "s+++++++",
    "POST account.sign_in": "++++++++",
    "POST account.sign_in_code": "++++++++",
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
    "POST admin.sign_out_everywhere": "s333333+",
    "POST admin.switch_channel": "s333333+",
    "POST admin.take_second_step": "s3333334",
    "POST admin.team": "s333333+",
    "POST admin.team_on_paper": "s333333+",
    "POST admin.try_channel": "s333333+",
    "POST admin.withdraw": "s333333+",
    "POST ballot.answer": "++++++++",
    "POST ballot.cast": "++++++++",
    "POST ballot.reply": "++++++++",
    "POST ballot.enter": "++++++++",
    "POST ballot.kiosk": "++++++++",
    "POST ballot.kiosk_reply": "++++++++",
    "POST ballot.kiosk_signal": "++++++++",
    "POST ballot.signal": "++++++++",
    "POST ballot.signal_send": "++++++++",
    "POST ballot.kiosk_answer": "++++++++",
    "POST council.approval": "s3333+34",
    "POST council.key": "s3333+34",
    "POST council.put_back": "s3333434",
    "POST employee.decline_colleague": "s+444444",
    "POST employee.consultation": "s+++++++",
    "POST employee.propose_question": "s+++++++",
    "POST employee.said_by_me": "s+++++++",
    "POST employee.want_proposal": "s+++++++",
    "POST employee.delete_everything": "s+++++++",
    "POST employee.forget_shared": "s+444444",
    "POST employee.my_data": "s+++++++",
    "POST employee.share_something": "s+++++++",
    "POST employee.stop_sharing": "s+444444",
    "POST leaver.handover": "++++++++",
    "POST employee.delete_peers": "s+444444",
    "POST employee.for_colleague": "s+444444",
    "POST employee.invite_peers": "s+++++++",
    "POST employee.add_own_words": "s+++++++",
    "POST employee.change_own_words": "s+444444",
    "POST employee.delete_own_words": "s+444444",
    "POST employee.facet_note": "s+++++++",
    "POST employee.begin_plan": "s+444444",
    "POST employee.delete_note": "s+444444",
    "POST employee.choose_reminders": "s+++++++",
    "POST employee.delete_plan": "s+444444",
    "POST employee.look_back": "s+444444",
    "POST employee.new_plan": "s+++++++",
    "POST employee.plan_note": "s+444444",
    "POST employee.plan_step": "s+444444",
    "POST employee.talk": "s+++++++",
    "POST employee.delete_mirror": "s4444444",
    "POST employee.delete_reflection": "s+444444",
    "POST employee.delete_reflections": "s+++++++",
    "POST employee.finish_reflection": "s+444444",
    "POST employee.mirror_step": "s4+44444",
    "POST employee.not_now": "s+++++++",
    "POST employee.edit_promise": "s4+4+444",
    "POST employee.end_promise": "s++4+444",
    "POST employee.note_on_promise": "s++4+444",
    "POST employee.resume_promise": "s++4+444",
    "POST employee.reflect": "s+++++++",
    "POST employee.reflect_plan": "s4444444",
    "POST employee.reflect_step": "s+444444",
    "POST employee.rhythm": "s+++++++",
    "POST employee.send_answers": "s+++++++",
    "POST employee.stamp": "s+++++++",
    "POST employee.close": "s+++++++",
    "POST employee.lost": "s+++++++",
    "POST employee.seal": "s+++++++",
    "POST employee.unlock": "s+++++++",
    "POST employee.unlock_with_code": "s+++++++",
    "POST employee.unseal": "s+++++++",
    "POST employee.start_reflection": "s+++++++",
    "POST employee.start_short": "s+++++++",
    "POST hr.add_closed_days": "s333+333",
    "POST hr.add_own_item": "s333+333",
    "POST hr.begin_report": "s333+333",
    "POST hr.cancel_round": "s333+333",
    "POST hr.cards": "s333+333",
    "POST hr.signal_door": "s333+333",
    "POST hr.change_rhythm": "s333+333",
    "POST hr.choose_holidays": "s333+333",
    "POST hr.close_round": "s333+333",
    "POST hr.codes": "s333+333",
    "POST hr.ask_everybody": "s333+333",
    "POST hr.consultation": "s333+333",
    "POST hr.decide_consultation": "s333+333",
    "POST hr.proposal": "s333+333",
    "POST hr.worth": "s333+333",
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
    "POST hr.new_promise": "s333+333",
    "POST hr.raise_privacy": "s333+333",
    "POST hr.remove_closed_days": "s333+333",
    "POST hr.renew_calendar": "s333+333",
    "POST hr.resume_cycle": "s333+333",
    "POST hr.retire_own_item": "s333+333",
    "POST hr.speed_up_cycle": "s333+333",
    "POST hr.write_back": "s333+333",
    "POST hr.words": "s333+333",
    "POST lead.write_back": "s3+43333",
    "GET ballot.find_vote": "++++++++",
    "GET ballot.vote": "44444444",
    "GET lead.prepare_session": "s3+43333",
    "GET lead.session_sheet": "s3+43333",
    "GET lead.show_session": "s3+43333",
    "GET lead.tally_session": "s3+43333",
    "POST ballot.vote": "44444444",
    "POST lead.end_session": "s3+43333",
    "POST lead.prepare_session": "s3+43333",
    "POST lead.step_session": "s3+43333",
    "POST lead.tally_session": "s3+43333",
    "POST lead.vote_session": "s3+43333",
    "POST lead.words": "s3+43333",
    "POST lead.new_promise": "s3+43333",
    "GET adviser.signals": "s33333+3",
    "GET adviser.signal": "s33333+3",
    "GET adviser.cover_names": "s33333+3",
    "GET hr.signals": "s333+333",
    "GET hr.signal": "s333+333",
    "GET hr.cover_names": "s333+333",
    "GET lead.signals": "s3+43333",
    "GET lead.signal": "s3+43333",
    "GET lead.cover_names": "s3+43333",
    "POST adviser.change_signal": "s33333+3",
    "POST adviser.cover_names": "s33333+3",
    "POST adviser.uncover_name": "s33333+3",
    "POST hr.change_signal": "s333+333",
    "POST hr.cover_names": "s333+333",
    "POST hr.uncover_name": "s333+333",
    "POST lead.change_signal": "s3+43333",
    "POST lead.cover_names": "s3+43333",
    "POST lead.uncover_name": "s3+43333",
    "GET employee.compliment": "s+++++++",
    "GET employee.compliments": "s+++++++",
    "GET employee.received_compliment": "s+444444",
    "GET employee.report_compliment": "s+444444",
    "GET employee.send_signal": "s+++++++",
    "GET employee.share": "s+++++++",
    "GET employee.my_signals": "s+++++++",
    "GET employee.my_signal": "s+444444",
    "GET employee.team_compliments": "s+++++++",
    "POST employee.compliment": "s+++++++",
    "POST employee.delete_compliment": "s+444444",
    "POST employee.report_compliment": "s+444444",
    "POST employee.send_signal": "s+++++++",
    "POST employee.show_to_team": "s+444444",
    "POST employee.stop_showing": "s+444444",
    "POST employee.my_signal": "s+444444",
    "GET hr.cover_comment": "s333+333",
    "POST hr.cover_comment": "s333+333",
    "POST hr.uncover_comment": "s333+333",
}


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


def path_of(app: Flask, rule: Rule, chosen: dict[str, Any]) -> str:
    """Return the address of a rule with the parts that were chosen."""
    audience = rule.endpoint.partition(".")[0]
    here = {name: chosen.get(f"{audience}.{name}") or chosen[name] for name in rule.arguments}
    with app.test_request_context():
        return url_for(rule.endpoint, **here)


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

    found = answers_to(app, stores, world, lambda: visit(person))

    assert found == {name: row[column] for name, row in TABLE.items()}


OTHERWISE = {
    "GET hr.association": ALLOWED,
    "GET hr.association_picture": MISSING,
    "GET hr.compare_picture": ALLOWED,
    "GET hr.compare_rounds": ALLOWED,
    "GET hr.departments": ALLOWED,
    "GET hr.departments_picture": ALLOWED,
    "GET hr.learning": ALLOWED,
    "GET hr.learning_picture": MISSING,
    "GET hr.questions_quality": ALLOWED,
    "GET hr.report": ALLOWED,
    "GET hr.report_file": MISSING,
    "GET hr.report_progress": MISSING,
    "GET hr.response": ALLOWED,
    "GET hr.results": ALLOWED,
    "GET hr.unit": ALLOWED,
    "GET hr.unit_picture": ALLOWED,
    "GET hr.unit_topic": ALLOWED,
    "POST hr.begin_report": ALLOWED,
    "GET lead.cover_names": MISSING,
    "GET lead.signal": MISSING,
    "GET lead.signals": MISSING,
    "POST lead.change_signal": MISSING,
    "POST lead.cover_names": MISSING,
    "POST lead.uncover_name": MISSING,
    "GET employee.mirror": MISSING,
    "GET employee.mirror_step": MISSING,
    "GET employee.mirror_topics": MISSING,
    "POST employee.mirror_step": MISSING,
}
"""What the direction is answered otherwise than the lead of the team in the address."""


@pytest.mark.sqlite_only
def test_the_direction_reads_of_all_units_and_sets_up_nothing(
    app: Flask, stores: Stores, world: World, visit: Callable[[PersonId | None], Visitor]
) -> None:
    person = world.member("Desk")
    with stores.main() as main, transaction(main):
        people.appoint_lead(main, person_id=person, team_id=world.teams["House"])
    visitors(stores, world)

    found = answers_to(app, stores, world, lambda: visit(person))

    as_lead = {name: row[COLUMNS.index("lead")] for name, row in TABLE.items()}
    expected = {**as_lead, **OTHERWISE}
    assert {name for name in found if found[name] != expected[name]} == set()
    assert found.keys() == expected.keys()


def answers_to(
    app: Flask, stores: Stores, world: World, visitor: Callable[[], Visitor]
) -> dict[str, str]:
    """Return what somebody is answered at every address, in one letter each."""
    found, browser = dict[str, str](), visitor()
    chosen, used_up = examples(stores, world, every_name(app)), False
    for rule, method in addressed(app):
        if method == "POST" and rule.arguments and used_up:
            chosen = examples(stores, world, rule.arguments)
        answer = verdict(ask(app, browser, method, path_of(app, rule, chosen)))
        found[f"{method} {rule.endpoint}"] = answer
        if method == "POST" and answer == ALLOWED:  # it may have changed anything, and signed out
            browser, used_up = visitor(), True
    return found


OF_NOBODY = {name for name, row in TABLE.items() if row[0] != SIGN_IN}
FOR_ANSWERING = {
    "GET employee.answer",
    "GET employee.check",
    "GET employee.manifest",
    "GET employee.manifest_part",
    "GET employee.whole_manifest",
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
    chosen = examples(stores, world, every_name(app))

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
