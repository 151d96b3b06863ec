"""The page behind the link of an invitation: one button, and then the questions.

Opening it changes nothing, and no script presses the button: programs that examine mail open
every link, and some of them run scripts.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse import clock
from feedbackpulse.accounts.throttle import MAILED
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.roster.invited import Invited, find_invited
from feedbackpulse.web import identity
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.brake import address, hold_back
from feedbackpulse.web.mailed_codes import code_in


@blueprint.route("/i", methods=["GET", "POST"])
def invited() -> ResponseReturnValue:
    """Ask whether to go on; then let whoever was invited answer, and nothing else."""
    if request.method != "POST":
        return render_template("account/invited/index.html")
    found = _find(code_in(request.form))
    if found is None:
        wait = hold_back((MAILED, (address(),)))
        return wait or (render_template("account/invited/gone.html"), 410)
    identity.let_answer(found.person_id)
    return redirect(url_for("employee.answer", round_id=found.round_id))


def _find(code: str) -> Invited | None:
    """Return who was invited, as long as they work here."""
    found = find_invited(db.session(), token=code, now=clock.now())
    if found is None:
        return None
    person = people.find_person(db.session(), person_id=found.person_id, on=identity.today())
    return found if person is not None and person.active else None
