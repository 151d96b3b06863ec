"""Does the nginx of deploy/nginx keep the promises that the product makes?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask

from tests.deploy.proxy import DEPLOY, NAME, Proxy, lay_out, program, proxying, trusting
from tests.faults.running import HERE


@pytest.fixture(scope="session", autouse=True)
def nginx_is_there() -> None:
    """Fail where nothing may be left out, skip where somebody has no nginx."""
    try:
        program()
    except RuntimeError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@dataclass(kw_only=True)
class Behind:
    """What the product was asked for."""

    port: int
    heard: list[Mapping[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def behind() -> Iterator[Behind]:
    """Serve what says what it was asked for."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def do_GET(self) -> None:
            found.heard.append({"path": self.path, **self.headers})
            self.send_response(200)
            self.send_header("Content-Security-Policy", "from the product")
            self.end_headers()
            self.wfile.write(b"a page")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HERE, 0), Answer)
    found = Behind(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def proxy(behind: Behind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxying(tmp_path_factory.mktemp("nginx"), upstream=[behind.port]) as running:
        yield running


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a visitor got."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


def ask(
    proxy: Proxy,
    address: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    connection = HTTPSConnection(HERE, proxy.https, context=trusting(proxy), timeout=10)
    connection.request(method, address, body=body, headers={"Host": NAME, **(headers or {})})
    answer = connection.getresponse()
    found = Answer(status=answer.status, headers=answer.getheaders(), body=answer.read())
    connection.close()
    return found


def test_nginx_takes_its_files_without_a_word(tmp_path: Path) -> None:
    done = subprocess.run(
        lay_out(tmp_path, upstream=[9]).command("-t"), capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_no_log_of_visitors_is_switched_on_anywhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (DEPLOY / "nginx").glob("*.conf"))

    assert set(re.findall(r"^\s*access_log\s+(\S+);", text, re.MULTILINE)) == {"off"}
    assert set(re.findall(r"^    error_log\s+(.+);", text, re.MULTILINE)) == {"/dev/null emerg"}
    assert len(re.findall(r"^server {", text, re.MULTILINE)) == text.count("access_log off;")


def test_a_page_knows_its_name_its_scheme_and_who_asks(proxy: Proxy, behind: Behind) -> None:
    ask(proxy, "/sign-in", headers={"X-Forwarded-For": "6.6.6.6", "Cookie": "a=b"})

    heard = behind.heard[-1]
    assert (heard["Host"], heard["X-Forwarded-Proto"]) == (NAME, "https")
    assert (heard["X-Forwarded-For"], heard["Cookie"]) == (HERE, "a=b")


@pytest.mark.parametrize("address", ["/pulse/7", "/pulse/7/stamp", "/i", "/ballot", "/ballot/cast"])
def test_where_people_answer_their_address_goes_no_further(
    proxy: Proxy, behind: Behind, address: str
) -> None:
    ask(proxy, address, method="POST", body=b"x", headers={"X-Forwarded-For": "6.6.6.6"})

    heard = behind.heard[-1]
    assert heard["path"] == address
    assert "X-Forwarded-For" not in heard
    assert "6.6.6.6" not in str(heard)


def test_below_ballot_no_cookie_goes_further(proxy: Proxy, behind: Behind) -> None:
    ask(proxy, "/ballot/cast", method="POST", body=b"x", headers={"Cookie": "feedbackpulse=me"})

    assert "Cookie" not in behind.heard[-1]


@pytest.mark.parametrize(
    ("address", "size", "status"),
    [("/ballot/cast", 250_000, 200), ("/ballot/cast", 300_000, 413), ("/admin/import", 9_000_000, 200),
     ("/admin/import", 11_000_000, 413)],
)  # fmt: skip
def test_what_is_too_large_goes_no_further(
    proxy: Proxy, address: str, size: int, status: int
) -> None:
    assert ask(proxy, address, method="POST", body=b"x" * size).status == status


def test_what_people_send_is_not_written_to_a_disk(behind: Behind, tmp_path: Path) -> None:
    with proxying(tmp_path, upstream=[behind.port], talks=True) as proxy:
        ask(proxy, "/ballot/answer", method="POST", body=b"x" * 250_000)
        ask(proxy, "/reflect", method="POST", body=b"x" * 900_000)
        said_of_words = (tmp_path / "said").read_text(encoding="utf-8")
        ask(proxy, "/admin/import", method="POST", body=b"x" * 2_000_000)
        said_of_import = (tmp_path / "said").read_text(encoding="utf-8")

    assert "buffered to a temporary file" not in said_of_words
    assert "buffered to a temporary file" in said_of_import


def test_headers_of_a_page_are_those_of_the_product_once(proxy: Proxy) -> None:
    answer = ask(proxy, "/sign-in")

    assert answer.header("Content-Security-Policy") == ["from the product"]
    assert answer.header("Strict-Transport-Security") == []
    assert "nginx/" not in str(answer.headers)


OF_THE_FILE = {
    "cache-control",
    "content-disposition",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "vary",
}
"""What may differ: all but what tells a browser what it may do."""


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/static/css/app.css?v=1", "immutable"),
        ("/static/css/app.css", "no-cache"),
        ("/static/js/pulse.js?v=1", "immutable"),
        ("/static/js/pulse.js", "no-cache"),
        ("/static/js/ballot/send.js?v=1", "no-cache"),
        ("/static/fonts/figtree-latin.woff2", "immutable"),
    ],
)
def test_a_file_comes_from_the_disk_with_the_headers_of_the_product(
    proxy: Proxy, app: Flask, behind: Behind, address: str, kept: str
) -> None:
    before = len(behind.heard)

    ours = ask(proxy, address)
    with app.test_client().get(address, base_url=f"https://{NAME}") as theirs:
        told = {name.lower() for name, _ in theirs.headers} - OF_THE_FILE
        wanted = {name: [theirs.headers[name]] for name in told}

    assert {name: ours.header(name) for name in told} == wanted
    assert (ours.status, len(behind.heard)) == (200, before)
    assert kept in ours.header("Cache-Control")[0]


@pytest.mark.parametrize("address", ["/metrics", "/ready", "/away.html", "/static/"])
def test_what_is_for_the_inside_stays_inside(proxy: Proxy, behind: Behind, address: str) -> None:
    before = len(behind.heard)

    answer = ask(proxy, address)

    assert answer.status in {403, 404}
    assert len(behind.heard) == before


def test_without_https_people_are_sent_on(proxy: Proxy) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _GET_PLAINLY, str(proxy.http)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["308", f"https://{NAME}/sign-in?next=/"]


_GET_PLAINLY = f"""
import http.client, sys
door = http.client.HTTPConnection("{HERE}", int(sys.argv[1]))
door.request("GET", "/sign-in?next=/", headers={{"Host": "{NAME}"}})
answer = door.getresponse()
print(answer.status, answer.headers["Location"])
"""


def test_when_the_product_is_away_a_page_says_so_in_both_languages(tmp_path: Path) -> None:
    with proxying(tmp_path, upstream=[9]) as proxy:
        answer = ask(proxy, "/pulse/7", method="POST", body=b"x")

    text = answer.body.decode()
    assert answer.status == 502
    assert "niet bereikbaar" in text
    assert "may have been saved" in text
    assert answer.header("Retry-After") == ["10"]
    assert "<script" not in text
    assert "style=" not in text
