"""Does a file for a talk hold what its owner chose and no more, and leave nothing behind?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.plan import Next, NoteKind, Plan
from tests.notebooks import notebook_of
from tests.pages import Visitor, words_of
from tests.privacy.dumps import dump
from tests.privacy.ownership.lifetime import DAY, MARK, Lifetime, live

NOW = datetime.combine(DAY, time(12), ZoneInfo("Europe/Amsterdam"))
GOAL, NOTE = "kwikstaart", "wielewaal"
Browse = Callable[[PersonId | None], Visitor]


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lifetime(stores: Stores) -> Lifetime:
    return live(stores)


@pytest.fixture
def plan(stores: Stores, lifetime: Lifetime) -> Plan:
    """Return a plan of the colleague, with words of its own and a note with others."""
    notebook = notebook_of(stores, lifetime.everybody["colleague"])
    with stores.main() as session, transaction(session):
        begun = plans.draft_plan(session, notebook=notebook, facet="M4E", today=DAY)
        plans.change_plan(
            session,
            notebook=notebook,
            plan_id=begun.id,
            change=lambda one: replace(one, goal=GOAL, text_if="it rings", text_then="I wait"),
        )
        plans.begin_plan(session, notebook=notebook, plan_id=begun.id, today=DAY)
        plans.follow_up(
            session,
            notebook=notebook,
            plan_id=begun.id,
            today=DAY,
            gas=0,
            then=Next.KEEP,
        )
        return plans.add_note(
            session,
            notebook=notebook,
            plan_id=begun.id,
            kind=NoteKind.WEEK,
            text=NOTE,
            today=DAY,
        )


def test_every_choice_gives_what_was_chosen_and_no_more(
    visit: Browse, lifetime: Lifetime, plan: Plan
) -> None:
    owner = visit(lifetime.everybody["colleague"])
    page = owner.open("/reflect/plan/talk")
    words = {f"plan-{plan.id}": GOAL, f"notes-{plan.id}": NOTE}
    assert [str(box["value"]) for box in page.select("input[name=items]")] == list(words)

    for taken in product((False, True), repeat=2):
        chosen = [key for key, take in zip(words, taken, strict=True) if take]
        status = 200 if chosen else 422
        shown = owner.submit(page, {"items": chosen}, button="then=preview", status=status)
        said = words_of(shown)
        assert [word in said for word in words.values()] == list(taken)


def test_nobody_takes_along_what_is_somebody_elses(
    visit: Browse, lifetime: Lifetime, plan: Plan
) -> None:
    for other in ("owner", "lead", "hr", "everything"):
        visitor = visit(lifetime.everybody[other])
        token = visitor.open("/reflect/plan/new").select_one("main input[name=csrf_token]")
        assert token is not None
        for ending in ("preview", "md", "pdf"):
            form = {
                "csrf_token": str(token["value"]),
                "items": [f"plan-{plan.id}", f"notes-{plan.id}"],
                "then": ending,
            }
            refused = visitor.client.post("/reflect/plan/talk", data=form)
            assert refused.status_code == 422
            assert GOAL not in refused.text


def test_a_file_leaves_no_row_and_no_line_behind(
    app: Flask,
    visit: Browse,
    lifetime: Lifetime,
    plan: Plan,
    caplog: pytest.LogCaptureFixture,
) -> None:
    owner = visit(lifetime.everybody["colleague"])
    page = owner.open("/reflect/plan/talk")
    ready = owner.submit(
        page, {"items": [f"plan-{plan.id}", f"notes-{plan.id}"]}, button="then=preview"
    )
    caplog.set_level(logging.INFO)
    before = _rows(app)

    for ending in ("md", "pdf"):
        file = owner.send(ready, button=f"then={ending}")
        assert "no-store" in file.headers["Cache-Control"]

    assert _rows(app) == before
    logged = "\n".join(caplog.handler.format(record) for record in caplog.records)
    assert not [word for word in (GOAL, NOTE, MARK, "talk") if word in logged]


def _rows(app: Flask) -> dict[str, object]:
    """Return every row of the main database, but for when a session was last used."""
    [file] = Path(app.instance_path).glob("feedbackpulse.sqlite")
    return {name: rows for name, rows in dump(file).items() if name != "session"}
