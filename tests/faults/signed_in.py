"""Let somebody be signed in, without the page that asks for a password."""

from __future__ import annotations

from feedbackpulse import clock, create_app
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from tests.conftest import close
from tests.databases import settings_in
from tests.faults.running import Installation


def signed_in(installation: Installation, person_id: PersonId) -> dict[str, str]:
    """Start a session for somebody; return the cookies of the browser that has it."""
    app = create_app(settings_in(installation.folder))
    try:
        stores: Stores = app.extensions["feedbackpulse"].stores
        with stores.main() as session, transaction(session):
            token = accounts.start_session(
                session, person_id=person_id, now=clock.now(), twice=True
            )
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        return {kept.key: kept.value}
    finally:
        close(app)
