"""How long pages take and how many fail, for who watches over the product.

Only the pages of those who manage something are timed, all together. How often employees come, or
fetch a file of the pages for answering, would tell how many have answered; where something comes
without a name not even a failure is counted.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, current_app, g, request

from feedbackpulse.extensions import current_settings
from feedbackpulse.web.failures import is_unlogged

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram

DESKS: Final = frozenset({"admin", "adviser", "council", "hr", "lead"})
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The folder in which the processes of one gunicorn keep their counts together."""
_NAME: Final = "feedbackpulse watch"
_FAILED: Final = 500
_STEPS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """What this process counted."""

    own: CollectorRegistry
    seconds: Histogram
    failures: Counter

    def counted(self) -> CollectorRegistry:
        """Return what was counted here, or by all processes of this gunicorn."""
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        if not os.environ.get(SHARED):
            return self.own
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # it has no types
        return together


def watch() -> Watch | None:
    """Return what this application counts; None when nobody watches."""
    found: Watch | None = current_app.extensions.get(_NAME)
    return found


def _new_watch() -> Watch:
    from prometheus_client import CollectorRegistry, Counter, Histogram

    own = CollectorRegistry()
    return Watch(
        own=own,
        seconds=Histogram(
            "feedbackpulse_desk_page_seconds",
            "How long pages of leads, HR, administrators, council and adviser took, together.",
            buckets=_STEPS,
            registry=own,
        ),
        failures=Counter(
            "feedbackpulse_page_failures",
            "Pages that failed, except where something comes without a name.",
            registry=own,
        ),
    )


def _begin() -> None:
    g.began = time.monotonic()


def _count(response: Response) -> Response:
    found = watch()
    if found is not None and not is_unlogged() and not _is_answering():
        if request.blueprint in DESKS and "began" in g:
            found.seconds.observe(time.monotonic() - g.began)
        if response.status_code >= _FAILED:
            found.failures.inc()
    return response


def _is_answering() -> bool:
    return request.path.startswith("/pulse/") or request.endpoint == "static"


def register(app: Flask) -> None:
    """Count, when there is a token for who may read it."""
    with app.app_context():
        is_watched = bool(current_settings().metrics_token)
    if is_watched:
        app.extensions[_NAME] = _new_watch()
        app.before_request(_begin)
        app.after_request(_count)
