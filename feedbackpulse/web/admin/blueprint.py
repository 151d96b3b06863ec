"""What an administrator can do."""

from __future__ import annotations

from flask import Blueprint

from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import OnlyFor

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
blueprint.before_request(OnlyFor(Role.ADMIN))
