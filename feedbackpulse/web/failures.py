"""What the log hears of a page that failed: which one, and where in our code. Never its address."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Final

from flask import Flask, request

_log = logging.getLogger(__name__)

_UNLOGGED: Final = frozenset(
    {
        "account.invited",
        "employee.compliment",
        "employee.consultation",
        "employee.contribute",
        "employee.manifest",
        "employee.manifest_part",
        "employee.propose_question",
        "employee.receipts",
        "employee.send_answers",
        "employee.stamp",
        "employee.thanks",
        "employee.whole_manifest",
    }
)


def is_unlogged() -> bool:
    """Say whether no line may tell that this page was asked for at this moment.

    Something comes here without a name, or a browser that sends a ballot looks something up.
    Beside a line with a time and a name, a line with a time could say whose it was.
    """
    return request.blueprint == "ballot" or request.endpoint in _UNLOGGED


class Pages(Flask):
    """The application, with its own way of telling about a failure."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Write down that a page failed. Flask would write its address, and what is secret in it."""
        if not is_unlogged():
            _log.error(
                "the page %s failed",
                request.endpoint,
                exc_info=exc_info,
                extra={"event": "page_failed"},
            )
