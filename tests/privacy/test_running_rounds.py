"""Can HR, with every form there is, loosen anything of a round that people answer now?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, session, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import Rule

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.attributes import ATTRIBUTES
from feedbackpulse.cycles.domain import Privacy, Rhythm, Round, RoundState
from feedbackpulse.database import Stores
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people.domain import PersonId
from tests.cycles.cycles import own_question
from tests.pages import Visitor
from tests.privacy.attacks.copies import rows_of
from tests.privacy.dumps import Dump
from tests.web.hr.organisation import Organisation, next_week, organisation, running

pytestmark = pytest.mark.both_engines

Visit = Callable[[PersonId | None], Visitor]
STRICT = Privacy(smallest_group=6, comments_group=12, margin=2)
KEPT = ("round_unit", "round_team", "roster", "round_manifest", "round_manifest_part")
MOVE_ITS_CLOSING = {"hr.close_round", "hr.extend_round"}
LAST = ("hr.pause_cycle", "hr.resume_cycle", "hr.speed_up_cycle", "hr.end_cycle")
"""What would keep other forms from their turn."""
NEVER_ABOUT_A_ROUND_THAT_IS_OPEN = {"hr.write_back", "hr.cover_comment", "hr.uncover_comment"}
OF_OTHER_THINGS = (
    "comment_id",
    "signal_id",
    "text_id",
    "redaction_id",
    "consultation_id",
    "proposal_id",
)


@pytest.fixture
def org(stores: Stores) -> Organisation:
    return organisation(stores)


@pytest.fixture
def asked(stores: Stores, org: Organisation) -> Round:
    """Open a round with strict numbers, and a question of the organisation's own."""
    cycle = running(
        stores, rhythm=Rhythm.MONTHLY, privacy=STRICT, own_questions=(own_question(),), slowed=1
    )
    return opened(stores, cycles_first(stores, cycle.id))


def cycles_first(stores: Stores, cycle_id: Any) -> Round:
    with stores.main() as main:
        return cycles.list_rounds(main, cycle_id=cycle_id)[0]


def opened(stores: Stores, planned: Round) -> Round:
    assert open_round(stores, round_id=planned.id, now=clock.now(), catalogue=load_catalogue())
    with stores.main() as main:
        return cycles.get_round(main, round_id=planned.id)


def loosest(org: Organisation, action: str) -> dict[str, Any]:
    """Return what somebody who wants to know everybody would fill in, in every field there is."""
    return {
        "smallest_group": "1",
        "comments_group": "1",
        "margin": "0",
        "attributes": list(ATTRIBUTES),
        "asks_learning": "y",
        "asks_worth": "y",
        "second_key": "none",
        "reach": "chosen",
        "teams": [str(org.teams["Rentals"])],
        "blocks": ["1"],
        "leadership_blocks": ["7"],
        "asks_open_question": "y",
        "questions-0-nl": "Wie zei dit?",
        "questions-0-en": "Who said this?",
        "nl": "Wie zei dit?",
        "en": "Who said this?",
        "scale": "open",
        "rhythm": "biweekly",
        "blocks_per_round": "1",
        "first_day": next_week().isoformat(),
        "opens": "00:01",
        "closes": "00:02",
        "window_days": "1",
        "locales": ["nl"],
        "title": "Something else",
        "reason": "We would like to know more.",
        "days": "1",
        "last_day": next_week().isoformat(),
        "name": "Closed",
        "holidays": "NL",
        "minutes_limit": "1000",
        "customer_nl": "baas",
        "customers_nl": "bazen",
        "customer_en": "boss",
        "customers_en": "bosses",
        "action": action,
    }


def forms(app: Flask) -> list[Rule]:
    """Return every address of HR that takes a form, but for those that move the closing."""
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("hr.")
        and "POST" in (rule.methods or ())
        and rule.endpoint not in MOVE_ITS_CLOSING | NEVER_ABOUT_A_ROUND_THAT_IS_OPEN
    ]
    return sorted(found, key=lambda rule: (rule.endpoint in LAST, rule.endpoint))


def send(app: Flask, hr: Visitor, rule: Rule, asked: Round, filled: dict[str, Any]) -> int:
    """Send a form to an address with a good token; return the status."""
    places: dict[str, Any] = {
        "round_id": asked.id,
        "cycle_id": asked.cycle_id,
        "item_number": 1,
        "period_id": uuid4(),
        "ending": "pdf",
        "act": "close",
        "subject": "signal",
        **dict.fromkeys(OF_OTHER_THINGS, uuid4()),
    }
    with hr.client.session_transaction() as cookie, app.test_request_context():
        token = generate_csrf()
        cookie["csrf_token"] = session["csrf_token"]
        path = url_for(rule.endpoint, **{name: places[name] for name in rule.arguments})
    return hr.client.post(path, data={**filled, "csrf_token": token}).status_code


def promised(app: Flask, asked: Round) -> Dump:
    """Return everything that is stored of an open round."""
    tables = rows_of(Path(app.instance_path), "main")
    own = [row for row in tables["round"] if asked.id.hex in repr(row).replace("-", "")]
    return {**{name: tables[name] for name in KEPT}, "round": own}


@pytest.mark.parametrize("action", ["start", "save"])
def test_no_form_changes_anything_of_a_round_that_is_open(
    app: Flask, visit: Visit, org: Organisation, asked: Round, action: str
) -> None:
    hr, before = visit(org.hr), promised(app, asked)
    assert before["round"]

    for rule in forms(app):
        assert send(app, hr, rule, asked, loosest(org, action)) < 500, rule
        assert promised(app, asked) == before, rule


def test_the_closing_moves_only_by_the_two_forms_that_are_for_it(
    app: Flask, visit: Visit, org: Organisation, asked: Round, stores: Stores
) -> None:
    hr, rules = visit(org.hr), {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    filled = loosest(org, "save")
    for without in ({"reason": ""}, {"days": "-3"}, {"days": "0"}, {"days": "500"}):
        send(app, hr, rules["hr.extend_round"], asked, {**filled, **without})
    send(app, hr, rules["hr.close_round"], asked, {**filled, "reason": "No."})
    with stores.main() as main:
        unchanged = cycles.get_round(main, round_id=asked.id)
    for _time in range(4):
        send(app, hr, rules["hr.extend_round"], asked, filled)
    with stores.main() as main:
        longer = cycles.get_round(main, round_id=asked.id)

    assert unchanged == asked
    assert timedelta(days=1) < longer.closes_at - asked.closes_at < timedelta(days=3)
    assert longer.manifest_sha256 == asked.manifest_sha256
    assert longer.privacy == asked.privacy
    send(app, hr, rules["hr.close_round"], asked, filled)
    with stores.main() as main:
        closed = cycles.get_round(main, round_id=asked.id)
    assert closed.state is RoundState.RELEASED
    assert closed.closes_at < longer.closes_at
    send(app, hr, rules["hr.extend_round"], asked, filled)
    with stores.main() as main:
        assert cycles.get_round(main, round_id=asked.id).closes_at == closed.closes_at
