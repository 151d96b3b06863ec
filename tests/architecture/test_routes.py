"""Has every page been given to an audience, and does every address say what it takes?"""

from __future__ import annotations

from flask import Flask

from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import OnlyFor, OnlyForReaders, OnlyForSome, OpenToAll
from feedbackpulse.web.hr.blueprint import OF_DIRECTION

GUARDS = {
    "account": [OpenToAll()],
    "admin": [OnlyFor(Role.ADMIN)],
    "adviser": [OnlyFor(Role.ADVISER)],
    "ballot": [OpenToAll()],
    "council": [OnlyForSome(frozenset({Role.COUNCIL, Role.ADMIN}))],
    "employee": [OnlyFor(Role.EMPLOYEE)],
    "hr": [OnlyForReaders(readable=OF_DIRECTION)],
    "lead": [OnlyFor(Role.LEAD)],
    "leaver": [OpenToAll()],
}
PREFIXES = {
    "admin": "/admin",
    "adviser": "/adviser",
    "council": "/council",
    "ballot": "/ballot",
    "hr": "/org",
    "lead": "/team",
    "leaver": "/leaving",
}
ANY_TEXT = {
    "static": {"filename"},
    "account.calendar_feed": {"token"},
    "ballot.kiosk_signal": {"door"},
    "ballot.signal": {"door"},
    "ballot.signal_send": {"door"},
    "ballot.vote": {"code"},
    "employee.facet_note": {"facet"},
    "employee.outcome_topic": {"topic"},
    "hr.unit_topic": {"topic"},
    "lead.team_topic": {"topic"},
}
"""Arguments that cannot have a type: a file's path, what only who was told it can know, and a
topic or facet, which is looked up among those there are.
"""


def test_every_blueprint_has_its_guard_and_it_comes_first(app: Flask) -> None:
    first = {name: app.before_request_funcs.get(name, [])[:1] for name in app.blueprints}

    assert first == GUARDS


def test_no_page_stands_outside_the_blueprints(app: Flask) -> None:
    outside = {rule.endpoint for rule in app.url_map.iter_rules() if "." not in rule.endpoint}

    assert outside == {"static"}


def test_addresses_begin_with_their_audience(app: Flask) -> None:
    strays = [
        str(rule)
        for rule in app.url_map.iter_rules()
        for audience, prefix in PREFIXES.items()
        if rule.endpoint.startswith(f"{audience}.") != str(rule).startswith(prefix)
    ]

    assert strays == []


def test_every_argument_of_an_address_has_a_type(app: Flask) -> None:
    untyped = {
        rule.endpoint: names
        for rule in app.url_map.iter_rules()
        if (
            names := {
                name
                for name, converter in rule._converters.items()
                if type(converter).__name__ in {"UnicodeConverter", "PathConverter"}
            }
        )
    }

    assert untyped == ANY_TEXT
