"""Seal answers to a round's public key (HPKE, RFC 9180), and open them again."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from feedbackpulse.ballots.domain import (
    Answers,
    BallotLabel,
    Questions,
    UnreadableBallotError,
    checked,
    decode,
    encode,
)

# P-256, because every browser's WebCrypto has it: sealing can move into the browser.
_CURVE: Final = ec.SECP256R1()
_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def new_private_key() -> ec.EllipticCurvePrivateKey:
    """Return a key for one round."""
    return ec.generate_private_key(_CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public half as an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal(
    answers: Answers,
    *,
    questions: Questions,
    label: BallotLabel,
    public_key: bytes,
    second_key: bytes | None = None,
) -> bytes:
    """Return the answers sealed: always as long, and of use only under this label.

    With a *second_key* they are sealed twice, and its holder takes the outer seal off. Raises
    InvalidAnswersError when they do not fit the questions.
    """
    plain = encode(checked(answers, questions), room=questions.sealed_room)
    sealed = _sealed_to(public_key, plain, label.binding)
    return sealed if second_key is None else _sealed_to(second_key, sealed, label.outer_binding)


def _sealed_to(public_key: bytes, plain: bytes, binding: bytes) -> bytes:
    key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public_key)
    return _SUITE.encrypt(plain, key, info=binding)


def peel(sealed: bytes, *, label: BallotLabel, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a ballot without its outer seal. Raises UnreadableBallotError."""
    try:
        return _SUITE.decrypt(sealed, key, info=label.outer_binding)
    except (InvalidTag, ValueError) as error:
        raise UnreadableBallotError("the outer seal does not fit the ballot") from error


def unseal(
    sealed: bytes, *, questions: Questions, label: BallotLabel, key: ec.EllipticCurvePrivateKey
) -> Answers:
    """Return the answers in a sealed ballot.

    Raises UnreadableBallotError when it was tampered with or belongs under another label.
    """
    try:
        plain = _SUITE.decrypt(sealed, key, info=label.binding)
    except (InvalidTag, ValueError) as error:
        raise UnreadableBallotError("the seal does not fit the ballot") from error
    return decode(plain, questions)
