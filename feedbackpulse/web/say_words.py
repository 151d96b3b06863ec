"""What the log says of how employees shape the listening: what they were asked, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from feedbackpulse.consultations.domain import ProposalState

Details = Mapping[str, Any]


def asked_or_decided(title: str, details: Details) -> str:
    """Return the heading of a consultation that opened, or that was decided."""
    if "decision" in details:
        return str(_("We decided about “%(title)s”.", title=title))
    return str(_("We ask what you think: “%(title)s”.", title=title))


def asked_or_decided_lines(details: Details) -> Iterator[str]:
    """Yield what was decided, or until when people can have their say."""
    if "decision" in details:
        yield details["decision"]
    else:
        until = format_date(date.fromisoformat(details["closes"]), "EEEE d MMMM")
        yield str(_("You can have your say until %(day)s.", day=until))


def became(details: Details) -> str:
    """Return what became of a proposal."""
    known = {
        ProposalState.ACCEPTED: _("We will ask a question that one of us proposed."),
        ProposalState.DECLINED: _("We will not ask a question that one of us proposed."),
        ProposalState.REMOVED: _("A proposal for a question was taken off the list."),
    }
    return str(known[ProposalState(details["state"])])


def proposed(details: Details) -> Iterator[str]:
    """Yield the words of a proposal, where they were kept."""
    if details["text"]:
        yield f"“{details['text']}”"


def done_with(details: Details) -> Iterator[str]:
    """Yield what was done with what people said of the questions."""
    yield details["done"]
