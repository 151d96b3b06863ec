"""Does the demo show every page to somebody, so that none is looked at by nobody?"""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import Client

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import transaction
from feedbackpulse.people import directory
from tests.browser.addresses import addresses
from tests.browser.conftest import WHO, email_of


@pytest.fixture
def visitors(demo_app: Flask) -> list[Client]:
    """Return a browser for everybody that the axe test signs in."""
    stores = demo_app.extensions["feedbackpulse"].stores
    now = clock.now()
    found: list[Client] = []
    for name in WHO.values():
        client = demo_app.test_client()
        found.append(client)
        if name is None:
            continue
        with stores.main() as session, transaction(session):
            on = clock.local_day(now, "Europe/Amsterdam")
            person = directory.find_person_by_email(session, email=email_of(name), on=on)
            assert person is not None
            token = accounts.start_session(session, person_id=person.id, now=now)
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
    return found


def test_every_page_is_shown_to_somebody(demo_app: Flask, visitors: list[Client]) -> None:
    adapter = demo_app.url_map.bind("localhost")
    paths: dict[str, list[str]] = {}
    for path in addresses(demo_app):
        paths.setdefault(adapter.match(path)[0], []).append(path)

    unseen = {
        endpoint
        for endpoint, examples in paths.items()
        if not any(one.get(path).status_code == 200 for path in examples for one in visitors)
    }

    assert unseen == set()
