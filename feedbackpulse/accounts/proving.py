"""When the roles that see or change most count in a session: after a second step, and not for long.

HR and administrators show more than a password, show it again when they were away, and once more
before what is hard to undo. All other roles count for as long as the session does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from feedbackpulse.accounts.domain import Lifetime, SignedIn
from feedbackpulse.people.domain import Role

GUARDED_LIFETIME: Final = Lifetime(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
GUARDED: Final = frozenset({Role.HR, Role.ADMIN})


@dataclass(frozen=True, kw_only=True, slots=True)
class Proving:
    """What somebody with a guarded role has to show, and for how long that holds."""

    twice: bool = True
    """Whether a second step is asked of everybody with such a role."""
    lifetime: Lifetime = GUARDED_LIFETIME
    recent: timedelta = timedelta(minutes=10)

    def counts(self, session: SignedIn, *, now: datetime) -> bool:
        """Say whether guarded roles count in a session."""
        proved = session.proved_at
        return (
            proved is not None
            and (session.twice or not self.twice)
            and now - proved < self.lifetime.absolute
            and not self.is_away(session, now=now)
        )

    def is_away(self, session: SignedIn, *, now: datetime) -> bool:
        """Say whether a session lay idle for longer than guarded roles may."""
        return session.used_at <= self.lifetime.oldest_use(now)

    def is_recent(self, session: SignedIn, *, now: datetime) -> bool:
        """Say whether somebody showed just now who they are."""
        return session.proved_at is not None and now - session.proved_at < self.recent
