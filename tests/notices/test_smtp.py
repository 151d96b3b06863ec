"""Does a letter reach the mail server whole, encrypted where that was asked, and never in the open?"""

from __future__ import annotations

from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from feedbackpulse.config import Settings
from feedbackpulse.notices.domain import Letter, RefusedError, ServerAwayError, TryLaterError
from feedbackpulse.notices.smtp import Mailer
from tests.notices.mail_server import Box, free_port, mail_server, make_certificate, trusting

LETTER = Letter(
    to="noor@example.org",
    subject="Een vraag voor jou – ’t kost drie minuten",
    text="Hallo Noor,\n\nga naar https://pulse.example.org/i#geheim\n",
    html='<p>Hallo Noor,</p><p><a href="https://pulse.example.org/i#geheim">Verder</a></p>',
    headers={"Message-ID": "<0a0b0c@pulse.example.org>"},
)
SECRET = "only for this test"


def settings_for(port: int, **chosen: object) -> Settings:
    """Return settings for a server on this machine."""
    usual: dict[str, object] = {
        "instance_path": Path("/nowhere"),
        "organisation": "De Proeftuin",
        "public_url": "https://pulse.example.org",
        "smtp_host": "localhost",
        "smtp_port": port,
        "smtp_security": "none",
        "mail_from": "luisteren@example.org",
    }
    return Settings(**(usual | chosen))  # type: ignore[arg-type]  # each value has its field's type


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a certificate of localhost."""
    return make_certificate(tmp_path)


def test_a_letter_arrives_whole_in_both_parts() -> None:
    box = Box()

    with mail_server(box) as port, Mailer(settings_for(port)) as mailer:
        mailer.send(LETTER)

    [mail] = box.mails
    assert mail.to == "noor@example.org"
    assert mail.sender == "luisteren@example.org"
    assert mail.part("plain") == LETTER.text
    assert mail.part("html").strip() == LETTER.html
    assert mail.message["Subject"] == LETTER.subject
    assert mail.message["From"] == "De Proeftuin <luisteren@example.org>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.id == "<0a0b0c@pulse.example.org>"
    assert parsedate_to_datetime(mail.message["Date"]).tzinfo is not None


def test_a_letter_carries_nothing_to_be_followed_by() -> None:
    box = Box()

    with mail_server(box) as port, Mailer(settings_for(port)) as mailer:
        mailer.send(LETTER)

    [mail] = box.mails
    expected = {"From", "To", "Subject", "Date", "Auto-Submitted", "Message-ID"}
    mime = {"MIME-Version", "Content-Type"}
    of_the_server = {"X-Peer", "X-MailFrom", "X-RcptTo"}
    assert set(mail.message.keys()) - mime - of_the_server == expected


def test_it_is_encrypted_once_the_server_can(certificate: Path) -> None:
    box = Box()

    with mail_server(box, certificate=certificate) as port:
        settings = settings_for(port, smtp_security="starttls")
        with Mailer(settings, context=trusting(certificate)) as mailer:
            mailer.send(LETTER)

    assert [mail.encrypted for mail in box.mails] == [True]


def test_it_is_encrypted_from_the_first_byte(certificate: Path) -> None:
    box = Box()

    with mail_server(box, certificate=certificate, at_once=True) as port:
        settings = settings_for(port, smtp_security="tls")
        with Mailer(settings, context=trusting(certificate)) as mailer:
            mailer.send(LETTER)

    assert len(box.mails) == 1


def test_a_server_without_encryption_gets_nothing_when_it_was_asked_for() -> None:
    box = Box()

    with mail_server(box) as port:
        settings = settings_for(port, smtp_security="starttls")
        with Mailer(settings) as mailer, pytest.raises(ServerAwayError):
            mailer.send(LETTER)

    assert box.mails == []


def test_a_server_that_asks_for_encryption_takes_nothing_in_the_open(certificate: Path) -> None:
    box = Box()

    with (
        mail_server(box, certificate=certificate) as port,
        Mailer(settings_for(port)) as mailer,
        pytest.raises(ServerAwayError),
    ):
        mailer.send(LETTER)

    assert box.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(certificate: Path, security: str) -> None:
    box = Box()

    with mail_server(box, certificate=certificate, at_once=security == "tls") as port:
        settings = settings_for(port, smtp_security=security)
        with Mailer(settings) as mailer, pytest.raises(ServerAwayError):
            mailer.send(LETTER)

    assert box.mails == []


def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    box = Box()
    other = make_certificate(tmp_path, names=("mail.example.net",))

    with mail_server(box, certificate=other) as port:
        settings = settings_for(port, smtp_security="starttls")
        with Mailer(settings, context=trusting(other)) as mailer, pytest.raises(ServerAwayError):
            mailer.send(LETTER)

    assert box.mails == []


@pytest.mark.parametrize(("said", "taken"), [(SECRET, 1), ("something else", 0)])
def test_it_signs_in_where_the_server_asks_for_that(
    certificate: Path, said: str, taken: int
) -> None:
    box = Box()

    with mail_server(box, certificate=certificate, login=("pulse", SECRET)) as port:
        chosen = settings_for(port, smtp_security="starttls", smtp_user="pulse", smtp_password=said)
        with Mailer(chosen, context=trusting(certificate)) as mailer:
            if taken:
                mailer.send(LETTER)
            else:
                with pytest.raises(ServerAwayError):
                    mailer.send(LETTER)

    assert len(box.mails) == taken


@pytest.mark.parametrize(
    ("where", "answer", "error"),
    [
        ("recipient", "550 no such mailbox", RefusedError),
        ("recipient", "450 mailbox busy", TryLaterError),
        ("content", "554 not wanted", RefusedError),
        ("content", "451 try again", TryLaterError),
        ("sender", "550 not from here", ServerAwayError),
        ("sender", "451 try again", ServerAwayError),
    ],
)
def test_what_the_server_says_decides(where: str, answer: str, error: type[Exception]) -> None:
    box = Box()
    setattr(box, where, lambda _: answer)

    with mail_server(box) as port, Mailer(settings_for(port)) as mailer:
        with pytest.raises(error) as said:
            mailer.send(LETTER)

        assert "noor" not in str(said.value)
        setattr(box, where, Box().recipient)
        mailer.send(LETTER)

    assert len(box.mails) == 1


def test_a_silent_server_is_waited_for_no_longer_than_we_said() -> None:
    box = Box(silence=2.0)

    with (
        mail_server(box) as port,
        Mailer(settings_for(port), timeout=0.2) as mailer,
        pytest.raises(TryLaterError) as said,
    ):
        mailer.send(LETTER)

    assert said.value.lost


def test_nobody_listens() -> None:
    with Mailer(settings_for(free_port())) as mailer, pytest.raises(ServerAwayError):
        mailer.send(LETTER)


def test_many_letters_share_one_connection() -> None:
    box = Box()

    with mail_server(box) as port, Mailer(settings_for(port)) as mailer:
        for number in range(5):
            mailer.send(replace(LETTER, to=f"p{number}@example.org"))
        lines = {mail.message["X-Peer"] for mail in box.mails}

    assert len(box.mails) == 5
    assert len(lines) == 1


def test_a_server_that_takes_three_per_connection_gets_the_fourth_on_a_new_one() -> None:
    box = Box()
    seen: list[str] = []

    def three_at_most(address: str) -> str:
        seen.append(address)
        return "452 enough for one call" if len(seen) % 4 == 0 else "250 fine"

    box.sender = three_at_most
    with mail_server(box) as port, Mailer(settings_for(port)) as mailer:
        for number in range(7):
            mailer.send(replace(LETTER, to=f"p{number}@example.org"))

    assert len(box.mails) == 7


def test_a_long_line_survives() -> None:
    box = Box()
    long = "é" * 3000 + "\n"

    with mail_server(box) as port, Mailer(settings_for(port)) as mailer:
        mailer.send(replace(LETTER, text=long))

    assert box.mails[0].part("plain") == long
    assert max(map(len, box.mails[0].raw.splitlines())) < 998


def test_a_subject_cannot_bring_a_header_along() -> None:
    with Mailer(settings_for(free_port())) as mailer, pytest.raises(ValueError, match="linefeed"):
        mailer.send(replace(LETTER, subject="Hallo\r\nBcc: others@example.org"))
