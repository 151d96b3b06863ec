"""What we write to people about their account.

There is no mail yet: the link goes to the log, for the operator to pass on.
"""

from __future__ import annotations

import logging

_log = logging.getLogger("feedbackpulse.mail")


def send_link(link: str) -> None:
    """Send somebody the link with which they choose a password."""
    _log.info("one-time link: %s", link)
