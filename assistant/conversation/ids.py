"""Name the identifiers of a conversation, so that none is taken for another, and its shard."""

from hashlib import sha256
from typing import NewType

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)  # ours, unique in the log
ContactId = NewType("ContactId", str)  # the customer as a channel knows them
AccountId = NewType("AccountId", str)  # one widget, one WhatsApp number, one page
CustomerId = NewType("CustomerId", str)  # one person, as the shop knows them
AgentId = NewType("AgentId", str)  # a person of the shop who answers
TeamId = NewType("TeamId", str)  # agents who answer for each other

SHARDS = 64
"""A power of two, so that the first byte of a hash has as many values of each shard."""

ALL_SHARDS = range(SHARDS)


def shard_of(conversation_id: ConversationId | str) -> int:
    """Return the shard of a conversation: the first byte of the SHA-256 of its id, modulo 64.

    Every database can say the same in a statement, whichever version it has.
    """
    return sha256(conversation_id.encode(errors="replace")).digest()[0] % SHARDS
