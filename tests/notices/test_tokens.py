"""Is a mail that goes out again the same mail, and its link a secret of the installation?"""

from __future__ import annotations

from uuid import UUID, uuid4

from feedbackpulse.notices.domain import MailId
from feedbackpulse.notices.tokens import host_of, message_id, token_of

MAIL = MailId(UUID("12345678-1234-5678-1234-567812345678"))


def test_the_same_mail_has_the_same_link_and_number() -> None:
    assert token_of(b"secret", MAIL) == token_of(b"secret", MailId(UUID(MAIL.hex)))
    assert message_id(MAIL, "pulse.example.org") == f"<{MAIL.hex}@pulse.example.org>"


def test_a_link_follows_from_the_secret_as_well_as_from_the_mail() -> None:
    tokens = {token_of(secret, mail) for secret in (b"a", b"b") for mail in (MAIL, uuid4_mail())}

    assert len(tokens) == 4
    assert {len(token) for token in tokens} == {43}  # 256 bits
    assert not any(MAIL.hex[:8] in token for token in tokens)


def uuid4_mail() -> MailId:
    """Return another mail."""
    return MailId(uuid4())


def test_mails_are_numbered_under_the_name_of_the_pages() -> None:
    sender = "Luisteren <us@mail.example.org>"

    assert host_of(public_url="https://pulse.example.org:8443/", mail_from=sender) == (
        "pulse.example.org"
    )
    assert host_of(public_url="", mail_from=sender) == "mail.example.org"
    assert host_of(public_url="", mail_from="") == "localhost"
