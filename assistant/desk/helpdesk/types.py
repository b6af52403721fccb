"""Hold the values of the port to a helpdesk that the shop already runs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from assistant.conversation.ids import ContactId, ConversationId, CustomerId
from assistant.conversation.ownership import ConversationStatus

HelpdeskCaseId = NewType("HelpdeskCaseId", str)
"""The helpdesk's own name for a conversation."""


class EntryVoice(StrEnum):
    """Name the voice in which an entry stands in the helpdesk."""

    CUSTOMER = "customer"
    SHOP = "shop"  # the customer read it: the assistant, a notice, an agent elsewhere
    NOTE = "note"  # the customer never sees it


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """Hold one entry to be shown in a case."""

    entry_id: str  # ours, unique: what makes a repeat harmless
    voice: EntryVoice
    text: str
    attachments: tuple[str, ...] = ()  # names


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Hold the values that a case is opened with."""

    conversation_id: ConversationId
    contact_id: ContactId
    customer_id: CustomerId | None  # once they have proven who they are
    email: str = ""  # "": not given

    @property
    def person(self) -> str:
        """Return the customer's id as the shop knows them, else as the channel does."""
        return self.customer_id or self.contact_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Hold an agent as the helpdesk knows them."""

    colleague_id: str  # with the helpdesk's name before it: `chatwoot:5`
    name: str
    email: str = ""  # lower case; "": the helpdesk did not say
    picture: str = ""  # an address as the helpdesk gave it: not to be believed


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMessage:
    """Hold one message of a case."""

    number: int  # the helpdesk's, growing within a case
    entry_id: str = ""  # of ours; "": it was written in the helpdesk
    by: Colleague | None = None  # None: nobody of the shop wrote it
    text: str = ""
    private: bool = False  # among the shop's people
    attachments: tuple[str, ...] = ()  # names


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """Hold a case as it is now."""

    status: ConversationStatus
    snoozed_until: datetime | None = None  # aware, UTC
    assignee: Colleague | None = None
    heard: tuple[CaseMessage, ...] = ()  # after the number that was asked for, oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredCase:
    """Hold the case of one conversation as far as we know it."""

    conversation_id: ConversationId
    case_id: HelpdeskCaseId | None = None  # None: none was opened
    mirrored: int = 0  # sequence of the last event that stands in the case
    heard: int = 0  # `CaseMessage.number` up to which everything was taken in
    status: ConversationStatus | None = None  # that both sides last agreed on
    stamp: int = 0  # grows each time there is something to do
    tries: int = 0  # in a row that failed
    failure: str = ""  # why something was given up, and what to do; "": nothing was
