"""Channels of Slack and Teams, and the messages about rounds that are posted in them.

A message is for everybody who reads the channel: it names nobody, and is nobody's invitation. It
is queued once per channel, round and kind; one process at a time leases it, and what did not
arrive is tried again, later each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NewType
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, insert_if_new, transaction
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.formats import BODIES, ChannelKind, Message
from feedbackpulse.notices.tables import ChannelPostRow, ChannelRow
from feedbackpulse.notices.webhook import Door, Fault, check_address, post_json

ChannelId = NewType("ChannelId", UUID)

LEASE: Final = timedelta(minutes=5)
MOST_ATTEMPTS: Final = 7
AT_ONCE: Final = 5
"""So many messages in one go; posting them takes less than a lease."""
_FIRST_WAIT: Final = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """Where messages are posted. Whoever knows the address can post there too."""

    id: ChannelId
    kind: ChannelKind
    name: str
    url: str = field(repr=False)
    locale: str
    active: bool = True
    problem: Fault | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuedPost:
    """A message about a round that is due in a channel."""

    channel: Channel
    round_id: RoundId
    kind: MailKind


Send = Callable[[Channel, Message], Fault | None]
Compose = Callable[[QueuedPost], Message | None]


def list_channels(session: Session) -> tuple[Channel, ...]:
    """Return all channels, by name."""
    query = select(ChannelRow).order_by(ChannelRow.name, ChannelRow.id)
    return tuple(_channel(row) for row in session.scalars(query))


def find_channel(session: Session, *, channel_id: ChannelId) -> Channel | None:
    """Return a channel, or None when there is no such channel (any more)."""
    row = session.get(ChannelRow, channel_id)
    return None if row is None else _channel(row)


def add_channel(
    session: Session, *, door: Door, kind: ChannelKind, name: str, url: str, locale: str
) -> Channel:
    """Add a channel. Raises AddressRefusedError when its address may not be posted to."""
    check_address(door, url)
    row = ChannelRow(
        id=uuid4(), kind=kind.value, name=name.strip(), url=url, locale=locale, active=True
    )
    session.add(row)
    session.flush()
    return _channel(row)


def switch_channel(session: Session, *, channel_id: ChannelId, active: bool) -> None:
    """Let messages come in a channel, or not until further notice."""
    session.execute(update(ChannelRow).where(ChannelRow.id == channel_id).values(active=active))


def remove_channel(session: Session, *, channel_id: ChannelId) -> None:
    """Forget a channel, its address, and what was posted in it."""
    session.execute(delete(ChannelPostRow).where(ChannelPostRow.channel_id == channel_id))
    session.execute(delete(ChannelRow).where(ChannelRow.id == channel_id))


def note_outcome(session: Session, *, channel_id: ChannelId, fault: Fault | None) -> None:
    """Remember why the last message did not arrive in a channel, or that it did."""
    problem = "" if fault is None else fault.value
    session.execute(update(ChannelRow).where(ChannelRow.id == channel_id).values(problem=problem))


def send_message(door: Door, channel: Channel, message: Message) -> Fault | None:
    """Post a message in a channel, once; return why it did not arrive, or None."""
    return post_json(door, address=channel.url, body=BODIES[channel.kind](message))


def queue_posts(session: Session, *, round_id: RoundId, kind: MailKind, due_at: datetime) -> int:
    """Queue a message about a round in every channel, once; return in how many.

    That a round opened goes to every channel that takes messages now. What comes after goes to
    those where the opening stood by then: nobody reads of the end of what they did not see begin.
    """
    here = and_(
        ChannelPostRow.channel_id == ChannelRow.id,
        ChannelPostRow.round_id == round_id,
    )
    query = select(ChannelRow.id).where(
        ChannelRow.active, ~exists().where(here, ChannelPostRow.kind == kind.value)
    )
    if kind is not MailKind.INVITATION:
        opening = ChannelPostRow.kind == MailKind.INVITATION.value
        before = ChannelPostRow.due_at <= due_at
        query = query.where(exists().where(here, opening, before, ChannelPostRow.posted))
    fresh = {"round_id": round_id, "kind": kind.value, "due_at": due_at}
    return sum(
        insert_if_new(
            session,
            ChannelPostRow,
            {"channel_id": channel_id, "posted": False, "attempts": 0, **fresh},
        )
        for channel_id in session.scalars(query.order_by(ChannelRow.id)).all()
    )


def post_due(stores: Stores, *, now: datetime, send: Send, compose: Compose) -> int:
    """Post what is due, a message at a time; return how many arrived."""
    with stores.main() as session:
        due = session.execute(
            select(ChannelPostRow.channel_id, ChannelPostRow.round_id, ChannelPostRow.kind)
            .join(ChannelRow, ChannelRow.id == ChannelPostRow.channel_id)
            .where(ChannelRow.active, _is_free(now))
            .order_by(ChannelPostRow.due_at)
            .limit(AT_ONCE)
        ).all()
    arrived = 0
    for channel_id, round_id, kind in due:
        leased = _lease(stores, _own(channel_id, round_id, kind), now)
        if leased is not None:
            arrived += _post(stores, leased, now, send, compose)
    return arrived


def _post(stores: Stores, queued: QueuedPost, now: datetime, send: Send, compose: Compose) -> bool:
    message = compose(queued)
    fault = None if message is None else send(queued.channel, message)
    own = _own(queued.channel.id, queued.round_id, queued.kind.value)
    with stores.main() as session, transaction(session):
        row = session.scalar(select(ChannelPostRow).where(own).with_for_update())
        if row is None:  # somebody removed the channel meanwhile
            return False
        row.leased_until = None
        row.posted = message is not None and fault is None
        if message is None or (fault is not None and not fault.passes):
            row.attempts = MOST_ATTEMPTS
        if not row.posted:
            row.due_at = now + _FIRST_WAIT * 2 ** (row.attempts - 1)
        if message is not None:
            note_outcome(session, channel_id=queued.channel.id, fault=fault)
        return row.posted


def _lease(stores: Stores, own: ColumnElement[bool], now: datetime) -> QueuedPost | None:
    """Take a message for a while, unless another process was first."""
    with stores.main() as session, transaction(session):
        taken: Any = session.execute(
            update(ChannelPostRow)
            .where(own, _is_free(now))
            .values(leased_until=now + LEASE, attempts=ChannelPostRow.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        row = session.scalar(select(ChannelPostRow).where(own)) if taken.rowcount == 1 else None
        channel = None if row is None else session.get(ChannelRow, row.channel_id)
        if row is None or channel is None:
            return None
        return QueuedPost(
            channel=_channel(channel), round_id=RoundId(row.round_id), kind=MailKind(row.kind)
        )


def _is_free(now: datetime) -> ColumnElement[bool]:
    """No lease, one that ran out, or one that a clock which has jumped back could not have given."""
    until = ChannelPostRow.leased_until
    return and_(
        ChannelPostRow.posted.is_(False),
        ChannelPostRow.attempts < MOST_ATTEMPTS,
        ChannelPostRow.due_at <= now,
        or_(until.is_(None), until <= now, until > now + LEASE),
    )


def _own(channel_id: UUID, round_id: UUID, kind: str) -> ColumnElement[bool]:
    return and_(
        ChannelPostRow.channel_id == channel_id,
        ChannelPostRow.round_id == round_id,
        ChannelPostRow.kind == kind,
    )


def _channel(row: ChannelRow) -> Channel:
    return Channel(
        id=ChannelId(row.id),
        kind=ChannelKind(row.kind),
        name=row.name,
        url=row.url,
        locale=row.locale,
        active=row.active,
        problem=Fault(row.problem) if row.problem else None,
    )
