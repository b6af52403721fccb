"""Decide at random, once and for good, which customers a trigger leaves alone. Pure.

The share that is left alone shows what the messages were worth: its members qualified as the others
did. The draw is a keyed hash, so it is the same after a crash and nobody can choose their side.

Source: growthbook.io, "Holdouts"; randomised within the eligible, not by an attribute.
"""

import hashlib
import hmac

from assistant.conversation.ids import CustomerId
from assistant.kit.experiments.long_holdout import LongHoldout

_WHOLE = 2**64


def is_held_out(key: bytes, trigger: str, customer_id: CustomerId, share: float) -> bool:
    """Return whether a customer is in the share, in [0, 1], that a trigger does not write to."""
    said = f"{trigger}\0{customer_id}".encode()
    drawn = int.from_bytes(hmac.digest(key, said, hashlib.sha256)[:8], "big")
    return drawn < share * _WHOLE


async def leaves_out(holdout: LongHoldout | None, customer_id: CustomerId) -> bool:
    """Return whether a customer is left out of all that is new. May raise `LogUnavailableError`."""
    return holdout is not None and await holdout.leaves_out(customer_id)
