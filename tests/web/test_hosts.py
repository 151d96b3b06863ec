"""Can somebody make us believe that this product is theirs, or that they are somebody else?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import create_app
from feedbackpulse.config import Settings
from feedbackpulse.web.brake import address
from feedbackpulse.web.links import absolute
from tests.conftest import close
from tests.databases import settings_in


@pytest.fixture
def public(instance: Path) -> Iterator[Flask]:
    """Return an application whose public address is known."""
    settings = settings_in(instance)
    app = create_app(
        Settings(
            instance_path=settings.instance_path,
            secret_key=settings.secret_key,
            public_url="https://pulse.example.org",
        )
    )
    yield app
    close(app)


@pytest.mark.parametrize("host", ["evil.example", "localhost:80@evil.example", "127.0.0.1.evil.nl"])
def test_a_link_never_leads_to_a_host_that_somebody_made_up(app: Flask, host: str) -> None:
    """The operator passes a link on from the log: its secret must not end up elsewhere."""
    with app.test_request_context("/password", headers={"Host": host}):
        assert absolute("/password/secret") == "/password/secret"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8765", "[::1]:80"])
def test_on_ones_own_machine_a_link_is_whole(app: Flask, host: str) -> None:
    with app.test_request_context("/password", headers={"Host": host}):
        assert absolute("/password/secret") == f"http://{host}/password/secret".replace(":80/", "/")


def test_a_public_address_comes_before_what_was_asked_for(public: Flask) -> None:
    with public.test_request_context("/password", headers={"Host": "evil.example"}):
        assert absolute("/password/secret") == "https://pulse.example.org/password/secret"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("pulse.example.org", 404),
        ("127.0.0.1:8000", 404),
        ("evil.example", 400),
        ("pulse.example.org.evil.example", 400),
        ("pulse.example.org@evil.example", 400),
        ("", 400),
    ],
)
def test_a_public_product_answers_to_its_own_name_only(
    public: Flask, host: str, status: int
) -> None:
    answer = public.test_client().get("/no-such-page", headers={"Host": host})

    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("sent", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1:aaaa::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:bbbb::2", "2001:db8:0:1::/64"),
        ("somewhere", "somewhere"),
    ],
)
def test_a_made_up_address_or_another_one_at_home_gives_no_new_tries(
    app: Flask, sent: str, counted: str
) -> None:
    made_up = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": sent}, headers=made_up):
        assert address() == counted
