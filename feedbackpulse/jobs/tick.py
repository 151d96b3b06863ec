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
from feedbackpulse.jobs.covering import overwrite_names
from feedbackpulse.jobs.differences import note_differences
from feedbackpulse.jobs.keys_ahead import make_keys_ahead, rounds_soon
from feedbackpulse.jobs.leaving import see_off
from feedbackpulse.jobs.listening import count_results_opened
from feedbackpulse.jobs.night import Night
from feedbackpulse.jobs.peers import open_peer_rounds
from feedbackpulse.jobs.rounds import count_participation, open_round
from feedbackpulse.jobs.strictness import note_strictness
from feedbackpulse.jobs.usage import count_usage
from feedbackpulse.release.differences import rounds_without_differences
from feedbackpulse.roster.domain import TooFewPeopleError
from feedbackpulse.signals.allowance import begin_hour
from feedbackpulse.team_sessions.service import end_old
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
    """Do everything that is due: scramble, plan, close, finish, work out, open, count, post, and forget.

    What is forgotten: sessions older than their *lifetime*, and links and attempts that no longer
    count. A round stays planned while *may_open* says no. Who has a *night* scrambles once a day,
    counts once a quarter how many people reflected, and for each round how many leads opened it.
    *post* sends what is due by then.
    """
    if night is not None:
        _do_by_night(stores, night, now)
    with _apart("planning"), stores.main() as session, transaction(session):
        cycles.plan_next_rounds(session, now=now, catalogue=catalogue)
        ask_where_due(session, now=now)
    _each(stores, partial(_to_close, now=now), partial(close_round, stores, now=now))
    _each(stores, cycles.unfinished_rounds, partial(lapse_round, stores, now=now))
    _each(stores, rounds_without_differences, partial(note_differences, stores))
    opening = partial(open_round, stores, now=now, catalogue=catalogue)
    _each(stores, partial(cycles.due_to_open, now=now), _only_if(may_open, opening))
    _each(stores, partial(rounds_soon, now=now), partial(make_keys_ahead, stores, now=now))
    _each(stores, _answerable, partial(count_participation, stores, now=now))
    see_off(stores, now=now, apart=_apart)
    open_peer_rounds(stores, now=now, catalogue=catalogue, apart=_apart)
    with _apart("ending talks"), stores.main() as session, transaction(session):
        end_old(session, keys=stores.keys, now=now)
    with _apart("overwriting names"):
        overwrite_names(stores, now=now)
    if post is not None:
        with _apart("posting"):
            post(now)
    with _apart("forgetting"), stores.main() as session, transaction(session):
        _forget(session, now=now, lifetime=lifetime)
    with stores.main() as session:
        forget_deleted(session)


def do_what_can_wait(stores: Stores, *, catalogue: Catalogue) -> None:
    """Do what nobody waits for, so that mail and rounds need not wait for it either."""
    with _apart("comparing rounds"):
        note_strictness(stores, item=catalogue.anchor.code, apart=_apart)


def _do_by_night(stores: Stores, night: Night, now: datetime) -> None:
    with _apart("scrambling"):
        night.scramble(stores, now=now)
    with _apart("counting usage"):
        count_usage(stores, now=now)
    with _apart("counting who opened results"):
        count_results_opened(stores, now=now)


def _forget(session: Session, *, now: datetime, lifetime: Lifetime) -> None:
    """Forget what counts no longer, and how much was sent without a name in the last hour."""
    drop_old(session, now=now, lifetime=lifetime)
    drop_old_attempts(session, now=now)
    begin_hour(session, now=now)
    work.give_up_the_lost(session, now=now)
    work.forget_ended(session, now=now)


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
            _log.error(
                "round %s stays planned: `feedbackpulse doctor` says why",
                round_id,
                extra={"event": "round_stopped"},
            )

    return open_or_wait


@contextmanager
def _apart(what: str) -> Iterator[None]:
    """Go on after a failure. The log says what failed and where in the code: nothing of its data."""
    try:
        yield
    except (LostRoundError, TooFewPeopleError) as error:
        _log.error("%s: %s", what, error, extra={"event": "turn_refused"})
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("%s: %s\n%s", what, type(error).__name__, where, extra={"event": "turn_failed"})
