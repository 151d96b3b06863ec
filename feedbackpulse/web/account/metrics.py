"""What Prometheus may read: how the product is, and nothing of who uses it.

It says nothing about ballots, claims, sessions or visits, and of mails only for how long the oldest
has waited: a number that moves with every answer, or beside every answer, would be a live count.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask import Response, abort, request
from sqlalchemy.orm import Session

from feedbackpulse import __version__, clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.extensions import current_settings, db, standing
from feedbackpulse.jobs import work
from feedbackpulse.jobs.domain import JobState
from feedbackpulse.notices.outbox import longest_wait
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.watching import watch

if TYPE_CHECKING:
    from prometheus_client import Metric

_LATE: Final = timedelta(minutes=5)
_KIND: Final = "text/plain; version=0.0.4; charset=utf-8"


@blueprint.get("/metrics")
def metrics() -> Response:
    """Answer to whoever has the token; without one there is no such page."""
    wanted = current_settings().metrics_token
    found = watch()
    if not wanted or found is None:
        abort(404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        abort(401)
    from prometheus_client import CollectorRegistry, generate_latest

    state = CollectorRegistry()
    state.register(_State())
    return Response(generate_latest(found.counted()) + generate_latest(state), content_type=_KIND)


class _State:
    """How the installation is, asked when somebody wants to know."""

    def collect(self) -> Iterator[Metric]:
        """Give what can be known: of the stores always, of the rest when the main one is well."""
        from prometheus_client.core import GaugeMetricFamily

        yield _gauge("info", "The version that answers.", "version", {__version__: 1.0})
        wrong = {store: standing().trouble(store) for store in ("main", "box")}
        well = {store: float(trouble is None) for store, trouble in wrong.items()}
        yield _gauge("store_well", "Whether a store can be worked with.", "store", well)
        if wrong["main"] is not None:
            return
        yield _gauge("rounds", "Rounds, by what they are.", "state", _rounds(db.session()))
        yield _gauge(
            "rounds_late",
            "Rounds that should have opened or closed five minutes ago.",
            "step",
            _late(db.session()),
        )
        yield _gauge("jobs", "Work that somebody asked for.", "state", _jobs(db.session()))
        minutes = longest_wait(db.session(), now=clock.now()) // timedelta(minutes=1)
        yield GaugeMetricFamily(
            "feedbackpulse_mail_oldest_minutes",
            "For how long the oldest mail that may go has waited.",
            value=float(minutes),
        )


def _gauge(name: str, says: str, label: str, values: dict[str, float]) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"feedbackpulse_{name}", says, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family


def _rounds(session: Session) -> dict[str, float]:
    found = Counter(one.state for one in cycles.list_rounds(session))
    return {state.value: float(found[state]) for state in RoundState}


def _late(session: Session) -> dict[str, float]:
    then = clock.now() - _LATE
    return {
        "opening": float(len(cycles.due_to_open(session, now=then))),
        "closing": float(len(cycles.due_to_close(session, now=then))),
    }


def _jobs(session: Session) -> dict[str, float]:
    found = work.count_by_state(session)
    return {state.value: float(found[state]) for state in JobState if state is not JobState.DONE}
