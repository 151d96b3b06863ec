"""Who may open which pages. A blueprint without a guard does not pass the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Flask, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse.access.domain import Access, Viewer
from feedbackpulse.people.domain import Role
from feedbackpulse.web.identity import find_me, me, reads_organisation, waiting_roles
from feedbackpulse.web.proving import ask_for_role


@dataclass(frozen=True)
class OpenToAll:
    """Say out loud that these pages need no sign-in."""

    def __call__(self) -> None:
        """Let everyone pass."""


@dataclass(frozen=True)
class OnlyFor:
    """Let only people with this role pass."""

    role: Role

    def __call__(self) -> ResponseReturnValue | None:
        """Send visitors to the sign-in page, and refuse everyone else."""
        person = find_me()
        if person is None:
            return _to_sign_in()
        return None if self.role in person.roles else _refuse(self.role)


@dataclass(frozen=True)
class OnlyForSome:
    """Let only people with one of these roles pass; the pages ask which of them."""

    roles: frozenset[Role]

    def __call__(self) -> ResponseReturnValue | None:
        """Send visitors to the sign-in page, and refuse everyone else."""
        person = find_me()
        if person is None:
            return _to_sign_in()
        return None if self.roles & person.roles else _refuse(*self.roles)


@dataclass(frozen=True)
class OnlyForReaders:
    """Let HR pass, and the direction to the pages that only show what was released."""

    readable: frozenset[str]
    """The pages of the direction, by endpoint; a new page is HR's until it is named here."""

    def __call__(self) -> ResponseReturnValue | None:
        """Send visitors to the sign-in page, and refuse everyone else."""
        person = find_me()
        if person is None:
            return _to_sign_in()
        is_readable = request.endpoint in self.readable
        if Role.HR in person.roles or (is_readable and reads_organisation(person)):
            return None
        return _refuse(Role.HR)


def insist(rule: Callable[[Viewer], Access | bool]) -> None:
    """Let pass whom a rule allows; for all others what they ask for is not there.

    Whom it would allow with a role that waits is asked to show who they are, as at a guard.
    """
    person = me()
    if rule(Viewer.of(person)):
        return
    if not rule(Viewer.of(replace(person, roles=person.roles | waiting_roles()))):
        abort(404)
    if (asked := ask_for_role()) is not None:
        abort(make_response(asked))
    if not rule(Viewer.of(me())):  # a proof that came along counts from here on
        abort(404)


def _refuse(*wanted: Role) -> ResponseReturnValue | None:
    """Ask whoever has the role to show who they are, and refuse everyone else."""
    if not waiting_roles() & set(wanted):
        abort(403)
    return ask_for_role()


def _to_sign_in() -> ResponseReturnValue:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("account.sign_in", next=wanted))


def only_forms() -> None:
    """Refuse JSON: no page reads it, and what is nested deep enough breaks whoever parses it."""
    if request.is_json:
        abort(400)


def register(app: Flask) -> None:
    """Guard what holds for every page."""
    app.before_request(only_forms)
