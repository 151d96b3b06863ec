"""Use an installed feedbackpulse as an operator would: migrate, start, look, stop.

python try_installed.py COMMAND INSTANCE
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from urllib.request import urlopen

COMMAND, INSTANCE = sys.argv[1:]
ENVIRON = {
    **{name: value for name, value in os.environ.items() if not name.startswith("FEEDBACKPULSE_")},
    "FEEDBACKPULSE_INSTANCE_PATH": INSTANCE,
    "FEEDBACKPULSE_PORT": "0",
}


def run(*arguments: str) -> None:
    """Run a command that ends by itself."""
    print("feedbackpulse", *arguments, flush=True)
    subprocess.run([COMMAND, *arguments], check=True, env=ENVIRON)


def fetch(address: str, wanted: str) -> str:
    """Return a page that must hold certain words."""
    with urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
    assert answer.status == 200, f"{address}: {answer.status}"
    assert wanted in text, f"{address} does not hold {wanted!r}:\n{text[:2000]}"
    print("  fetched", address, flush=True)
    return text


def try_pages(base: str) -> None:
    """Fetch the health check, the sign-in page and a static file that it asks for."""
    fetch(f"{base}/health", "ok")
    page = fetch(f"{base}/sign-in", "<form")
    styles = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page)
    assert styles, "the sign-in page asks for no stylesheet"
    fetch(base + styles[0], "{")


def main() -> None:
    """Go through the first minutes of an installation."""
    run("where")
    run("migrate")
    print("feedbackpulse serve", flush=True)
    server = subprocess.Popen(
        [COMMAND, "serve"], env=ENVIRON, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        assert server.stdout
        lines = iter(server.stdout.readline, "")
        base = next(found[0] for line in lines if (found := re.search(r"http://[^\s/]+", line)))
        try_pages(base)
        asked = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0, f"the server ended with {server.returncode}"
        took = time.monotonic() - asked
        assert took < 1.5, f"the server took {took:.1f} s to stop"
        print(f"  stopped in {took:.2f} s", flush=True)
    finally:
        server.kill()


if __name__ == "__main__":
    main()
