"""Does everybody read what was asked, what changed and why, and never who?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import Decision, ask_approval, decide
from feedbackpulse.cycles.domain import Privacy, Rhythm
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.changes import Change, Kind, record
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import organisation, running
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
WHY = "The whole of May we are moving."
DETAILS: dict[Kind, dict[str, Any]] = {
    Kind.RHYTHM: {
        "from": {"rhythm": "biweekly", "rule": "", "window_days": 7, "blocks_per_round": 1},
        "to": {"rhythm": "monthly", "rule": "", "window_days": 9, "blocks_per_round": 2},
    },
    Kind.CLOSED_DAYS: {
        "closed": {"name": "Summer", "from": "2027-07-26", "to": "2027-08-06"},
        "opened": {"name": "Summer", "from": "2027-07-26", "to": "2027-08-06"},
        "holidays": {"from": "NL", "to": ""},
    },
    Kind.PROGRAMME: {
        "minutes_limit": 40,
        "customer_en": "tenant, tenants",
        "reflection_large_weeks": 17,
    },
    Kind.OWN_ITEM: {"done": "written", "nl": "Onze vraag.", "en": "Our question."},
    Kind.MOVED: {
        "from": "2027-12-27",
        "to": "2027-12-28",
        "why": {"nl": "Tweede kerstdag", "en": "Boxing Day"},
    },
    Kind.SLOWED: {"slowed": 1},
    Kind.COVERED: {"what": "comment", "undone": False},
    Kind.CONSULTATION: {"decision": "We ask monthly."},
    Kind.PROPOSAL: {"state": "declined", "text": "Do we sing?"},
    Kind.RESTORED: {"as_of": "2026-03-02T02:00:00+00:00"},
    Kind.WORTH: {"done": "We ask four questions less."},
}


def test_before_anything_happened_it_says_what_will_be_here(stores: Stores, visit: Visit) -> None:
    page = visit(organisation(stores).member).open("/programme")

    assert "Nothing has happened yet" in words_of(page)


def test_real_rounds_tell_what_they_asked_and_when_the_outcome_came(
    world: World, visit: Visit
) -> None:
    said = words_of(visit(world.member("Day")).open("/programme"))

    assert "“How do we listen?” has started. Decided by HR" in said
    assert "“How do we listen?, round 1” opened. It asked about:" in said
    assert said.count("The outcome of “How do we listen?") == 2
    assert said.index("round 3” opened") < said.index("round 1” opened")


def test_what_hr_and_the_council_do_is_there_with_reason_and_role(
    stores: Stores, visit: Visit
) -> None:
    made, cycle, now = organisation(stores), running(stores), clock.now()
    with stores.main() as session, transaction(session):
        asked = ask_approval(session, cycle=cycle, on=now.date())
        decide(session, approval_id=asked.id, decision=Decision.APPROVED, on=now.date())
        cycles.raise_privacy(session, cycle_id=cycle.id, privacy=Privacy(smallest_group=7), now=now)
        cycles.pause_cycle(session, cycle_id=cycle.id, now=now, reason=WHY)
        cycles.resume_cycle(
            session, cycle_id=cycle.id, now=now, catalogue=load_catalogue(), reason=WHY
        )
        [planned] = cycles.list_rounds(session, cycle_id=cycle.id)
        cycles.cancel_round(session, round_id=planned.id, now=now, reason=WHY)
        cycles.end_cycle(session, cycle_id=cycle.id, now=now, reason=WHY)

    said = words_of(visit(made.lead).open("/programme"))

    assert "was approved. Decided by the works council" in said
    assert "became stricter. Answers before a figure is shown: 5 → 7 Decided by HR" in said
    assert f"was paused. Why: “{WHY}” Decided by HR" in said
    assert f"round 1” was cancelled. Why: “{WHY}”" in said
    assert "Hedda" not in said


def test_the_clock_that_moves_a_round_says_so(stores: Stores, visit: Visit) -> None:
    made, cycle = organisation(stores), running(stores)
    with stores.main() as session:
        [planned] = cycles.list_rounds(session, cycle_id=cycle.id)
    tick(
        stores,
        now=planned.closes_at + timedelta(hours=1),
        catalogue=load_catalogue(),
        may_open=lambda: False,
    )

    said = words_of(visit(made.member).open("/programme"))

    assert "round 1” was moved. From " in said
    assert "The program, by itself" in said


def test_every_kind_of_line_has_words_in_both_languages(stores: Stores, visit: Visit) -> None:
    moments = {"from": "2027-05-03T15:00:00+00:00", "to": "2027-05-05T15:00:00+00:00"}
    numbers = {"smallest_group": 5, "comments_group": 10, "margin": 2}
    known: dict[Kind, dict[str, Any]] = {
        **DETAILS,
        Kind.EXTENDED: moments,
        Kind.CLOSED_EARLY: moments,
        Kind.STRICTER: {"from": numbers, "to": {**numbers, "margin": 3}},
    }
    member, today = organisation(stores).member, local_today()
    with stores.main() as session, transaction(session):
        for kind in Kind:
            record(
                session,
                Change(on=today, kind=kind, title="Listening", details=known.get(kind, {})),
            )

    for language in ("en", "nl"):
        page = Visitor(visit(member).client, language=language).open("/programme")
        assert len(page.select(".tl li")) == len(page.select(".tl h3 svg")) == len(Kind)


def test_one_cycle_can_be_read_alone(stores: Stores, visit: Visit) -> None:
    made = organisation(stores)
    one, _two = (
        running(stores, title="Listening"),
        running(stores, title="Safety", rhythm=Rhythm.QUARTERLY),
    )
    visitor = visit(made.member)

    alone = words_of(visitor.open(f"/programme?cycle={one.id}"))

    assert "“Listening” has started." in alone
    assert "“Safety” has started." not in alone
    visitor.open(f"/programme?cycle={uuid4()}", status=404)
    visitor.open("/programme?cycle=no", status=404)
