"""The version of an order in a shop system that has none of its own. Pure."""

import hashlib
import json
from dataclasses import asdict, replace

from assistant.commerce.commerce_order import Order


def versioned(order: Order) -> Order:
    """Return the order with a digest of all the rest as its version.

    What the assistant does not know of, such as a note by staff, makes no other version.
    """
    written = json.dumps(asdict(replace(order, version="")), sort_keys=True, default=str)
    return replace(order, version=hashlib.sha256(written.encode()).hexdigest()[:32])
