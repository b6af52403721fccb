"""Derive the key of a customer in analysis: a keyed hash that does not lead back to the person."""

import hashlib
import hmac

_BYTES = 12
_PURPOSE = b"insights customer key 1"


def customer_key(secret: bytes, *parts: str) -> str:
    """Return the key, 24 hex digits, of the customer that `parts` name: ("customer", "4711")."""
    derived = hmac.new(secret, _PURPOSE, hashlib.sha256).digest()
    said = "\x1f".join(parts).encode()
    return hmac.new(derived, said, hashlib.sha256).digest()[:_BYTES].hex()
