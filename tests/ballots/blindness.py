"""Whoever holds every request and every ballot: what could they tell of who sent which?"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from feedbackpulse.ballots.stamping import verify


def blinding_factor(public_key: bytes, *, blind_signature: bytes, signature: bytes) -> int:
    """Return the factor with which this ballot's message would have become this request's.

    The blind signature is the signature times the factor, so there is exactly one, and a browser
    draws each factor just as likely.
    """
    n = _numbers(public_key).n
    return int.from_bytes(blind_signature, "big") * pow(_integer(signature), -1, n) % n


def fits(  # every value that somebody who kept everything would have
    public_key: bytes, *, blinded: bytes, blind_signature: bytes, message: bytes, signature: bytes
) -> bool:
    """Say whether the sender of this request may be who cast this ballot."""
    if not verify(public_key, message, signature):
        return False
    numbers = _numbers(public_key)
    factor = blinding_factor(public_key, blind_signature=blind_signature, signature=signature)
    encoded = pow(_integer(signature), numbers.e, numbers.n)
    would_be = encoded * pow(factor, numbers.e, numbers.n) % numbers.n
    return 0 < factor < numbers.n and would_be == _integer(blinded)


def _numbers(public_key: bytes) -> rsa.RSAPublicNumbers:
    key = load_der_public_key(public_key)
    assert isinstance(key, rsa.RSAPublicKey)
    return key.public_numbers()


def _integer(content: bytes) -> int:
    return int.from_bytes(content, "big")
