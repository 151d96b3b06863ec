"""How gunicorn serves feedbackpulse: `gunicorn --config gunicorn.conf.py feedbackpulse.wsgi:app`.

A buffering proxy belongs in front (see nginx/): by itself this stops answering when some dozens of
visitors send slowly. There is no access log, and none may be added: a line with a moment and an
address beside a line of a ballot would tell who answered.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

_COUNTS = "PROMETHEUS_MULTIPROC_DIR"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


bind = f"{os.environ.get('FEEDBACKPULSE_HOST') or '127.0.0.1'}:" + (
    os.environ.get("FEEDBACKPULSE_PORT") or "8000"
)
workers = int(os.environ.get("WEB_CONCURRENCY") or _cores())
worker_class = "gthread"
threads = 4
preload_app = True  # a worker that died is there again at once, and all share their memory
timeout = 60
graceful_timeout = 30
accesslog = None
errorlog = "-"
logger_class = "feedbackpulse.serving_log.QuietLog"
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108  (gunicorn makes files there that have no name)
    worker_tmp_dir = "/dev/shm"  # noqa: S108  (as above)

# Processes that are watched count together; their counts go with the server.
if any(os.environ.get(f"FEEDBACKPULSE_METRICS_TOKEN{kind}") for kind in ("", "_FILE")):
    os.environ.setdefault(_COUNTS, tempfile.mkdtemp(prefix="feedbackpulse-counts-"))


def when_ready(server: Any) -> None:
    """Leave what all processes share in peace: their memory stays shared, and they end sooner."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Let a new process open connections of its own."""
    from feedbackpulse.wsgi import forget_connections

    forget_connections()


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a process counted that has ended."""
    if os.environ.get(_COUNTS):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # it has no types


def on_exit(server: Any) -> None:
    """Leave no counts behind."""
    if folder := os.environ.get(_COUNTS):
        shutil.rmtree(folder, ignore_errors=True)
