"""Where the pages for signals and conversations lead, on a device of one's own or a shared tablet."""

from __future__ import annotations

from dataclasses import dataclass

from feedbackpulse.web.ballot.way import Way, as_sent


@dataclass(frozen=True, kw_only=True, slots=True)
class SignalWay(Way):
    """The way of somebody who came through the door."""

    door: str

    @classmethod
    def through(cls, door: str, *, is_kiosk: bool) -> SignalWay:
        """Return the way through this door, as the form or address says."""
        return cls(door=door, **as_sent(is_kiosk=is_kiosk))

    def start(self, *, lang: str | None = None, script: bool | None = None) -> str:
        """Return where the form is, empty."""
        places = "ballot.signal", "ballot.kiosk_signal"
        return self.path(*places, lang=lang, script=script, door=self.door)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyWay(Way):
    """The way of somebody with the code of a conversation."""

    @classmethod
    def here(cls, *, is_kiosk: bool) -> ReplyWay:
        """Return the way to conversations, as the form or address says."""
        return cls(**as_sent(is_kiosk=is_kiosk))

    def start(self, *, lang: str | None = None, script: bool | None = None) -> str:
        """Return where a code is typed in."""
        return self.path("ballot.reply", "ballot.kiosk_reply", lang=lang, script=script)
