"""Draw the arm that a visitor is in: from a key and ids, so the same one is drawn again. Pure."""

import hashlib
import hmac
from collections.abc import Iterable

from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import CustomerId
from assistant.kit.experiments.experiment import SLOTS, Experiment, ExperimentState

_BYTES = 8


def visitor_of(conversation: Conversation) -> str:
    """Return the id that a visitor is drawn by: the customer's, once they are known.

    Else that of the contact on the channel; of a conversation without any, its own.
    """
    if conversation.dealings.identity is not None:
        return visitor_of_customer(conversation.dealings.identity.customer_id)
    if conversation.started is None:
        return f"conversation\x1f{conversation.conversation_id}"
    started = conversation.started
    return f"contact\x1f{started.channel}\x1f{started.account_id}\x1f{started.contact_id}"


def visitor_of_customer(customer_id: CustomerId) -> str:
    """Return the id that a known customer is drawn by, in whichever conversation."""
    return f"customer\x1f{customer_id}"


def is_changed(experiment: Experiment, conversation: Conversation, key: bytes) -> bool | None:
    """Tell whether a conversation gets the change; None: its visitor is in no arm.

    An arm that the conversation has been in stays, whatever the share is now and whoever the
    visitor turns out to be.
    """
    if experiment.state is not ExperimentState.RUNNING:
        return None
    if experiment.experiment_id in conversation.arms:
        return conversation.arms[experiment.experiment_id]
    return draw(experiment, visitor_of(conversation), key)


def draw(experiment: Experiment, visitor: str, key: bytes) -> bool | None:
    """Tell which arm a visitor is drawn into; True: the changed one; None: none."""
    slot = int(_chance(key, "slot", experiment.namespace, visitor) * SLOTS)
    if not experiment.first_slot <= slot < experiment.first_slot + experiment.slots:
        return None
    return _chance(key, "arm", experiment.experiment_id, visitor) < experiment.share


def free_slots(others: Iterable[Experiment], namespace: str) -> tuple[int, int]:
    """Return the longest run of slots of a namespace that no open experiment has.

    The first slot and how many; 0 slots: all are taken.
    """
    taken = sorted(
        (one.first_slot, one.first_slot + one.slots)
        for one in others
        if one.is_open and one.namespace == namespace
    )
    best, at = (0, 0), 0
    for first, end in (*taken, (SLOTS, SLOTS)):
        if first - at > best[1]:
            best = (at, first - at)
        at = max(at, end)
    return best


def _chance(key: bytes, *ids: str) -> float:
    """Return a number in [0, 1) that follows from a key and ids, and that nobody else can tell."""
    digest: bytes = hmac.digest(key, "\x1f".join(ids).encode(), hashlib.sha256)
    return int.from_bytes(digest[:_BYTES]) / float(256**_BYTES)
