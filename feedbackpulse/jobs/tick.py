"""Do what is due, each minute. What fails does not keep the rest from its turn."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from feedbackpulse.accounts.domain import USUAL_LIFETIME, Lifetime
from feedbackpulse.accounts.service import drop_old
from feedbackpulse.accounts.throttle import drop_old_attempts
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import ask_where_due
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.closing import LostRoundError, close_round, lapse_round
from feedbackpulse.jobs.night import Night
from feedbackpulse.jobs.rounds import count_participation, open_round
from feedbackpulse.roster.domain import TooFewPeopleError
from feedbackpulse.traces import forget_deleted

_log = logging.getLogger(__name__)


def always() -> bool:
    """Let every round open: what to say when nobody examines the installation."""
    return True


def tick(
    stores: Stores,
    *,
    now: datetime,
    catalogue: Catalogue,
    lifetime: Lifetime = USUAL_LIFETIME,
    may_open: Callable[[], bool] = always,
    night: Night | None = None,
    post: Callable[[datetime], None] | None = None,
) -> None:
    """Do everything that is due: scramble, plan, close, finish, open, count, post, and forget.

    What is forgotten: sessions older than their *lifetime*, and links and attempts that no longer
    count. A round stays planned while *may_open* says no. Who has a *night* scrambles once a day.
    *post* sends what is due by then.
    """
    if night is not None:
        with _apart("scrambling"):
            night.scramble(stores, now=now)
    with _apart("planning"), stores.main() as session, transaction(session):
        cycles.plan_next_rounds(session, now=now, catalogue=catalogue)
        ask_where_due(session, now=now)
    _each(stores, partial(_to_close, now=now), partial(close_round, stores, now=now))
    _each(stores, cycles.unfinished_rounds, partial(lapse_round, stores, now=now))
    opening = partial(open_round, stores, now=now, catalogue=catalogue)
    _each(stores, partial(cycles.due_to_open, now=now), _only_if(may_open, opening))
    _each(stores, _answerable, partial(count_participation, stores, now=now))
    if post is not None:
        with _apart("posting"):
            post(now)
    with _apart("forgetting"), stores.main() as session, transaction(session):
        drop_old(session, now=now, lifetime=lifetime)
        drop_old_attempts(session, now=now)
        work.give_up_the_lost(session, now=now)
        work.forget_ended(session, now=now)
    with stores.main() as session:
        forget_deleted(session)


def _to_close(session: Session, *, now: datetime) -> list[RoundId]:
    return [*cycles.due_to_close(session, now=now), *cycles.unfinished_rounds(session)]


def _answerable(session: Session) -> list[RoundId]:
    return [found.id for found in cycles.open_rounds(session)]


def _each(
    stores: Stores, find: Callable[[Session], Iterable[RoundId]], do: Callable[..., object]
) -> None:
    with stores.main() as session:
        due = find(session)
    for round_id in due:
        with _apart(f"round {round_id}"):
            do(round_id=round_id)


def _only_if(may_open: Callable[[], bool], opening: Callable[..., object]) -> Callable[..., None]:
    def open_or_wait(*, round_id: RoundId) -> None:
        if may_open():
            opening(round_id=round_id)
        else:
            _log.error("round %s stays planned: `feedbackpulse doctor` says why", round_id)

    return open_or_wait


@contextmanager
def _apart(what: str) -> Iterator[None]:
    """Go on after a failure. The log says what failed and where in the code: nothing of its data."""
    try:
        yield
    except (LostRoundError, TooFewPeopleError) as error:
        _log.error("%s: %s", what, error)
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("%s: %s\n%s", what, type(error).__name__, where)
