"""Signals in words: what kinds there are, who reads them, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from feedbackpulse.signals.domain import Reader, SignalKind, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class KindWords:
    """A kind of signal: its name, what it is for, and what the sender is asked."""

    name: str
    about: str
    question: str


def kind_words(kind: SignalKind) -> KindWords:
    """Return a kind of signal in words."""
    name, about, question = {
        SignalKind.IDEA: (
            _("Idea"),
            _("Something that could be better, and how."),
            _("What is your idea, and what does it help?"),
        ),
        SignalKind.CONCERN: (
            _("Concern"),
            _("Something that worries you, or that is not right."),
            _("What do you see, and what does it lead to?"),
        ),
        SignalKind.COMPLIMENT: (
            _("Compliment"),
            _("Something that a team did well."),
            _("What did the team do, and what did it bring?"),
        ),
        SignalKind.BARRIER: (
            _("Barrier"),
            _("Something that stopped you from helping a customer."),
            _("What stopped you from helping a customer?"),
        ),
        SignalKind.MOMENT: (
            _("Customer moment"),
            _("Something that happened with a customer."),
            _("What happened with the customer, and what did you notice?"),
        ),
    }[kind]
    return KindWords(name=str(name), about=str(about), question=str(question))


def reader_words(reader: Reader, team: str = "") -> str:
    """Return who reads a signal; *team* is the name of the team whose lead it is for."""
    words = {
        Reader.HR: _("HR"),
        Reader.LEAD: _("The lead of %(team)s", team=team),
        Reader.ADVISER: _("The confidential adviser"),
    }
    return str(words[reader])


def status_words(status: Status) -> str:
    """Return how far a signal is."""
    words = {
        Status.NEW: _("New"),
        Status.TAKEN: _("Somebody is working on it"),
        Status.ANSWERED: _("Answered"),
        Status.CLOSED: _("Closed"),
        Status.MERGED: _("Put with one that says the same"),
    }
    return str(words[status])
