"""What the lead of a team can do."""

from __future__ import annotations

from flask import Blueprint

from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import OnlyFor

blueprint = Blueprint("lead", __name__, url_prefix="/team")
blueprint.before_request(OnlyFor(Role.LEAD))
