"""The rounds as iCalendar (RFC 5545) writes them, in the zone of their organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from feedbackpulse.cycles.feed import FeedRound

_HOURS: Final = timedelta(hours=12)
"""How often a calendar program is asked to look again."""
_MARGIN: Final = timedelta(days=400)


def calendar_of(rounds: Sequence[FeedRound], *, organisation: str) -> bytes:
    """Return the calendar: each round opens and closes as an event of its own."""
    calendar = Calendar()
    calendar.add("prodid", "-//feedbackpulse//rounds//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", organisation)
    calendar.add("x-wr-calname", organisation)
    calendar.add("refresh-interval", _HOURS, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for zone in sorted({one.zone for one in rounds}):
        moments = [m for one in rounds if one.zone == zone for m in (one.opens_at, one.closes_at)]
        calendar.add_component(_timezone(zone, min(moments) - _MARGIN, max(moments) + _MARGIN))
    for one in rounds:
        for event in _events(one):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(one: FeedRound) -> Iterator[Event]:
    named = {"title": one.title, "number": one.number}
    yield _event(one, "opens", one.opens_at, _("%(title)s, round %(number)d opens", **named))
    yield _event(one, "closes", one.closes_at, _("%(title)s, round %(number)d closes", **named))


def _event(one: FeedRound, what: str, at: datetime, summary: str) -> Event:
    changed = datetime.combine(one.changed_on, time(), UTC)
    event = Event()
    event.add("uid", f"{one.cycle_id}-{one.number}-{what}@feedbackpulse")
    event.add("summary", summary)
    event.add("dtstart", at.astimezone(ZoneInfo(one.zone)))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", one.sequence)
    event.add("transp", "TRANSPARENT")
    return event


def _timezone(name: str, since: datetime, until: datetime) -> Timezone:
    """Return a zone with every change of its clock between two moments, and none besides."""
    zone, found = ZoneInfo(name), Timezone()
    found.add("tzid", name)
    offset = _offset(zone, since)
    found.add_component(_observance(zone, since, offset, offset))
    for at in _changes(zone, since, until):
        before, after = _offset(zone, at - timedelta(seconds=1)), _offset(zone, at)
        found.add_component(_observance(zone, at, before, after))
    return found


def _observance(
    zone: ZoneInfo, at: datetime, before: timedelta, after: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    local = at.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    # The wall time at which the clock changes is that of the time before.
    part.add("dtstart", at.astimezone(UTC).replace(tzinfo=None, microsecond=0) + before)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", local.tzname() or str(zone))
    return part


def _changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    low, day = since.replace(microsecond=0), timedelta(days=1)
    while low < until:
        if _offset(zone, low) != _offset(zone, low + day):
            yield _first_moment(zone, low, low + day)
        low += day


def _first_moment(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    old, second = _offset(zone, low), timedelta(seconds=1)
    while high - low > second:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
