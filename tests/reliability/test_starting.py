"""Do processes start while the databases are away, serve when they are there, and stop in order?"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.config import PREFIX
from feedbackpulse.database import ballot_transaction
from feedbackpulse.jobs.queue import FILE
from feedbackpulse.troubles import REMEDIES, Trouble, trouble_of
from tests.databases import FILES, address_in
from tests.faults.odd_bytes import Heard, Odd, ask, get
from tests.faults.running import HERE, ROOT, Installation, Process, Server, free_port

pytestmark = pytest.mark.timeout(180)
WAIT = 60
PAGE = Odd(name="a page", head=get(b"/sign-in"))


@pytest.fixture
def place(instance: Path) -> Installation:
    """Return an installation; nobody is invited to anything."""
    return Installation(folder=instance, round_id=None, codes={})  # type: ignore[arg-type]  # of no use here


@contextmanager
def process(
    place: Installation, *command: str, before: Sequence[str] = (), **more: str
) -> Iterator[Server]:
    """Run a command of the product, or gunicorn; where it serves, at a port of its own.

    *before* is a program that runs it, *more* are further variables.
    """
    port = free_port()
    environment = place.environment() | {f"{PREFIX}PORT": str(port)} | more
    words = [word.replace("PORT", f"{HERE}:{port}") for word in command]
    log = place.folder.parent / f"{command[0]}-{command[1]}.log"
    started = Server(
        command=[*before, sys.executable, "-P", "-m", *words],
        environment={"PYTHONPATH": str(ROOT)} | environment,
        log=log,
        port=port,
    )
    started.start()
    try:
        yield started
    finally:
        started.kill()


def until_status(server: Server, status: int) -> None:
    """Wait until a page has a status."""
    heard: Heard | None = None
    for _ in range(WAIT * 10):
        try:
            heard = ask(server.address, PAGE)
        except OSError:
            heard = None
        if heard is not None and heard.status == status:
            return
        time.sleep(0.1)
    pytest.fail(f"{heard}\n{server.log.read_text(encoding='utf-8')}")


def until_said(process: Process, words: str) -> None:
    """Wait until the log has some words."""
    for _ in range(WAIT * 10):
        if words in process.log.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    pytest.fail(process.log.read_text(encoding="utf-8"))


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """Take the main database away, before anybody has it open."""
    file = folder / FILES["main"]
    hidden = file.rename(file.with_suffix(".hidden"))
    file.mkdir()
    yield
    file.rmdir()
    hidden.rename(file)


def test_serve_starts_without_its_database_serves_when_it_is_there_and_stops_when_told(
    place: Installation,
) -> None:
    with ExitStack() as absence:
        absence.enter_context(away(place.folder))
        with process(place, "feedbackpulse", "serve") as server:
            until_status(server, 503)
            until_said(server, REMEDIES[Trouble.DATABASE_AWAY])
            absence.close()
            until_status(server, 200)
            server.running.send_signal(signal.SIGTERM)

            assert server.running.wait(20) == 0


def test_a_worker_waits_for_its_database_and_stops_when_told(place: Installation) -> None:
    with away(place.folder), process(place, "feedbackpulse", "worker") as worker:
        until_said(worker, REMEDIES[Trouble.DATABASE_AWAY])
        while not (place.folder / FILE).exists():  # it listens to signals before it makes its queue
            time.sleep(0.1)
        still_there = worker.running.poll() is None
        worker.running.send_signal(signal.SIGTERM)

        assert still_there
        assert worker.running.wait(40) == 0


def test_gunicorn_ends_what_it_is_at_before_it_stops(place: Installation) -> None:
    with process(place, "gunicorn", "feedbackpulse.wsgi:app", "--bind", "PORT") as server:
        until_status(server, 200)
        with socket.create_connection((HERE, server.port), WAIT) as line:
            body = b"code=1234"
            line.sendall(b"POST /i HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
            time.sleep(0.3)
            server.running.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            line.sendall(body)
            answer = line.recv(1000)

        assert answer.startswith(b"HTTP/1.1 400")  # the answer of ours: a form without its token
        assert server.running.wait(WAIT) == 0


SERVE, WORKER = ("feedbackpulse", "serve"), ("feedbackpulse", "worker")
GUNICORN = ("gunicorn", "feedbackpulse.wsgi:app", "--bind", "PORT")
SAVES_NOTHING = "We cannot save anything right now"


def as_anybody() -> list[str]:
    """Return what takes root’s right to read and write everything from a process."""
    if os.geteuid() != 0:
        return []
    found = shutil.which("setpriv")
    if found is None:
        pytest.skip("root may read and write everything, and setpriv is not here")
    return [found, "--bounding-set=-all", "--inh-caps=-all"]


def nobody_may_write(folder: Path) -> None:
    folder.chmod(0o500)


def nobody_may_read_the_key(folder: Path) -> None:
    (folder / "secret_key").write_text("a" * 64, encoding="ascii")
    (folder / "secret_key").chmod(0)


@pytest.mark.parametrize(
    ("make", "command", "says"),
    [
        (nobody_may_write, SERVE, REMEDIES[Trouble.READ_ONLY]),
        (nobody_may_write, GUNICORN, REMEDIES[Trouble.READ_ONLY]),
        (nobody_may_read_the_key, WORKER, REMEDIES[Trouble.READ_ONLY]),
    ],
)
def test_without_a_secret_key_it_ends_with_one_line_and_may_be_started_again(
    place: Installation,
    request: pytest.FixtureRequest,
    make: Callable[[Path], None],
    command: tuple[str, ...],
    says: str,
) -> None:
    alone = replace(place, settings={"SECRET_KEY": ""})
    make(place.folder)
    request.addfinalizer(lambda: place.folder.chmod(0o700))
    with process(alone, *command, before=as_anybody()) as started:
        status = started.running.wait(WAIT)
        log = started.log.read_text(encoding="utf-8")

    assert status not in {0, None}  # systemd and compose start it again
    assert [line for line in log.splitlines() if says in line and line.startswith("Error: ")]
    assert "Traceback" not in log


@pytest.mark.both_engines
@pytest.mark.postgresql_only
def test_everything_starts_without_a_postgresql_and_goes_on_when_it_is_there(
    place: Installation, tmp_path: Path
) -> None:
    address, door = address_in(place.folder), tmp_path / "door"
    assert address is not None
    main, box = (
        address.url(store).replace(str(address.sockets), str(door)) for store in ("main", "box")
    )
    assert str(door) in main
    apart = {"DATABASE_URL": main, "BALLOT_DATABASE_URL": box, "QUEUE_URL": main}
    waiting = replace(place, settings=apart)
    with (
        process(waiting, *SERVE) as pages,
        process(waiting, *GUNICORN) as gunicorn,
        process(waiting, *WORKER) as worker,
        process(waiting, "feedbackpulse", "migrate", "--wait") as migration,
    ):
        for each in (pages, gunicorn):
            until_status(each, 503)
        for one in (pages, gunicorn, worker, migration):
            until_said(one, REMEDIES[Trouble.DATABASE_AWAY])
        door.symlink_to(address.sockets)
        for each in (pages, gunicorn):
            until_status(each, 200)
        until_said(worker, f"{Trouble.DATABASE_AWAY.value} is over")

        assert migration.running.wait(WAIT) == 0
        assert [one.running.poll() for one in (pages, gunicorn, worker)] == [None] * 3


@contextmanager
def read_only(folder: Path) -> Iterator[Callable[[], None]]:
    """Let nobody write in a folder, not root either, until what is given is called."""
    mount = shutil.which("mount") or pytest.skip("nothing can be mounted here")
    bind = [mount, "--bind", str(folder), str(folder)]
    if subprocess.run(bind, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")

    def let_write(how: str = "rw") -> None:
        subprocess.run([mount, "-o", f"remount,bind,{how}", str(folder)], check=True)

    try:
        let_write("ro")
        yield let_write
    finally:
        subprocess.run([str(shutil.which("umount")), "--lazy", str(folder)], check=True)


def sent_password(browser: OpenerDirector, address: str) -> int:
    """Try to sign in, and return the status."""
    with browser.open(f"{address}/sign-in", timeout=WAIT) as page:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token is not None
    form = {"csrf_token": token[1], "email": "noor@example.org", "password": "guessed"}
    with pytest.raises(HTTPError) as error:
        browser.open(f"{address}/sign-in", urlencode(form).encode(), timeout=WAIT)
    with error.value:
        return error.value.code


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_on_a_disk_that_is_read_only_it_starts_and_goes_on_when_that_is_over(
    place: Installation,
) -> None:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.addheaders = [("Accept-Language", "en")]
    with read_only(place.folder) as let_write, process(place, *SERVE) as server:
        until_status(server, 503)
        until_said(server, REMEDIES[Trouble.READ_ONLY])
        with pytest.raises(HTTPError) as trouble, browser.open(f"{server.address}/sign-in"):
            pass
        let_write()
        until_status(server, 200)
        status = sent_password(browser, server.address)

    with trouble.value as page:
        assert SAVES_NOTHING in page.read().decode()
    assert status == 422


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_box_that_was_opened_where_nothing_can_be_written_is_opened_anew(
    place: Installation,
) -> None:
    gone = delete(BallotRow)
    with place.stores() as stores, read_only(place.folder) as let_write:
        found = None
        try:
            with stores.box() as box, ballot_transaction(box):
                box.execute(gone)
        except DBAPIError as error:
            found = trouble_of(error)
        let_write()
        with stores.box() as box, ballot_transaction(box):
            box.execute(gone)

    assert found is Trouble.READ_ONLY


def until_gone(server: Server, path: bytes) -> Heard:
    """Ask for a page until it is answered with the trouble that is going on."""
    for _ in range(WAIT):
        heard = ask(server.address, Odd(name="a page", head=get(path)))
        if heard.status == 503:
            return heard
        time.sleep(0.1)
    pytest.fail(server.log.read_text(encoding="utf-8"))


def test_folders_of_the_program_that_are_away_cost_pages_and_no_start_is_made_without_them(
    place: Installation, tmp_path: Path
) -> None:
    program = tmp_path / "program"
    for name in ("feedbackpulse", "templates", "static", "migrations"):
        shutil.copytree(ROOT / name, program / name)
    there = {"PYTHONPATH": str(program)}
    with process(place, *SERVE, **there) as server:
        until_status(server, 200)
        for name, path in (("static", b"/static/css/app.css"), ("templates", b"/privacy")):
            hidden = (program / name).rename(program / "hidden")
            until_gone(server, path)
            until_said(server, REMEDIES[Trouble.FILES_LOST])
            hidden.rename(program / name)
            assert ask(server.address, Odd(name=name, head=get(path))).status == 200
    (program / "static").rename(program / "hidden")
    with process(place, *WORKER, **there) as worker:
        assert worker.running.wait(WAIT) == 1
        until_said(worker, "install this version again")
