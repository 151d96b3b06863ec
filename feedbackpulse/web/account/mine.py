"""The guard of pages about oneself, which stand among others that are open to all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask.typing import ResponseReturnValue

from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import OnlyFor

_Args = ParamSpec("_Args")
_guard = OnlyFor(Role.EMPLOYEE)


def mine(view: Callable[_Args, ResponseReturnValue]) -> Callable[_Args, ResponseReturnValue]:
    """Ask to sign in first."""

    @wraps(view)
    def guarded(*args: _Args.args, **kwargs: _Args.kwargs) -> ResponseReturnValue:
        refusal = _guard()
        return view(*args, **kwargs) if refusal is None else refusal

    return guarded
