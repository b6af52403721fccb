"""Sign webhooks, so that a receiver can check that they come from us. Pure.

Source: Standard Webhooks, github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

PREFIX = "whsec_"
_BYTES = 32  # the standard asks for 24 to 64


def new_secret() -> str:
    """Return a secret as receivers paste it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(
    message_id: str, body: bytes, *, at: datetime, keys: Sequence[str]
) -> Mapping[str, str]:
    """Return the headers of one attempt, with a signature for each of `keys`.

    `at` is the attempt's time, not the message's: receivers refuse timestamps that are minutes old.
    """
    timestamp = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(message_id, timestamp, body, key) for key in keys),
    }


def sign(message_id: str, timestamp: int, body: bytes, key: str) -> str:
    """Return the signature `v1,...` under a secret `whsec_...`; `timestamp` in seconds of 1970."""
    raw = base64.b64decode(key.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
