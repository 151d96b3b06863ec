"""The log of gunicorn, without whoever asks for pages.

gunicorn writes the addresses of visitors, and pages with what is secret in them, into its error log
when something goes wrong, and every page into its access log when it is told to. Name this class as
`logger_class` and it does neither.
"""

from __future__ import annotations

import logging
import os
from typing import Any, Final

from gunicorn.glogging import Logger

from feedbackpulse.config import PREFIX
from feedbackpulse.logs import formatter_for

_OF_PROCESSES: Final = (
    "Booting worker",
    "Control socket",
    "Handling signal",
    "Listening at",
    "Reason:",
    "Shutting down",
    "Starting gunicorn",
    "Using worker",
    "WORKER TIMEOUT",
    "Worker (pid:%s)",
    "Worker exiting",
    "Worker failed to boot",
    "Exception in worker process",
)
"""How lines begin that are about processes. What is not known may be about visitors."""


class QuietLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """What gunicorn's processes do, and nothing of who asks for what."""

    def setup(self, cfg: Any) -> None:
        """Write lines in the form that the operator chose."""
        super().setup(cfg)
        form = os.environ.get(f"{PREFIX}LOG_FORMAT", "")
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter_for("json" if form == "json" else "text"))
        self.error_log.addFilter(hide_visitors)

    def access(self, *_answered: object) -> None:
        """Write nothing of a page that was asked for, whatever gunicorn was told."""


def hide_visitors(record: logging.LogRecord) -> bool:
    """Keep the words of lines about processes; of others only that there was something to say."""
    template = str(record.msg)
    record.event = "gunicorn"
    if not template.startswith(_OF_PROCESSES):
        record.event = "gunicorn_unsaid"
        record.msg, record.args = "gunicorn met something that may name a visitor", ()
    return True
