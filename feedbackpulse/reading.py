"""Ask the main database the same thing once while one page is put together.

A page begins with `read_once`, and from then on what is marked with `once` remembers its answers:
in that session, while its transaction lasts, and never inside a `transaction` that writes. Jobs
and forms that change something do not begin so, and ask every time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session

from feedbackpulse.database import is_writing

P = ParamSpec("P")
R = TypeVar("R")
_ANSWERS: Final = "feedbackpulse.answers"


def read_once(session: Session) -> None:
    """Let a session remember what it was asked, until its transaction ends."""
    session.info[_ANSWERS] = {}


def once(
    find: Callable[Concatenate[Session, P], R],
) -> Callable[Concatenate[Session, P], R]:
    """Make a function that only reads, and whose answer nobody changes, remember it."""

    @wraps(find)
    def remembered(session: Session, /, *args: P.args, **asked: P.kwargs) -> R:
        answers = session.info.get(_ANSWERS)
        if answers is None or is_writing():
            return find(session, *args, **asked)
        key = _key(remembered, asked)
        if key not in answers:
            answers[key] = find(session, *args, **asked)
        answer: R = answers[key]
        return answer

    return remembered


def known(
    session: Session,
    find: Callable[Concatenate[Session, P], R],
    /,
    *args: P.args,
    **asked: P.kwargs,
) -> R | None:
    """Return what the page asked before, for whatever follows from it; None when it did not."""
    answers = session.info.get(_ANSWERS)
    answer: R | None = None if answers is None or is_writing() else answers.get(_key(find, asked))
    return answer


def _key(find: Callable[..., object], asked: Mapping[str, object]) -> Hashable:
    """Return under which key an answer is remembered."""
    return (find, *((name, _frozen(value)) for name, value in sorted(asked.items())))


def _frozen(value: object) -> Hashable:
    """Return what stands for an argument among the answers; order counts in lists alone."""
    if isinstance(value, set | frozenset):
        return frozenset(value)
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return tuple(value)
    assert isinstance(value, Hashable)
    return value


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, _ended: Any) -> None:
    if _ANSWERS in session.info:
        session.info[_ANSWERS] = {}
