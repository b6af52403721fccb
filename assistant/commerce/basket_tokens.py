"""Derive the token that an order carries if it came from the basket of a conversation. Pure.

The shop keeps the token beside the order, where its people and the customer may read it: it is a
keyed hash, which nobody without the key can lead back to the conversation.
"""

import hashlib
import hmac
import re

NAME = "comptoir_basket"
"""The name that the token has where a shop system takes names: of a cart's attribute, a field."""

_BYTES = 12
_PURPOSE = b"basket token 1"
_TOKEN = re.compile(r"[0-9a-f]{24}")


def basket_token(key: bytes, conversation_id: str) -> str:
    """Return the token of a conversation's basket, 24 hex digits; "": it is of no conversation."""
    if not conversation_id:
        return ""
    derived = hmac.new(key, _PURPOSE, hashlib.sha256).digest()
    return hmac.new(derived, conversation_id.encode(), hashlib.sha256).digest()[:_BYTES].hex()


def read_token(said: object) -> str:
    """Return a token that a shop tells; "": it has another form, so it is none of ours."""
    return said if isinstance(said, str) and _TOKEN.fullmatch(said) else ""
