"""What the confidential adviser reads: only what people chose to send to them."""

from __future__ import annotations

from flask import Blueprint

from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import OnlyFor

blueprint = Blueprint("adviser", __name__, url_prefix="/adviser")
blueprint.before_request(OnlyFor(Role.ADVISER))
