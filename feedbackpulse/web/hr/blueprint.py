"""What HR can do."""

from __future__ import annotations

from flask import Blueprint

from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import OnlyFor

blueprint = Blueprint("hr", __name__, url_prefix="/org")
blueprint.before_request(OnlyFor(Role.HR))
