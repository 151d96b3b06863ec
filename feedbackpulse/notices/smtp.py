"""Hand letters to a mail server: encrypted, with a certificate that is checked, in good time.

What goes wrong is one of three: this letter is refused for good, it may be tried later, or the
server takes no letters at all for now.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from types import TracebackType
from typing import Final, Self

from feedbackpulse import clock
from feedbackpulse.config import Settings
from feedbackpulse.notices.domain import Letter, RefusedError, ServerAwayError, TryLaterError
from feedbackpulse.notices.tokens import host_of

TIMEOUT: Final = 20.0
"""So many seconds we wait for a mail server to say anything."""
_FINAL: Final = 500
"""From this code on a mail server has made up its mind."""


class Mailer:
    """One connection to the mail server, opened for the first letter and kept for the next.

    Used as a context: at its end we say goodbye. For one thread at a time.
    """

    def __init__(
        self, settings: Settings, *, context: ssl.SSLContext | None = None, timeout: float = TIMEOUT
    ) -> None:
        """Remember where the server is. The usual context trusts what the machine trusts."""
        self._settings = settings
        self._context = context or ssl.create_default_context()
        self._timeout = timeout
        self._server: smtplib.SMTP | None = None
        self._used = 0
        self._host = host_of(public_url=settings.public_url, mail_from=settings.mail_from)
        name, self._sender = parseaddr(settings.mail_from)
        self._from = formataddr((name or settings.organisation, self._sender))

    def __enter__(self) -> Self:
        """Begin; nothing is opened before there is a letter."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye to the server."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
        self._hang_up()

    def send(self, letter: Letter) -> None:
        """Return once the server has the letter.

        Raises RefusedError, TryLaterError or ServerAwayError.
        """
        message = self.message_of(letter)
        try:
            self._hand_over(message, letter.to)
        except smtplib.SMTPSenderRefused as error:
            if not self._used:
                self._hang_up()
                raise ServerAwayError(f"{error.smtp_code} for the sender") from error
            self._hang_up()  # a server may take so many letters per connection, and no more
            self._hand_over_again(message, letter.to)

    def message_of(self, letter: Letter) -> EmailMessage:
        """Return a letter as it goes over the line, its two parts saying the same."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self._from
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(clock.now())
        message["Auto-Submitted"] = "auto-generated"
        for name, value in letter.headers.items():
            message[name] = value
        message.set_content(letter.text, cte="quoted-printable")
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        return message

    def _hand_over_again(self, message: EmailMessage, to: str) -> None:
        try:
            self._hand_over(message, to)
        except smtplib.SMTPSenderRefused as error:
            self._hang_up()
            raise ServerAwayError(f"{error.smtp_code} for the sender") from error

    def _hand_over(self, message: EmailMessage, to: str) -> None:
        server = self._connected()
        try:
            server.send_message(message, from_addr=self._sender, to_addrs=[to])
        except smtplib.SMTPSenderRefused:
            raise
        except smtplib.SMTPRecipientsRefused as error:
            raise _verdict(next(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPDataError as error:
            raise _verdict(error.smtp_code) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise RefusedError("the server cannot write this address") from error
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise TryLaterError(type(error).__name__, lost=True) from error
        self._used += 1

    def _connected(self) -> smtplib.SMTP:
        if self._server is None or self._server.sock is None:
            self._hang_up()
            try:
                self._server = self._open()
            except (smtplib.SMTPException, OSError) as error:
                raise ServerAwayError(_reason(error)) from error
        return self._server

    def _open(self) -> smtplib.SMTP:
        chosen = self._settings
        connect: Callable[..., smtplib.SMTP] = smtplib.SMTP
        options: dict[str, ssl.SSLContext] = {}
        if chosen.smtp_security == "tls":
            connect, options = smtplib.SMTP_SSL, {"context": self._context}
        server = connect(
            chosen.smtp_host,
            chosen.smtp_port,
            local_hostname=self._host,
            timeout=self._timeout,
            **options,
        )
        try:
            self._greet(server)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP) -> None:
        chosen = self._settings
        if chosen.smtp_security == "starttls":
            server.starttls(context=self._context)
        if chosen.smtp_user:
            server.login(chosen.smtp_user, chosen.smtp_password)

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server, self._used = None, 0


def _verdict(code: int) -> RefusedError | TryLaterError:
    """Return what a code about one letter means; the words beside it may hold an address."""
    return RefusedError(str(code)) if code >= _FINAL else TryLaterError(str(code))


def _reason(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return type(error).__name__ if code is None else f"{type(error).__name__} {code}"
