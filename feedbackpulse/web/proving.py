"""Asking once more who it is: for roles that wait for it, and before what is hard to undo.

What somebody sent meanwhile stays on the page that asks, and is sent along with the proof.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Final, ParamSpec

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.accounts import second_factor
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.factor_key import LostFactorKeyError
from feedbackpulse.accounts.throttle import PROOF, forget_attempts
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, proving, standing, stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.troubles import Trouble
from feedbackpulse.web.brake import hold_back
from feedbackpulse.web.identity import me, prove_again, proved_recently

PROOF_FIELD: Final = "proof"
_NOT_CARRIED: Final = frozenset({PROOF_FIELD, "csrf_token"})
_Args = ParamSpec("_Args")


class Means(StrEnum):
    """With what somebody shows who they are."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105  (the name of a means, not a secret)
    NONE = "none"


def means_of(person_id: PersonId) -> Means:
    """Return with what somebody can show who they are, without signing in anew."""
    session = db.session()
    if second_factor.has_second_factor(session, person_id=person_id):
        return Means.CODE
    has_password = accounts.has_password(session, person_id=person_id)
    return Means.PASSWORD if has_password else Means.NONE


def mistake_in_code(person_id: PersonId, code: str) -> str:
    """Use a code up and say what is wrong with it, "" when it is good.

    Without their key, codes from apps cannot be told right from wrong; spare codes can.
    """
    try:
        with transaction(db.session()) as session:
            is_good = second_factor.is_code_of(
                session, keys=stores().keys, person_id=person_id, code=code, now=clock.now()
            )
    except LostFactorKeyError:
        standing().tell(Trouble.KEY_LOST)
        return str(
            _("We cannot check codes from apps right now. Use a spare code, or try again later.")
        )
    return "" if is_good else str(_("This code is not right, or it was used already."))


def recently_proved(
    view: Callable[_Args, ResponseReturnValue],
) -> Callable[_Args, ResponseReturnValue]:
    """Ask once more who it is before a page, unless that was just shown."""

    @wraps(view)
    def guarded(*args: _Args.args, **kwargs: _Args.kwargs) -> ResponseReturnValue:
        refusal = None if proved_recently() else ask_again()
        return view(*args, **kwargs) if refusal is None else refusal

    return guarded


def ask_for_role() -> ResponseReturnValue | None:
    """Ask whoever has a role that waits to show who they are, or to set up a second step first."""
    if proving().twice and means_of(me().id) is not Means.CODE:
        return redirect(url_for("account.second_step"))
    return ask_again()


def ask_again() -> ResponseReturnValue | None:
    """Ask who it is, keeping what was sent; None when a proof that came along is good."""
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("account.confirm", next=request.full_path.rstrip("?")))
    given = request.form.get(PROOF_FIELD)
    if given is None:
        return ask_page(action=request.full_path.rstrip("?")), 422
    return check_proof(given, action=request.full_path.rstrip("?"))


def check_proof(given: str, *, action: str) -> ResponseReturnValue | None:
    """Go on with a proof that is good, and else ask again."""
    who = (str(me().id),)
    if (wait := hold_back((PROOF, who))) is not None:
        return wait
    means = means_of(me().id)
    if (mistake := _mistake(means, given)) is not None:
        return ask_page(action=action, mistake=mistake), 422
    with transaction(db.session()) as session:
        forget_attempts(session, PROOF, of=who)
    prove_again(twice=means is Means.CODE)
    return None


def _mistake(means: Means, given: str) -> str | None:
    """Return what is wrong with a proof; None when it is good."""
    if means is Means.CODE:
        return mistake_in_code(me().id, given) or None
    if means is Means.NONE:
        return ""
    is_good = accounts.is_password_of(db.session(), person_id=me().id, password=given)
    return None if is_good else str(_("This is not your password."))


def ask_page(*, action: str, mistake: str = "") -> str:
    """Return the page that asks who it is, with what was sent in hidden fields."""
    means = means_of(me().id)
    return render_template(
        "proving/index.html",
        action=action,
        means=means.value,
        mistake=mistake,
        carried=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in _NOT_CARRIED
        ],
        had_files=any(file.filename for file in request.files.values()),
    )
