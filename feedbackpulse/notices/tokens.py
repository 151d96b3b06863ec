"""What stands in the link of a mail, and the name of the mail itself. Both follow from its id.

So a mail that goes out twice, because a worker was killed, is the same mail with the same link;
and what stands in the database is no way in: the secret is not there.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from email.utils import parseaddr
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from feedbackpulse.notices.domain import MailId

_PURPOSE: Final = b"feedbackpulse: the link of a mail\0"


def token_of(secret: bytes, mail_id: MailId) -> str:
    """Return what stands in the fragment of the link in a mail: 256 bits that nobody can guess."""
    digest = hmac.digest(secret, _PURPOSE + mail_id.bytes, sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def message_id(mail_id: MailId, host: str) -> str:
    """Return the Message-ID of a mail, by which mail programs know that they had it before."""
    return f"<{mail_id.hex}@{host}>"


def host_of(*, public_url: str, mail_from: str) -> str:
    """Return the name under which mails are numbered: of the pages, else of who writes."""
    sender = parseaddr(mail_from)[1].rpartition("@")[2]
    return urlsplit(public_url).hostname or sender or "localhost"
