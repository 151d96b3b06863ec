"""An application of a test's own, served to the browser from within the test."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def ending(app: WSGIApplication) -> WSGIApplication:
    """Close what an application gives, even when the browser went away halfway.

    Werkzeug's own server then leaves a file of ours open, which the tests count as an error.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as given:
            yield from given

    return answer


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application; give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, ending(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def become(app: Flask, stores: Stores, page: Page, address: str, person_id: PersonId) -> None:
    """Let somebody be signed in, in the browser of a page."""
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person_id, now=clock.now(), twice=True)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    kept = client.get_cookie("feedbackpulse")
    assert kept is not None
    page.context.add_cookies([{"name": kept.key, "value": kept.value, "url": address}])
