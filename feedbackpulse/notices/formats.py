"""A message for everybody in a channel, as Slack and Microsoft Teams want it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

CARD: Final = "application/vnd.microsoft.card.adaptive"
# Teams reads Markdown in a text; a title that somebody typed is to be read as it is.
_MARKS: Final = re.compile(r"([\\`*_\[\]()#~>!|-])")


class ChannelKind(StrEnum):
    """Whose channel it is."""

    SLACK = "slack"
    TEAMS = "teams"


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What stands in a channel: a text, and one link to a page that is the same for everybody."""

    text: str
    link_text: str
    link: str | None


def slack_body(message: Message) -> dict[str, Any]:
    """Return the message as an incoming webhook of Slack takes it.

    The text goes as plain text, so that nothing in a title can mention everybody or become a
    link; what programs read aloud or show in a notification is the text above the blocks.
    """
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "plain_text", "text": message.text, "emoji": False}}
    ]
    if message.link:
        linked = f"<{message.link}|{_for_slack(message.link_text)}>"
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": linked}})
    return {
        "text": _for_slack(message.text),
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def teams_body(message: Message) -> dict[str, Any]:
    """Return the message as a webhook of Teams takes it: one adaptive card."""
    text = _MARKS.sub(r"\\\1", message.text)
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": message.text,
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
    }
    if message.link:
        action = {"type": "Action.OpenUrl", "title": message.link_text, "url": message.link}
        card["actions"] = [action]
    return {
        "type": "message",
        "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}],
    }


BODIES: Final[Mapping[ChannelKind, Callable[[Message], dict[str, Any]]]] = MappingProxyType(
    {ChannelKind.SLACK: slack_body, ChannelKind.TEAMS: teams_body}
)


def _for_slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
