"""What our cryptography costs beside the bare operation of its library."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Final
from uuid import uuid4

import argon2
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from benchmarks.figures import Figure, Size, measured, repeated
from feedbackpulse.accounts.passwords import hash_password, is_password
from feedbackpulse.ballots.domain import Answers, BallotLabel, Questions, Stamp
from feedbackpulse.ballots.sealing import new_private_key, public_bytes, seal, unseal
from feedbackpulse.ballots.stamping import blind_sign, new_signing_key, public_der
from tests.privacy.attacks.client import blind, prepare

_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_QUESTIONS: Final = Questions(rated=frozenset(f"{n}A1" for n in range(12)), open=frozenset({"O1"}))
_PASSWORD: Final = "correct horse battery staple"  # noqa: S105  (of nobody)


def figures(size: Size) -> Iterator[Figure]:
    """Measure stamping, opening and signing in."""
    yield _stamping(size)
    yield _unsealing(size)
    yield _signing_in(size)


def _stamping(size: Size) -> Figure:
    key, message = new_signing_key(), prepare(secrets.token_bytes(32))
    blinded = blind(public_der(key), message).blinded
    salted = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)
    return measured(
        "stamp a blinded ballot",
        lambda: repeated(lambda: blind_sign(key, blinded), seconds=size.seconds),
        limit="RSA-2048 signature by OpenSSL",
        of_limit=lambda: repeated(
            lambda: key.sign(message, salted, SHA384()), seconds=size.seconds
        ),
        size=size,
    )


def _unsealing(size: Size) -> Figure:
    key = new_private_key()
    label = BallotLabel(round_id=uuid4(), stamp=Stamp("a"), number_hash=b"")
    answers = Answers(ratings=dict.fromkeys(_QUESTIONS.rated, 4), comments={"O1": "word " * 60})
    sealed = seal(answers, questions=_QUESTIONS, label=label, public_key=public_bytes(key))
    return measured(
        "open one ballot and check it",
        lambda: repeated(
            lambda: unseal(sealed, questions=_QUESTIONS, label=label, key=key), seconds=size.seconds
        ),
        limit="HPKE of it alone",
        of_limit=lambda: repeated(
            lambda: _SUITE.decrypt(sealed, key, info=label.binding), seconds=size.seconds
        ),
        size=size,
    )


def _signing_in(size: Size) -> Figure:
    kept = hash_password(_PASSWORD)
    found = argon2.extract_parameters(kept)
    alone = argon2.PasswordHasher.from_parameters(found)
    return measured(
        "check a password",
        lambda: repeated(lambda: is_password(_PASSWORD, kept), seconds=size.seconds),
        limit=f"argon2id alone (m={found.memory_cost}, t={found.time_cost})",
        of_limit=lambda: repeated(lambda: alone.hash(_PASSWORD), seconds=size.seconds),
        size=size,
    )
