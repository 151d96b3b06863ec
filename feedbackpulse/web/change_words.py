"""What a line of the programme's log says, in plain words: what happened, and in which role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import Rhythm
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind
from feedbackpulse.web.countries import country_name
from feedbackpulse.web.cycle_words import rhythm_label
from feedbackpulse.web.pace_words import every_weeks
from feedbackpulse.web.rule_words import rule_in_words
from feedbackpulse.web.say_words import (
    asked_or_decided,
    asked_or_decided_lines,
    became,
    done_with,
    proposed,
)

WAITS_DAYS = 14


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One line of the log as everybody reads it."""

    on: date
    icon: str
    heading: str
    lines: tuple[str, ...]
    reason: str
    who: str


def told(change: Change, *, catalogue: Catalogue, locale: str) -> Told:
    """Return a line of the log in words."""
    words = _Words(change=change, catalogue=catalogue, locale=locale)
    return Told(
        on=change.on,
        icon=_ICONS[change.kind],
        heading=words.heading(),
        lines=tuple(words.lines()),
        reason=change.reason,
        who=_who_covered(change) if change.kind is Kind.COVERED else who_did(change.role),
    )


def who_did(role: Role | None) -> str:
    """Return in which role somebody decided it; nobody is named."""
    known = {
        None: _("The program, by itself"),
        Role.HR: _("Decided by HR"),
        Role.COUNCIL: _("Decided by the works council"),
        Role.ADMIN: _("Decided by an administrator"),
    }
    return str(known.get(role, _("Decided by HR")))


def _who_covered(change: Change) -> str:
    """Return who made a name unreadable; of a signal not to which kind of reader it was sent."""
    if change.details["what"] == "comment":
        return who_did(Role.HR)
    return str(_("Done by who it was sent to"))


_ICONS: Mapping[Kind, str] = {
    Kind.STARTED: "plus",
    Kind.APPROVED: "check",
    Kind.RETURNED: "back",
    Kind.PAUSED: "clock",
    Kind.RESUMED: "arrow",
    Kind.ENDED: "flag",
    Kind.STRICTER: "lock",
    Kind.RHYTHM: "cal",
    Kind.SLOWED: "clock",
    Kind.OPENED: "chat",
    Kind.MOVED: "cal",
    Kind.EXTENDED: "clock",
    Kind.CLOSED_EARLY: "flag",
    Kind.RELEASED: "check",
    Kind.LAPSED: "x",
    Kind.CANCELLED: "x",
    Kind.CLOSED_DAYS: "cal",
    Kind.PROGRAMME: "pencil",
    Kind.OWN_ITEM: "pencil",
    Kind.CONSULTATION: "chat",
    Kind.PROPOSAL: "bulb",
    Kind.WORTH: "clock",
    Kind.COVERED: "lock",
    Kind.RESTORED: "clock",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    change: Change
    catalogue: Catalogue
    locale: str

    @property
    def details(self) -> Mapping[str, Any]:
        return self.change.details

    def heading(self) -> str:
        title = self.change.title
        if self.change.round_number is not None and self.change.kind not in _OF_CYCLES:
            title = _("%(title)s, round %(number)d", title=title, number=self.change.round_number)
        known: Mapping[Kind, Callable[[], str]] = {
            Kind.STARTED: lambda: _("“%(title)s” has started.", title=title),
            Kind.APPROVED: lambda: _("“%(title)s” was approved.", title=title),
            Kind.RETURNED: lambda: _("“%(title)s” was sent back to HR.", title=title),
            Kind.PAUSED: lambda: _("“%(title)s” was paused.", title=title),
            Kind.RESUMED: lambda: _("“%(title)s” goes on.", title=title),
            Kind.ENDED: lambda: _("“%(title)s” has ended.", title=title),
            Kind.STRICTER: lambda: _("The privacy of “%(title)s” became stricter.", title=title),
            Kind.RHYTHM: lambda: _("“%(title)s” comes at other moments.", title=title),
            Kind.SLOWED: lambda: self._slowed(title),
            Kind.OPENED: lambda: _("“%(title)s” opened.", title=title),
            Kind.MOVED: lambda: _("“%(title)s” was moved.", title=title),
            Kind.EXTENDED: lambda: _("“%(title)s” stays open for longer.", title=title),
            Kind.CLOSED_EARLY: lambda: _("“%(title)s” closed early.", title=title),
            Kind.RELEASED: lambda: _("The outcome of “%(title)s” came out.", title=title),
            Kind.LAPSED: lambda: _("“%(title)s” has lapsed. Nothing was counted.", title=title),
            Kind.CANCELLED: lambda: _("“%(title)s” was cancelled.", title=title),
            Kind.CLOSED_DAYS: lambda: _("The days on which nothing opens changed."),
            Kind.PROGRAMME: lambda: _("The choices for all questions changed."),
            Kind.OWN_ITEM: lambda: _("A question of our own changed."),
            Kind.CONSULTATION: lambda: asked_or_decided(title, self.details),
            Kind.PROPOSAL: lambda: became(self.details),
            Kind.WORTH: lambda: _("Was “%(title)s” worth our time?", title=title),
            Kind.COVERED: self._covered,
            Kind.RESTORED: lambda: _("An earlier copy of everything was put back."),
        }
        return str(known[self.change.kind]())

    def lines(self) -> Iterable[str]:
        known: Mapping[Kind, Callable[[], Iterator[str]]] = {
            Kind.OPENED: self._asked,
            Kind.MOVED: self._moved,
            Kind.EXTENDED: self._closing,
            Kind.CLOSED_EARLY: self._closing,
            Kind.STRICTER: self._numbers,
            Kind.SLOWED: self._why_slowed,
            Kind.LAPSED: self._why_lapsed,
            Kind.RESTORED: self._what_is_gone,
            Kind.RHYTHM: self._rhythms,
            Kind.CLOSED_DAYS: self._closed,
            Kind.PROGRAMME: self._choices,
            Kind.OWN_ITEM: self._own_item,
            Kind.CONSULTATION: lambda: asked_or_decided_lines(self.details),
            Kind.PROPOSAL: lambda: proposed(self.details),
            Kind.WORTH: lambda: done_with(self.details),
        }
        return known[self.change.kind]() if self.change.kind in known else ()

    def _asked(self) -> Iterator[str]:
        codes = [c for c in self.details.get("checkpoints", ()) if c in self._points]
        if codes:
            themes = ", ".join(self._points[code] for code in codes)
            yield str(_("It asked about: %(themes)s.", themes=themes))
        if "closes" in self.details:
            yield str(_("It was planned until %(day)s.", day=_day(self.details["closes"])))

    @property
    def _points(self) -> dict[str, str]:
        return {one.code: one.title.in_(self.locale) for one in self.catalogue.checkpoints}

    def _moved(self) -> Iterator[str]:
        first, last = (_day(self.details[name]) for name in ("from", "to"))
        yield str(_("From %(first)s to %(last)s.", first=first, last=last))
        if "why" in self.details:
            yield str(_("The reason: %(why)s.", why=self.details["why"][self.locale]))

    def _closing(self) -> Iterator[str]:
        first, last = (_day(self.details[name]) for name in ("from", "to"))
        yield str(_("It closes on %(last)s instead of %(first)s.", first=first, last=last))

    def _numbers(self) -> Iterator[str]:
        said = {
            "smallest_group": _("Answers before a figure is shown"),
            "comments_group": _("Answers before comments are shown"),
            "margin": _("Answers that always stay uncertain"),
        }
        before, after = self.details["from"], self.details["to"]
        for name, label in said.items():
            if before[name] != after[name]:
                yield f"{label}: {before[name]} → {after[name]}"

    def _slowed(self, title: str) -> str:
        if self.details.get("undone"):
            return str(_("“%(title)s” comes as often as before.", title=title))
        return str(_("“%(title)s” comes half as often.", title=title))

    def _why_slowed(self) -> Iterator[str]:
        if not self.details.get("undone"):
            yield str(_("In two rounds after one another fewer than half of us took part."))

    def _why_lapsed(self) -> Iterator[str]:
        if self.details.get("why") == "key":
            yield str(_("An earlier copy was put back, and the key to its answers is gone."))
            yield str(_("Nobody can read them any more."))
            return
        yield str(
            ngettext(
                "The second key was not used within %(num)d day. All ballots were destroyed unread.",
                "The second key was not used within %(num)d days. "
                "All ballots were destroyed unread.",
                WAITS_DAYS,
            )
        )

    def _what_is_gone(self) -> Iterator[str]:
        moment = format_datetime(datetime.fromisoformat(self.details["as_of"]), "d MMMM, HH:mm")
        yield str(_("What came after %(moment)s is gone.", moment=moment))
        yield str(_("Did you answer questions after that? Please answer them again."))
        yield str(_("Links in earlier mails do not work any more, and everybody signs in again."))

    def _covered(self) -> str:
        if self.details["undone"]:
            return str(_("A name can be read again in what somebody wrote."))
        return str(_("A name was made unreadable in what somebody wrote."))

    def _rhythms(self) -> Iterator[str]:
        before, after = (_rhythm(self.details[name]) for name in ("from", "to"))
        if before != after:
            yield f"{before} → {after}"
        days = [self.details[name]["window_days"] for name in ("from", "to")]
        if days[0] != days[1]:
            yield f"{_('Days open')}: {days[0]} → {days[1]}"

    def _closed(self) -> Iterator[str]:
        if "closed" in self.details:
            yield str(_("%(name)s: %(first)s to %(last)s.", **_period(self.details["closed"])))
        if "opened" in self.details:
            days = _period(self.details["opened"])
            yield str(_("No longer closed: %(name)s, %(first)s to %(last)s.", **days))
        if "holidays" in self.details:
            before, after = (country_name(self.details["holidays"][one]) for one in ("from", "to"))
            yield f"{_('Public holidays')}: {before} → {after}"

    def _choices(self) -> Iterator[str]:
        said = {
            f"customer_{self.locale}": _("Our word for whom we work for"),
            "quiet_from": _("No messages from"),
            "quiet_until": _("No messages until"),
            "minutes_limit": _("Minutes of questions for each of us in a year, at most"),
        }
        for name, label in said.items():
            if name in self.details:
                yield f"{label}: {self.details[name]}"
        yield from self._rhythm_of_reflection()

    def _rhythm_of_reflection(self) -> Iterator[str]:
        proposed = {
            "reflection_large_weeks": _("What we propose for looking at yourself"),
            "reflection_small_weeks": _("What we propose for a short look at your own plan"),
        }
        for name, label in proposed.items():
            if name in self.details:
                yield f"{label}: {every_weeks(self.details[name])}"

    def _own_item(self) -> Iterator[str]:
        if self.locale in self.details:
            yield f"“{self.details[self.locale]}”"


_OF_CYCLES = {Kind.RHYTHM, Kind.SLOWED}


def _rhythm(kept: Mapping[str, Any]) -> str:
    return rule_in_words(kept["rule"]) if kept["rule"] else rhythm_label(Rhythm(kept["rhythm"]))


def _period(kept: Mapping[str, str]) -> dict[str, str]:
    return {"name": kept["name"], "first": _day(kept["from"]), "last": _day(kept["to"])}


def _day(text: str) -> str:
    """Return a day of the log in words: it may be kept as a day, or as a moment."""
    if "T" in text:
        return str(format_datetime(datetime.fromisoformat(text), "EEEE d MMMM"))
    return str(format_date(date.fromisoformat(text), "EEEE d MMMM"))
