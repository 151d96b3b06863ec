"""Does a message reach the host that was allowed, and can an address make us ask anything else?"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from feedbackpulse.config import Settings
from feedbackpulse.notices.webhook import (
    AddressRefusedError,
    Door,
    Fault,
    check_address,
    is_public,
    masked,
    post_json,
)
from tests.notices import outside
from tests.notices.outside import LOOPBACK, Outside

BODY = {"text": "A round is open."}
USUAL = Door.of(Settings().webhook_hosts)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with outside.running(tmp_path_factory.mktemp("outside")) as running:
        yield running


@pytest.fixture
def there(server: Outside) -> Outside:
    """Return the server as if nothing had come yet."""
    server.came.clear()
    server.paths.clear()
    server.status, server.says, server.headers, server.drips = 200, b"ok", {}, False
    return server


def test_a_message_arrives_with_its_whole_address(there: Outside) -> None:
    fault = post_json(there.door, address=there.address("/a/b?sig=x%2Fy#part"), body=BODY)

    assert fault is None
    assert (there.came, there.paths) == ([BODY], ["/a/b?sig=x%2Fy"])


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.slack.com/services/T0/B0/x",
        "https://hooks.slack.com:443/services/T0/B0/x",
        "https://HOOKS.slack.com/services/T0/B0/x",
        "https://firm.webhook.office.com/webhookb2/x",
        "https://prod-1.westeurope.logic.azure.com:443/workflows/x?sig=y",
        "https://default5c.61.environment.api.powerplatform.com:443/powerautomate/x?sig=y",
    ],
)
def test_the_addresses_that_slack_and_teams_give_are_allowed(address: str) -> None:
    assert check_address(USUAL, address)


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://hooks.slack.com/services/x", Fault.NOT_HTTPS),
        ("ftp://hooks.slack.com/x", Fault.NOT_HTTPS),
        ("//hooks.slack.com/x", Fault.NOT_HTTPS),
        ("", Fault.NOT_AN_ADDRESS),
        ("https://", Fault.NOT_AN_ADDRESS),
        ("https://hooks.slack.com@127.0.0.1/x", Fault.NOT_AN_ADDRESS),
        ("https://user:word@hooks.slack.com/x", Fault.NOT_AN_ADDRESS),
        ("https://@hooks.slack.com/x", Fault.NOT_AN_ADDRESS),
        ("https://127.0.0.1\\@hooks.slack.com/x", Fault.NOT_AN_ADDRESS),
        ("https://hooks.slack.com\\.example.org/x", Fault.NOT_AN_ADDRESS),
        ("https://hooks.slack.com\n.example.org/x", Fault.NOT_AN_ADDRESS),
        (" https://hooks.slack.com/x", Fault.NOT_AN_ADDRESS),
        ("https://hooks.slack.com/x\r\nHost: evil", Fault.NOT_AN_ADDRESS),
        ("https://hooks。slack。com/x", Fault.NOT_AN_ADDRESS),
        ("https://hooks.slack.com:99999/x", Fault.NOT_AN_ADDRESS),
        ("https://hooks.slack.com:4x3/x", Fault.NOT_AN_ADDRESS),
        ("https://[::1/x", Fault.NOT_AN_ADDRESS),
        ("https://hooks.slack.com/" + "x" * 2000, Fault.NOT_AN_ADDRESS),
        ("https://hooks.slack.com:22/x", Fault.NOT_ALLOWED),
        ("https://hooks.slack.com:8443/x", Fault.NOT_ALLOWED),
        ("https://hooks.slack.com./x", Fault.NOT_ALLOWED),
        ("https://hooks.slack.com.example.org/x", Fault.NOT_ALLOWED),
        ("https://evil-hooks.slack.com/x", Fault.NOT_ALLOWED),
        ("https://webhook.office.com/x", Fault.NOT_ALLOWED),
        ("https://.webhook.office.com/x", Fault.NOT_ALLOWED),
        ("https://evilwebhook.office.com/x", Fault.NOT_ALLOWED),
        ("https://127.0.0.1/x", Fault.NOT_ALLOWED),
        ("https://2130706433/x", Fault.NOT_ALLOWED),
        ("https://0x7f000001/x", Fault.NOT_ALLOWED),
        ("https://[::1]/x", Fault.NOT_ALLOWED),
        ("https://169.254.169.254/latest/meta-data", Fault.NOT_ALLOWED),
        ("https://localhost/x", Fault.NOT_ALLOWED),
    ],
)
def test_tricks_with_an_address_are_refused_before_anything_is_asked(
    address: str, fault: Fault
) -> None:
    def never(_host: str, _port: int) -> Sequence[str]:
        raise AssertionError("a refused address is looked up")

    with pytest.raises(AddressRefusedError) as refused:
        check_address(USUAL, address)

    assert refused.value.fault is fault
    assert not address or address not in str(refused.value)
    assert post_json(replace(USUAL, resolve=never), address=address, body=BODY) is fault


@pytest.mark.parametrize(
    "private",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  (an address to refuse, not one to listen on)
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "no address",
    ],
)
def test_a_name_that_stands_for_a_private_address_is_not_asked(
    there: Outside, private: str
) -> None:
    door = there.closed_to_loopback()
    alone = replace(door, resolve=lambda _host, _port: (private,))
    hidden = replace(door, resolve=lambda _host, _port: ("93.184.215.14", private))

    for turned in (alone, hidden):
        assert post_json(turned, address=there.address(), body=BODY) is Fault.PRIVATE
    assert there.came == []


@pytest.mark.parametrize("public", ["93.184.215.14", "2606:4700::1", "::ffff:93.184.215.14"])
def test_what_is_out_on_the_internet_is_public(public: str) -> None:
    assert is_public(public)


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_meaning(there: Outside) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return (LOOPBACK,) if len(asked) == 1 else ("10.0.0.1",)

    assert (
        post_json(replace(there.door, resolve=rebinding), address=there.address(), body=BODY)
        is None
    )
    assert len(asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(there: Outside, status: int) -> None:
    there.status, there.headers = status, {"Location": there.address("/inside")}

    assert post_json(there.door, address=there.address(), body=BODY) is Fault.REDIRECTED
    assert there.paths == ["/services/secret"]


@pytest.mark.parametrize(
    ("status", "says", "fault"),
    [
        (200, b"1", None),
        (202, b"", None),
        (400, b"invalid_payload", Fault.REFUSED),
        (403, b"action_prohibited", Fault.REFUSED),
        (404, b"channel_not_found", Fault.REFUSED),
        (410, b"channel_is_archived", Fault.REFUSED),
        (429, b"", Fault.BUSY),
        (500, b"rollup_error", Fault.BUSY),
        (200, b"Webhook message delivery failed with error: HTTP error 429", Fault.BUSY),
    ],
)
def test_what_the_other_side_says_is_understood(
    there: Outside, status: int, says: bytes, fault: Fault | None
) -> None:
    there.status, there.says = status, says

    assert post_json(there.door, address=there.address(), body=BODY) is fault


def test_a_host_that_cannot_prove_its_name_gets_nothing(there: Outside) -> None:
    other = f"other.example.org:{there.port}"
    door = replace(there.door, hosts=(other,))

    fault = post_json(door, address=f"https://{other}/x", body=BODY)
    unknown = post_json(
        replace(there.door, tls=Door(hosts=()).tls), address=there.address(), body=BODY
    )

    assert (fault, unknown) == (Fault.BAD_CERTIFICATE, Fault.BAD_CERTIFICATE)
    assert there.came == []


def test_who_answers_without_end_is_left(there: Outside) -> None:
    there.drips, there.headers = True, {"Content-Length": "1000000"}
    began = time.monotonic()

    post_json(replace(there.door, patience=0.3), address=there.address(), body=BODY)
    there.drips = False

    assert time.monotonic() - began < 3


def test_who_does_not_answer_at_all_is_left() -> None:
    with socket.create_server((LOOPBACK, 0)) as silent:
        port = silent.getsockname()[1]
        door = Door(
            hosts=(f"silent.example.org:{port}",),
            resolve=lambda _host, _port: (LOOPBACK,),
            is_public=lambda _address: True,
            patience=0.2,
        )
        fault = post_json(door, address=f"https://silent.example.org:{port}/", body=BODY)

    assert fault is Fault.UNREACHABLE


def test_a_host_that_is_not_there_may_be_there_later(there: Outside) -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror

    gone = replace(there.door, resolve=unknown)
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
    closed = replace(there.door, hosts=(f"hooks.example.org:{port}",))

    assert post_json(gone, address=there.address(), body=BODY) is Fault.UNKNOWN_HOST
    fault = post_json(closed, address=f"https://hooks.example.org:{port}/", body=BODY)
    assert fault is Fault.UNREACHABLE
    assert Fault.UNKNOWN_HOST.passes
    assert fault.passes
    assert not Fault.REFUSED.passes


def test_an_address_is_shown_without_what_opens_it() -> None:
    shown = masked("https://hooks.slack.com/services/T0/B0/secret?sig=secret")

    assert shown == "https://hooks.slack.com/…"


def test_an_address_is_never_in_a_log(there: Outside, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    post_json(there.door, address=there.address(), body=BODY)
    there.status = 404
    post_json(there.door, address=there.address(), body=BODY)

    assert "secret" not in caplog.text
