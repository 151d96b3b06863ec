"""Showing once more who one is, and going on to the page that asked for it."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.mine import mine
from feedbackpulse.web.proving import PROOF_FIELD, ask_page, check_proof
from feedbackpulse.web.returning import local_path


@blueprint.route("/account/confirm", methods=["GET", "POST"])
@mine
def confirm() -> ResponseReturnValue:
    """Ask for a code or the password, and go on where that was wanted."""
    target = local_path(request.args.get("next"))
    action = url_for(".confirm", next=target)
    if request.method != "POST":
        return ask_page(action=action)
    refusal = check_proof(request.form.get(PROOF_FIELD, ""), action=action)
    return redirect(target) if refusal is None else refusal
