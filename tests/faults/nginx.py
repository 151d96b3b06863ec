"""An nginx of one's own before a server, which reads what clients send before it passes it on."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.faults.running import HERE, Server, free_port

_CONFIGURATION: Final = """
daemon off;
pid {place}/pid;
error_log {place}/errors;
worker_processes 1;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    server {{
        listen {here}:{port};
        client_max_body_size 11m;
        location / {{
            proxy_pass http://{here}:{behind};
            proxy_set_header Host $host:$server_port;
            proxy_request_buffering on;
        }}
    }}
}}
"""


class NoNginxError(RuntimeError):
    """There is no nginx on this machine."""


@contextmanager
def nginx_before(server: Server) -> Iterator[str]:
    """Run nginx before a server until the block ends; give its address."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        raise NoNginxError("nginx is needed here: `apt-get install nginx-light`")
    with tempfile.TemporaryDirectory(prefix="nginx-") as place:
        port, file = free_port(), Path(place) / "nginx.conf"
        file.write_text(
            _CONFIGURATION.format(place=place, here=HERE, port=port, behind=server.port),
            encoding="utf-8",
        )
        running = subprocess.Popen([program, "-c", str(file), "-e", f"{place}/errors", "-p", place])
        try:
            _wait(f"http://{HERE}:{port}")
            yield f"http://{HERE}:{port}"
        finally:
            running.terminate()
            running.wait()


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            with urlopen(f"{address}/health", timeout=5):  # noqa: S310  (our own http)
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.05)
