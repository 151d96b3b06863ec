"""What a WSGI server runs: `gunicorn feedbackpulse.wsgi:app`.

The databases may be away, or of another version, when this is loaded: the pages say so until they
are there. Without a secret key, or files of its own, it ends with one line that says what to do.
"""

from __future__ import annotations

import logging
import sys
from typing import Final

from flask import Flask

from feedbackpulse import schema
from feedbackpulse.config import ConfigurationError, Settings
from feedbackpulse.logs import begin_logging
from feedbackpulse.paths import LostFilesError

_NOT_BOOTED: Final = 3
"""With this status of a worker gunicorn ends, instead of starting the next one at once."""


def _start() -> Flask:
    try:
        settings = Settings.from_environ()
        begin_logging(settings.log_format, level=logging.INFO)
        from feedbackpulse.app import build_app  # it reads files of the program

        return build_app(settings)
    except (ConfigurationError, LostFilesError) as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(_NOT_BOOTED)


app = _start()


def forget_connections() -> None:
    """Let a process that was forked open connections of its own, and leave its parent's alone."""
    for store in schema.STORES:
        schema.engine_of(app, store).dispose(close=False)
