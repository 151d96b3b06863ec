"""Asking for a one-time link: the same answer for every address, known or not."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse import clock
from feedbackpulse.accounts.throttle import LINK, LINK_ADDRESS, LINK_ASKED, count_attempt
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, wake_a_worker
from feedbackpulse.people import service as people
from feedbackpulse.web import identity
from feedbackpulse.web.account.forms import AskLinkForm
from feedbackpulse.web.brake import address, hold_back
from feedbackpulse.web.one_time_links import Way, give_link, tell_operator


def ask_for(way: Way, *, show: Callable[[AskLinkForm], str], sent: str) -> ResponseReturnValue:
    """Show the form that asks for a link, or send the link to whoever may have one.

    A worker is woken for an unknown address too: the answer takes as long.
    """
    form = AskLinkForm()
    if not form.validate_on_submit():
        return show(form), 422 if form.is_submitted() else 200
    email = form.address()
    if (wait := hold_back((LINK, (email,)), (LINK_ADDRESS, (address(),)))) is not None:
        return wait
    tell_operator(_link(way, email))
    wake_a_worker()
    return redirect(url_for(sent))


def _link(way: Way, email: str) -> str | None:
    with transaction(db.session()) as session:
        person = people.find_person_by_email(session, email=email, on=identity.today())
        count_attempt(session, LINK_ASKED, of=(email,), now=clock.now())
        if person is None or not person.active:
            return None
        return give_link(session, person=person, way=way)
