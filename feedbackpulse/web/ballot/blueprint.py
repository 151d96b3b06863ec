"""What somebody can do with a ballot in hand, without anybody knowing who it is.

A form here carries its own authority: a printed code, or a stamp. Nothing rides on a cookie, so
there is nothing that a page elsewhere could make a browser do in somebody's name, and a CSRF token
would need the very cookie that these pages do without.
"""

from __future__ import annotations

from flask import Blueprint

from feedbackpulse.extensions import csrf
from feedbackpulse.web.guards import OpenToAll

blueprint = Blueprint("ballot", __name__, url_prefix="/ballot")
blueprint.before_request(OpenToAll())
csrf.exempt(blueprint)
