"""Real servers for the browser: the same command that an operator types."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"running at (http://[^\s/]+)")


@contextmanager
def running(command: str, instance: Path, **settings: str) -> Iterator[str]:
    """Run `feedbackpulse COMMAND` on an instance folder; give its address."""
    instance.mkdir(parents=True, exist_ok=True)
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACKP")}
    environ = {
        **ours,
        "FEEDBACKPULSE_INSTANCE_PATH": str(instance),
        "FEEDBACKPULSE_SECOND_FACTOR": "optional",  # nobody in these tests has an app
        **settings,
    }
    with (instance.parent / f"{instance.name}-{os.getpid()}.log").open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "feedbackpulse", command],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield _address(server, Path(log.name))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            if server.stdout:
                server.stdout.close()


def _address(server: subprocess.Popen[str], log: Path) -> str:
    assert server.stdout
    for line in iter(server.stdout.readline, ""):
        if found := ADDRESS.search(line):
            return found[1]
    message = f"the server did not start:\n{log.read_text(encoding='utf-8')[-4000:]}"
    raise AssertionError(message)
