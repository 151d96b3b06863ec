"""Compliments as words to use elsewhere: beside a plan, in a reflection, on a profile."""

from __future__ import annotations

from uuid import UUID

from flask import request
from flask_babel import gettext as _

from feedbackpulse.extensions import db
from feedbackpulse.reflection import compliments
from feedbackpulse.reflection.compliments import Compliment, ComplimentId, Received
from feedbackpulse.web.employee.notebook import my_notebook


def quoted(compliment: Compliment) -> str:
    """Return a compliment as a quote, with the name under it when there is one."""
    if compliment.giver:
        return str(_("“%(words)s” (%(name)s)", words=compliment.body, name=compliment.giver))
    return str(_("“%(words)s”", words=compliment.body))


def wanted_compliment() -> Received | None:
    """Return the compliment of mine that the address names, if it names one."""
    wanted = request.args.get("compliment", type=UUID)
    if wanted is None:
        return None
    return compliments.find_compliment(
        db.session(), notebook=my_notebook(), compliment_id=ComplimentId(wanted)
    )


def compliments_on(facet: str) -> tuple[Received, ...]:
    """Return the compliments that I was given for one part, the newest first."""
    mine = compliments.list_compliments(db.session(), notebook=my_notebook())
    return tuple(one for one in mine if one.compliment.facet == facet)
