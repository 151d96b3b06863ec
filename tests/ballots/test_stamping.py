"""Does the server stamp as RFC 9474 says, and nothing else?"""

from __future__ import annotations

import secrets
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from feedbackpulse.ballots.stamping import (
    InvalidBlindedMessageError,
    SigningFailureError,
    blind_sign,
    modulus_of,
    new_signing_key,
    public_der,
    verify,
)
from tests.ballots.published import BlindVector, rfc9474_key, rfc9474_vectors

VECTORS = rfc9474_vectors()
OURS = "RSABSSA-SHA384-PSS-Randomized"


@cache
def key() -> rsa.RSAPrivateKey:
    return new_signing_key()


def modulus() -> int:
    return key().public_key().public_numbers().n


def test_the_vectors_are_all_there() -> None:
    assert len(VECTORS) == 4
    assert VECTORS[0].name == OURS


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_it_signs_as_published(vector: BlindVector) -> None:
    assert blind_sign(rfc9474_key(), vector.blinded) == vector.blind_signature


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_a_published_signature_is_genuine_only_with_our_length_of_salt(vector: BlindVector) -> None:
    genuine = verify(public_der(rfc9474_key()), vector.message, vector.signature)

    assert genuine == ("PSSZERO" not in vector.name)


def test_a_key_has_2048_bits_and_the_usual_exponent() -> None:
    assert key().key_size == 2048
    assert key().public_key().public_numbers().e == 65537
    assert modulus_of(public_der(key())) == modulus().to_bytes(256, "big")


def test_the_same_request_gets_the_same_signature() -> None:
    blinded = (5).to_bytes(256, "big")

    assert blind_sign(key(), blinded) == blind_sign(key(), blinded)


@pytest.mark.parametrize("length", [0, 1, 255, 257, 512])
def test_another_length_is_refused(length: int) -> None:
    with pytest.raises(InvalidBlindedMessageError):
        blind_sign(key(), bytes([0]) * (length - 1) + b"\1" if length else b"")


@pytest.mark.parametrize("value", ["zero", "n", "n + 1", "the largest"])
def test_what_is_out_of_range_is_refused(value: str) -> None:
    number = {"zero": 0, "n": modulus(), "n + 1": modulus() + 1, "the largest": 2**2048 - 1}[value]

    with pytest.raises(InvalidBlindedMessageError):
        blind_sign(key(), number.to_bytes(256, "big"))


@pytest.mark.parametrize("number", [1, 2])
def test_the_edges_of_the_range_are_signed(number: int) -> None:
    for message in (number, modulus() - number):
        signed = int.from_bytes(blind_sign(key(), message.to_bytes(256, "big")), "big")
        assert pow(signed, 65537, modulus()) == message


def test_a_miscalculated_signature_is_not_given_away() -> None:
    whole = key().private_numbers()
    broken = rsa.RSAPrivateNumbers(
        p=whole.p,
        q=whole.q,
        d=whole.d ^ 2,
        dmp1=whole.dmp1,
        dmq1=whole.dmq1,
        iqmp=whole.iqmp,
        public_numbers=whole.public_numbers,
    ).private_key(unsafe_skip_rsa_key_validation=True)

    with pytest.raises(SigningFailureError):
        blind_sign(broken, (5).to_bytes(256, "big"))


@pytest.mark.parametrize("place", [0, 31, 32, -1])
def test_a_changed_message_is_not_stamped(place: int) -> None:
    vector = VECTORS[0]
    changed = bytearray(vector.message)
    changed[place] ^= 1

    assert not verify(public_der(rfc9474_key()), bytes(changed), vector.signature)


@pytest.mark.parametrize("place", [0, 256, -1])
def test_a_changed_signature_is_not_genuine(place: int) -> None:
    vector = VECTORS[0]
    changed = bytearray(vector.signature)
    changed[place] ^= 1

    assert not verify(public_der(rfc9474_key()), vector.message, bytes(changed))


def test_what_is_no_signature_at_all_is_refused() -> None:
    n = modulus().to_bytes(256, "big")
    for forged in (b"", b"\0", bytes(255), bytes(256), bytes(257), n, b"\xff" * 256):
        assert not verify(public_der(key()), b"message", forged)


def test_a_signature_of_another_key_is_not_genuine() -> None:
    vector = VECTORS[0]

    assert not verify(public_der(key()), vector.message, vector.signature)


def test_nobody_stamps_their_own() -> None:
    for _ in range(200):
        assert not verify(public_der(key()), secrets.token_bytes(64), secrets.token_bytes(256))
