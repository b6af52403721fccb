"""Whether Meta posted something: HMAC-SHA256 over the raw body, with the secret of the app.

Source: Meta, "Webhooks: validate payloads"; the header is `X-Hub-Signature-256: sha256=<hex>`.
The older `X-Hub-Signature`, which is SHA-1, is never looked at.
"""

import hashlib
import hmac
from collections.abc import Iterable

HEADER = "X-Hub-Signature-256"
_PREFIX = "sha256="


def sign(body: bytes, secret: str) -> str:
    """Return the header's value for a body."""
    return _PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, signature: str, secrets: Iterable[str]) -> bool:
    """Return whether `signature` is of the raw body with one of `secrets`.

    Takes the same time whichever secret fits, or none: all are tried. Without secrets nothing is
    signed; an empty secret signs nothing, either.
    """
    given = signature.encode()
    matches = [
        hmac.compare_digest(sign(body, secret).encode(), given) for secret in secrets if secret
    ]
    return any(matches)
