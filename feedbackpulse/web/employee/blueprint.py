"""What every employee can do."""

from __future__ import annotations

from flask import Blueprint

from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import OnlyFor

blueprint = Blueprint("employee", __name__)
blueprint.before_request(OnlyFor(Role.EMPLOYEE))
