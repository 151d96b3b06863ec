"""How lines of the log are written: for people, or as JSON for programs.

A line says what happened (its event), in words, and where in our code an error was raised. What an
error says of itself is never written: it may repeat what somebody sent.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

from feedbackpulse.config import LogFormat

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_CHATTY: Final = ("alembic", "huey")
_OF_VISITORS: Final = "waitress"
"""Whose lines have the address of the page that somebody left, or that failed."""


class Lines(logging.Formatter):
    """Lines for people, with the moment in UTC."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  (the standard library's name)
        """Return the moment, in seconds."""
        return _moment(record)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  (as above)
        """Return what kind of error it was and where it was raised, without its words."""
        return "\n".join([_kinds(ei[1]), *_places(ei[2])])


class JsonLines(Lines):
    """One JSON object in each line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. What only its reader may use, a one-time link, stays out of it."""
        is_secret = getattr(record, "secret", False)
        line: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", record.name),
            "text": str(record.msg) if is_secret else record.getMessage(),
            "process": record.process,
        }
        if record.exc_info:
            line |= {"error": _kinds(record.exc_info[1]), "where": _places(record.exc_info[2])}
        return json.dumps(line, ensure_ascii=False)


def begin_logging(chosen: LogFormat, *, level: int) -> None:
    """Write every line of this process to its standard error, in the chosen form."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter_for(chosen))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger(_OF_VISITORS).addFilter(names_no_page)


def names_no_page(record: logging.LogRecord) -> bool:
    """Say whether a line of the server for one process is about connections, and not about a page."""
    return str(record.msg).startswith("total open connections")


def formatter_for(chosen: LogFormat) -> logging.Formatter:
    """Return what writes lines in the chosen form."""
    return JsonLines() if chosen == "json" else Lines()


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _kinds(error: BaseException | None) -> str:
    """Return the kinds of an error and of what led to it."""
    kinds: list[str] = []
    while error is not None and len(kinds) < 8:  # noqa: PLR2004  (chains can be made to go round)
        kinds.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return " from ".join(kinds)


def _places(raised: TracebackType | None) -> list[str]:
    """Return where it went wrong: files, lines and functions."""
    frames = traceback.extract_tb(raised)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
