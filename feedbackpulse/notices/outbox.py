"""The outbox: mails that wait in the database until a mail server has them.

A mail is queued in the transaction that makes it due, so that neither is there without the other.
One process at a time leases it. What was delivered leaves nothing but a count and, for the one
mail a day, that somebody had theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import CursorResult, case, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import insert_if_new, one_at_a_time
from feedbackpulse.notices.domain import ASKED_FOR, MailId, MailKind, NewMail, Outcome, QueuedMail
from feedbackpulse.notices.tables import MailCountRow, MailDayRow, MailRow
from feedbackpulse.people.domain import PersonId
from feedbackpulse.traces import sweep

LEASE: Final = timedelta(minutes=5)
"""How long a mail that is being sent belongs to one process: longer than any mail takes."""
_DAYS_KEPT: Final = timedelta(days=2)
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_URGENCY: Final = (
    MailKind.SIGN_IN,
    MailKind.PASSWORD,
    MailKind.SECOND_STEP,
    MailKind.HANDOVER,
    MailKind.INVITATION,
    MailKind.REMINDER,
    MailKind.RESULTS,
    MailKind.CHANGES,
    MailKind.DIGEST,
    MailKind.LOOK_BACK,
    MailKind.COLLEAGUE,
    MailKind.COLLEAGUES,
    MailKind.SHARED,
    MailKind.SIGNALS,
    MailKind.ANSWER,
    MailKind.PROMISE,
)


def queue_mail(
    session: Session,
    *,
    person_id: PersonId,
    kind: MailKind,
    due_at: datetime,
    round_id: RoundId | None = None,
    details: Mapping[str, Any] = _NOTHING,
    dedupe: str | None = None,
    expires_at: datetime | None = None,
) -> MailId | None:
    """Let a mail go out from a moment on, and return its id; None when its like is waiting.

    Mails with the same *dedupe* wait one at a time. After *expires_at* it is dropped unsent.
    """
    mail = NewMail(
        id=MailId(uuid4()),
        person_id=person_id,
        kind=kind,
        due_at=due_at,
        round_id=round_id,
        details=dict(details),
        expires_at=expires_at,
    )
    return mail.id if insert_if_new(session, MailRow, _values_of(mail, dedupe)) else None


def queue_mails(session: Session, mails: Sequence[NewMail]) -> None:
    """Let many mails go out, in the order given."""
    if mails:
        session.execute(insert(MailRow), [_values_of(mail, None) for mail in mails])


def due_mails(session: Session, *, now: datetime, limit: int) -> list[MailId]:
    """Return mails that may be tried now: what somebody waits for first, then by urgency.

    Within one kind and moment in the order of their ids, which is chance.
    """
    urgency = case({kind.value: place for place, kind in enumerate(_URGENCY)}, value=MailRow.kind)
    query = (
        select(MailRow.id)
        .where(MailRow.due_at <= now, _is_free(now))
        .order_by(urgency, MailRow.due_at, MailRow.id)
        .limit(limit)
    )
    return [MailId(found) for found in session.scalars(query)]


def lease_mail(session: Session, *, mail_id: MailId, now: datetime) -> QueuedMail | None:
    """Take a mail for this process, in one conditional update; None when another was first.

    Of one person only one mail at a time is on its way: if its process was killed, nobody knows
    whether it was sent, and it goes first.
    """
    row = session.get(MailRow, mail_id, populate_existing=True)
    if row is None:
        return None
    mail = _mail(row)
    own = (MailRow.id == mail_id, MailRow.due_at <= now, MailRow.attempts == mail.attempts)
    may_go = [*own, _is_free(now)]
    if mail.kind not in ASKED_FOR:
        one_at_a_time(session, "mail", mail.person_id)
        may_go.append(~_has_one_on_its_way(mail))
    leased: Any = session.execute(
        update(MailRow)
        .where(*may_go)
        .values(leased_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    return mail if leased.rowcount == 1 else None


def was_written_to(session: Session, *, person_id: PersonId, day: date) -> bool:
    """Say whether somebody had their one mail of a day."""
    return session.get(MailDayRow, (person_id, day), populate_existing=True) is not None


def postpone(session: Session, *, mail_id: MailId, until: datetime) -> None:
    """Let a mail wait until a calmer moment, which is nobody's failure."""
    _release(session, mail_id, due_at=until)


def give_back(session: Session, *, mail_id: MailId) -> None:
    """Let go of a mail that was not tried: the mail server is away."""
    _release(session, mail_id)


def try_again(session: Session, *, mail_id: MailId, at: datetime) -> None:
    """Let a mail wait for its next attempt after one that failed."""
    _release(session, mail_id, due_at=at, attempts=MailRow.attempts + 1)


def finish_mail(session: Session, *, mail: QueuedMail, outcome: Outcome, day: date) -> None:
    """Delete a mail and count what became of it; of a delivered one the day is kept a while."""
    gone: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a DELETE gives one
        delete(MailRow).where(MailRow.id == mail.id)
    )
    if outcome is Outcome.DELIVERED and mail.kind not in ASKED_FOR:
        insert_if_new(session, MailDayRow, {"person_id": mail.person_id, "day": day})
    if gone.rowcount == 1:  # else its round was burnt meanwhile, or whoever took over was quicker
        _count(session, day, outcome)


def drop_mails(session: Session, *, round_id: RoundId, kinds: Iterable[MailKind]) -> int:
    """Delete the waiting mails of some kinds about a round; return how many."""
    gone: Any = session.execute(
        delete(MailRow).where(MailRow.round_id == round_id, MailRow.kind.in_(_values(kinds)))
    )
    return int(gone.rowcount)


def take_back(session: Session, *, dedupe: str) -> None:
    """Delete the mail that waits under this key, if there is one: what it was for is done."""
    session.execute(delete(MailRow).where(MailRow.dedupe == dedupe))


def forget_days(session: Session, *, today: date) -> None:
    """Delete who was written to on days that no longer matter."""
    session.execute(delete(MailDayRow).where(MailDayRow.day < today - _DAYS_KEPT))


def sweep_outbox(session: Session) -> None:
    """Remove from the files what was deleted: whom a mail was for. Outside any transaction."""
    sweep(session, MailRow, MailDayRow)


def counts(session: Session, *, since: date) -> Mapping[Outcome, int]:
    """Return how many mails had which outcome from a day on."""
    found = dict.fromkeys(Outcome, 0)
    query = select(MailCountRow).where(MailCountRow.day >= since)
    for row in session.scalars(query.execution_options(populate_existing=True)):
        found[Outcome(row.outcome)] += row.count
    return found


def _has_one_on_its_way(mail: QueuedMail) -> Any:
    other = aliased(MailRow)
    return exists().where(
        other.person_id == mail.person_id,
        other.id != mail.id,
        other.leased_until.is_not(None),
        other.kind.not_in(_values(ASKED_FOR)),
    )


def _is_free(now: datetime) -> Any:
    """No lease, one that ran out, or one that a clock which has jumped back could not have given."""
    until = MailRow.leased_until
    return or_(until.is_(None), until <= now, until > now + LEASE)


def _values(kinds: Iterable[MailKind]) -> list[str]:
    return [kind.value for kind in kinds]


def _release(session: Session, mail_id: MailId, **changes: Any) -> None:
    session.execute(
        update(MailRow)
        .where(MailRow.id == mail_id)
        .values(leased_until=None, **changes)
        .execution_options(synchronize_session=False)
    )


def _count(session: Session, day: date, outcome: Outcome) -> None:
    one_more = (
        update(MailCountRow)
        .where(MailCountRow.day == day, MailCountRow.outcome == outcome.value)
        .values(count=MailCountRow.count + 1)
        .execution_options(synchronize_session=False)
    )
    first = {"day": day, "outcome": outcome.value, "count": 1}
    counted: Any = session.execute(one_more)
    if counted.rowcount == 0 and not insert_if_new(session, MailCountRow, first):
        session.execute(one_more)


def _values_of(mail: NewMail, dedupe: str | None) -> dict[str, Any]:
    return {
        "id": mail.id,
        "person_id": mail.person_id,
        "kind": mail.kind.value,
        "dedupe": dedupe,
        "round_id": mail.round_id,
        "details": mail.details,
        "due_at": mail.due_at,
        "expires_at": mail.expires_at,
        "attempts": 0,
    }


def _mail(row: MailRow) -> QueuedMail:
    return QueuedMail(
        id=MailId(row.id),
        person_id=PersonId(row.person_id),
        kind=MailKind(row.kind),
        round_id=None if row.round_id is None else RoundId(row.round_id),
        details=row.details,
        attempts=row.attempts,
        expires_at=row.expires_at,
    )


def longest_wait(session: Session, *, now: datetime) -> timedelta:
    """Return for how long the oldest mail that may go has waited."""
    is_useful = or_(MailRow.expires_at.is_(None), MailRow.expires_at > now)
    oldest = session.scalar(select(func.min(MailRow.due_at)).where(is_useful))
    return max(now - oldest, timedelta()) if oldest else timedelta()
