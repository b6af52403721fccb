"""Codes that are stored nowhere: each follows from the secret key and what it is for. Pure."""

import hashlib
import hmac
import json

from assistant.conversation.ids import ConversationId

DIGITS = 6


def derive(key: bytes, *, conversation_id: ConversationId, email: str, number: int) -> str:
    """Return the six digits of the `number`-th code of a conversation, for one address.

    Every code has the same chance, to 1 in 10**13: 64 random bits, modulo 10**6.
    """
    said = json.dumps(["code", conversation_id, email, number])  # no two meanings, one text
    mac = hmac.digest(key, said.encode(), hashlib.sha256)
    return f"{int.from_bytes(mac[:8]) % 10**DIGITS:0{DIGITS}}"


def is_code(digits: str, expected: str) -> bool:
    """Return whether `digits` are the expected code, in the same time for any; "123 456" counts."""
    given = "".join(c for c in digits if not c.isspace() and c not in "-.")
    return hmac.compare_digest(given.encode(errors="replace"), expected.encode())


def pseudonym(key: bytes, *parts: str) -> str:
    """Return 32 hex digits that stand for something personal where it must not be readable."""
    said = json.dumps(["pseudonym", *parts])
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:32]
