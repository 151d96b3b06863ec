"""On what somebody answers with a code: a device of their own, or a tablet that many share.

A shared tablet clears itself. With JavaScript a module counts down and lets people ask for more
time; without it the browser goes back to the start after a while, and more time is a button that
sends along what is filled in. Which of the two it is travels with each form: nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for
from flask_babel import get_locale

CLEARS_AFTER: Final = 180
"""Seconds until a shared tablet goes back to the start, where no module does that."""
WITH_PATIENCE: Final = 1800
"""The same for who asked for more time, and as a last resort where a module looks after it."""
NEXT_AFTER: Final = 20
"""Seconds until the next person may begin, after one has sent."""


def as_sent(*, is_kiosk: bool) -> dict[str, bool]:
    """Return what a form or address says of a device; on one's own there is nothing to say."""
    sent = request.values if is_kiosk else {}
    return {
        "is_kiosk": is_kiosk,
        "has_script": "script" in sent,
        "is_patient": "more" in sent or "patient" in sent,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Where the forms lead, and what a shared tablet knows of its browser."""

    is_kiosk: bool = False
    has_script: bool = False
    is_patient: bool = False

    @classmethod
    def of_kiosk(cls) -> Way:
        """Return the way of a shared tablet, as its form or address says."""
        return cls(**as_sent(is_kiosk=True))

    @property
    def carried(self) -> dict[str, str]:
        """Return what every form takes along."""
        chosen = {"script": self.has_script, "patient": self.is_patient}
        return {name: "yes" for name, is_so in chosen.items() if is_so}

    def start(self, *, lang: str | None = None, script: bool | None = None) -> str:
        """Return where a code is typed in."""
        return self.path("ballot.enter", "ballot.kiosk", lang=lang, script=script)

    def path(
        self, own: str, shared: str, *, lang: str | None, script: bool | None, **values: Any
    ) -> str:
        """Return the path of a page: on a device of one's own, or on a shared tablet."""
        if not self.is_kiosk:
            return url_for(own, lang=lang or str(get_locale()), **values)
        known = self.has_script if script is None else script
        return url_for(shared, lang=lang, script="yes" if known else None, **values)

    def answer(self, lang: str) -> str:
        """Return where the answers are sent."""
        return url_for("ballot.kiosk_answer" if self.is_kiosk else "ballot.answer", lang=lang)

    def headers(self, *, seconds: int | None = None) -> dict[str, Any]:
        """Return the headers that bring a shared tablet back to the start."""
        if not self.is_kiosk:
            return {}
        after = WITH_PATIENCE if self.has_script or self.is_patient else seconds or CLEARS_AFTER
        return {"Refresh": f"{after}; url={self.start()}"}
