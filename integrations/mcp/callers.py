"""Who calls: a program in customers' names, or one of the shop's people. Pure."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.ids import AgentId
from assistant.staff.types import Agent
from integrations.completions.clients import Client, digest

STAFF_PREFIX = "st-"
"""What keys of the shop's people begin with, so that a lost one is recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffKey:
    """A key with which one of the shop's people asks; what they may is their role's to say."""

    agent_id: AgentId
    key_sha256: str  # hex
    per_minute: int = 60  # calls


@dataclass(frozen=True, slots=True, kw_only=True)
class ForCustomers:
    """A program that speaks for customers."""

    client: Client
    token: str = ""  # the shop's word for who the customer is; "": none
    called: str = ""  # the conversation, unless a call names another; "": a new one each time


@dataclass(frozen=True, slots=True, kw_only=True)
class ForStaff:
    """A program that one of the shop's people uses."""

    agent: Agent
    per_minute: int = 60


Caller = ForCustomers | ForStaff


def find_staff_key(keys: Sequence[StaffKey], key: str) -> StaffKey | None:
    """Return whose key it is; None: nobody's. It takes as long whoever it is."""
    given = digest(key)
    found = [one for one in keys if hmac.compare_digest(one.key_sha256, given)]
    return found[0] if found else None
