"""How mail leaves us: links and passwords are not for who listens on the way."""

from __future__ import annotations

from collections.abc import Iterator

from feedbackpulse.config import PREFIX, Settings
from feedbackpulse.doctor.checks.addresses import is_this_machine
from feedbackpulse.doctor.domain import Code, Finding


def check_mail(settings: Settings) -> Iterator[Finding]:
    """Find a mail server elsewhere that is spoken to in the open."""
    if not settings.smtp_host or settings.smtp_security != "none":
        return
    if is_this_machine(settings.smtp_host):
        return
    code = Code.MAIL_PASSWORD_OPEN if settings.smtp_password else Code.MAIL_OPEN
    yield Finding(code=code, subject=f"{PREFIX}SMTP_SECURITY", value=settings.smtp_host)
