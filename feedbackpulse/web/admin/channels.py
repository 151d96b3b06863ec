"""Channels of Slack and Teams in which messages about rounds are posted."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from feedbackpulse.config import LOCALES
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.notices import channels as notices
from feedbackpulse.notices.channels import Channel, ChannelId
from feedbackpulse.notices.formats import ChannelKind
from feedbackpulse.notices.webhook import AddressRefusedError, Door, Fault, masked
from feedbackpulse.web.admin.blueprint import blueprint
from feedbackpulse.web.channel_posts import try_out
from feedbackpulse.web.choices import options
from feedbackpulse.web.language import LANGUAGE_NAMES

_NAMES: Final = {ChannelKind.SLACK: "Slack", ChannelKind.TEAMS: "Microsoft Teams"}
_LONGEST_NAME: Final = 80
FAULTS: Final = {
    Fault.NOT_AN_ADDRESS: _l(
        "This is not an address. Copy it once more, from https:// to its end."
    ),
    Fault.NOT_HTTPS: _l("The address has to begin with https://."),
    Fault.NOT_ALLOWED: _l("We do not post to this host. The hosts that are allowed stand below."),
    Fault.UNKNOWN_HOST: _l("We cannot find this host."),
    Fault.PRIVATE: _l("This host is inside a private network. We only post to the internet."),
    Fault.UNREACHABLE: _l("We cannot reach this host, or it does not answer in time."),
    Fault.BAD_CERTIFICATE: _l("This host cannot prove that it is what it says."),
    Fault.REDIRECTED: _l("This address leads to another one. Use that one."),
    Fault.REFUSED: _l("The message was refused. Is the webhook still there?"),
    Fault.BUSY: _l("The other side is busy. We try again later."),
}


class ChannelForm(FlaskForm):
    """A channel: whose it is, how we call it, and its secret address."""

    kind = RadioField(
        _l("Where is the channel?"),
        [InputRequired(_l("Choose where the channel is."))],
        choices=options(_NAMES.items()),
    )
    name = StringField(
        _l("Name of the channel"),
        [
            InputRequired(_l("Fill in a name.")),
            Length(max=_LONGEST_NAME, message=_l("Use at most 80 characters.")),
        ],
    )
    url = StringField(
        _l("Address of the webhook"), [InputRequired(_l("Fill in the address of the webhook."))]
    )
    locale = RadioField(
        _l("Language of the messages"),
        [InputRequired(_l("Choose a language."))],
        choices=options([(name, LANGUAGE_NAMES[name]) for name in LOCALES]),
    )


@blueprint.get("/channels")
def channels() -> str:
    """Show in which channels messages are posted, and whether they arrive."""
    return render_template(
        "admin/channels/index.html",
        channels=notices.list_channels(db.session()),
        kinds=_NAMES,
        languages=LANGUAGE_NAMES,
        faults=FAULTS,
        masked=masked,
        knows_address=bool(current_settings().public_url),
    )


@blueprint.route("/channels/new", methods=["GET", "POST"])
def add_channel() -> ResponseReturnValue:
    """Add a channel, if its address is one that may be posted to."""
    form = ChannelForm(data={"locale": current_settings().default_locale})
    if form.validate_on_submit():
        try:
            added = _add(form)
        except AddressRefusedError as error:
            form.url.errors = [str(FAULTS[error.fault])]
        else:
            flash(_("%(name)s is added. Send a test message.", name=added.name), "success")
            return redirect(url_for(".channels"))
    page = render_template("admin/channels/new.html", form=form, hosts=_door().hosts)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/channels/<uuid:channel_id>/test")
def try_channel(channel_id: UUID) -> ResponseReturnValue:
    """Post a test message, and say whether it arrived."""
    channel = _channel(channel_id)
    fault = notices.send_message(_door(), channel, try_out(channel.locale))
    with transaction(db.session()) as session:
        notices.note_outcome(session, channel_id=channel.id, fault=fault)
    if fault is None:
        flash(_("The test message is in %(name)s.", name=channel.name), "success")
    else:
        flash(FAULTS[fault], "error")
    return redirect(url_for(".channels"))


@blueprint.post("/channels/<uuid:channel_id>/switch")
def switch_channel(channel_id: UUID) -> ResponseReturnValue:
    """Stop posting in a channel, or go on."""
    channel, active = _channel(channel_id), request.form.get("active") == "yes"
    with transaction(db.session()) as session:
        notices.switch_channel(session, channel_id=channel.id, active=active)
    if active:
        flash(_("Messages come in %(name)s again.", name=channel.name), "success")
    else:
        flash(_("No more messages come in %(name)s.", name=channel.name), "success")
    return redirect(url_for(".channels"))


@blueprint.route("/channels/<uuid:channel_id>/remove", methods=["GET", "POST"])
def remove_channel(channel_id: UUID) -> ResponseReturnValue:
    """Ask whether a channel really goes, and forget it with its address."""
    channel = _channel(channel_id)
    if request.method == "GET":
        return render_template(
            "admin/channels/remove.html", channel=channel, kind=_NAMES[channel.kind]
        )
    with transaction(db.session()) as session:
        notices.remove_channel(session, channel_id=channel.id)
    flash(_("%(name)s is removed.", name=channel.name), "success")
    return redirect(url_for(".channels"))


def _add(form: ChannelForm) -> Channel:
    with transaction(db.session()) as session:
        return notices.add_channel(
            session,
            door=_door(),
            kind=ChannelKind(form.kind.data),
            name=form.name.data or "",
            url=(form.url.data or "").strip(),
            locale=form.locale.data,
        )


def _channel(channel_id: UUID) -> Channel:
    found = notices.find_channel(db.session(), channel_id=ChannelId(channel_id))
    return found or abort(404)


def _door() -> Door:
    return Door.of(current_settings().webhook_hosts)
