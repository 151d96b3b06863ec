"""Every page there is, with ids that exist in the demo. A new page cannot be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from flask import Flask, url_for
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.database import Stores
from feedbackpulse.demo.organisation import RISING
from feedbackpulse.people import directory

Examples = dict[str, Any]
NO_PAGES = frozenset({"static", "account.health"})


def addresses(app: Flask) -> list[str]:
    """Return the path of every page that can be asked for with GET, by endpoint."""
    runtime = app.extensions["feedbackpulse"]
    examples = _examples(runtime.stores, clock.local_day(clock.now(), runtime.settings.zone))
    with app.test_request_context():
        return [
            url_for(rule.endpoint, **chosen)
            for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
            if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES
            for chosen in _arguments(rule, examples)
        ]


def _arguments(rule: Rule, examples: Callable[[str, str], str | None]) -> Iterator[Examples]:
    """Give one set of examples for a rule; raises when an argument has none."""
    chosen = {name: examples(rule.endpoint, name) for name in sorted(rule.arguments)}
    missing = [name for name, value in chosen.items() if value is None]
    assert not missing, f"tests/browser/addresses.py has no example for {missing} of {rule}"
    yield {name: value for name, value in chosen.items() if value is not None}


def _examples(stores: Stores, today: date) -> Callable[[str, str], str | None]:
    with stores.main() as session:
        known = _ids(session, today)

    def example(endpoint: str, name: str) -> str | None:
        return known.get(f"{endpoint}:{name}", known.get(name))

    return example


def _ids(session: Session, today: date) -> Examples:
    tree = directory.team_tree(session)
    [cycle] = [one for one in cycles.list_cycles(session) if one.title]
    rounds = cycles.list_rounds(session, cycle_id=cycle.id)
    released = [one for one in rounds if one.state is RoundState.RELEASED]
    [opened] = [one for one in rounds if one.state is RoundState.OPEN]
    return {
        "team_id": str(next(team.id for team in tree.teams if team.code == RISING)),
        "part": "whole",
        "cycle_id": str(cycle.id),
        "round_id": str(released[-1].id),
        "employee.answer:round_id": str(opened.id),
        "employee.thanks:round_id": str(opened.id),
        "token": "no-such-link",
    }
