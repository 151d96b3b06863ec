"""What the works council does, and whoever else holds a second key."""

from __future__ import annotations

from flask import Blueprint

from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import OnlyForSome

blueprint = Blueprint("council", __name__, url_prefix="/council")
blueprint.before_request(OnlyForSome(frozenset({Role.COUNCIL, Role.ADMIN})))
