"""Stamp ballots without seeing them: RSA blind signatures (RFC 9474), the signer's side.

The variant is RSABSSA-SHA384-PSS-Randomized. The other side runs in the employee's browser:
static/js/ballot/blindrsa.js.
"""

from __future__ import annotations

import secrets
from typing import Final

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from gmpy2 import mpz

RANDOM_BYTES: Final = 32
"""How long the random beginning of a message is; the ballot's number is the rest of it."""
# A key lives for one round and a forged stamp is worth one ballot: more bits would buy nothing.
_BITS: Final = 2048
_EXPONENT: Final = 65537
_SALT_BYTES: Final = 48
_HASH: Final = hashes.SHA384()
_PSS: Final = padding.PSS(mgf=padding.MGF1(_HASH), salt_length=_SALT_BYTES)


class InvalidBlindedMessageError(ValueError):
    """This is not a blinded message for the key."""


class SigningFailureError(ArithmeticError):
    """The machine miscalculated; giving the result away could give the key away."""


def new_signing_key() -> rsa.RSAPrivateKey:
    """Return a key for one stamp of one round, to be used for nothing else."""
    return rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)


def public_der(key: rsa.RSAPrivateKey) -> bytes:
    """Return the public half of a key."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def modulus_of(public_der: bytes) -> bytes:
    """Return the number that the browser blinds with, big end first."""
    key = _public_key(public_der)
    return key.public_numbers().n.to_bytes(_length_of(key), "big")


def blind_sign(key: rsa.RSAPrivateKey, blinded: bytes) -> bytes:
    """Return the signature of what a browser blinded (RFC 9474, section 4.3).

    Raises InvalidBlindedMessageError.
    """
    length = _length_of(key)
    if len(blinded) != length:
        raise InvalidBlindedMessageError(f"a blinded message has {length} bytes")
    numbers = key.private_numbers()
    n, e = mpz(numbers.public_numbers.n), mpz(numbers.public_numbers.e)
    message = mpz(int.from_bytes(blinded, "big"))
    if not 0 < message < n:
        raise InvalidBlindedMessageError("the blinded message is out of range")
    signature = _signed(message, d=mpz(numbers.d), n=n, e=e)
    # Section 8.1: a faulty signature tells whoever asked for it the factors of n.
    if gmpy2.powmod(signature, e, n) != message:
        raise SigningFailureError("the signature does not fit the message")
    return int(signature).to_bytes(length, "big")


def verify(public_der: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a message carries the signature of this key (RFC 9474, section 4.5)."""
    try:
        _public_key(public_der).verify(signature, message, _PSS, _HASH)
    except InvalidSignature:
        return False
    return True


def _signed(message: mpz, *, d: mpz, n: mpz, e: mpz) -> mpz:
    """Return message^d mod n in a time that tells nothing about d.

    The power is of message * r^e for a fresh random r, so nobody chooses what goes in, and is
    taken with GMP's constant-time routine. It is taken modulo n, not modulo p and q, because
    dividing by the secret primes would not be constant-time.
    """
    r = mpz(secrets.randbelow(int(n) - 2) + 2)
    masked = message * gmpy2.powmod(r, e, n) % n
    return gmpy2.powmod_sec(masked, d, n) * gmpy2.invert(r, n) % n


def _public_key(public_der: bytes) -> rsa.RSAPublicKey:
    key = load_der_public_key(public_der)
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def _length_of(key: rsa.RSAPrivateKey | rsa.RSAPublicKey) -> int:
    return (key.key_size + 7) // 8
