"""Who may open which pages. A blueprint without a guard does not pass the tests."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse.people.domain import Role
from feedbackpulse.web.identity import find_me


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
        if self.role not in person.roles:
            abort(403)
        return None


@dataclass(frozen=True)
class OnlyForSome:
    """Let only people with one of these roles pass; the pages ask which of them."""

    roles: frozenset[Role]

    def __call__(self) -> ResponseReturnValue | None:
        """Send visitors to the sign-in page, and refuse everyone else."""
        person = find_me()
        if person is None:
            return _to_sign_in()
        if not self.roles & person.roles:
            abort(403)
        return None


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
