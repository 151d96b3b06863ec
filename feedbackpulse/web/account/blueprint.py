"""Signing in and out, and what is open to everybody."""

from __future__ import annotations

from flask import Blueprint

from feedbackpulse.web.guards import OpenToAll

blueprint = Blueprint("account", __name__)
blueprint.before_request(OpenToAll())
