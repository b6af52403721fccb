"""The next version of the program: it writes events that this one does not know."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from assistant.conversation import ownership
from assistant.conversation.events import (
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    ReplyRated,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.ownership import Stage
from integrations.stores.sql.log import event_codec
from tests.support.seeds.conversation_events import NOON


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerThanked(ReplyRated):
    """A type that does not exist yet."""

    type: Literal["customer_thanked"] = "customer_thanked"  # type: ignore[assignment]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptainClaimed(ConversationClaimed):
    """Another way to give a conversation to a person."""

    type: Literal["captain_claimed"] = "captain_claimed"  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterReleased(ConversationReleased):
    """Another way to answer messages."""

    type: Literal["later_released"] = "later_released"  # type: ignore[assignment]


_NEXT: TypeAdapter[ConversationEvent] = TypeAdapter(
    Annotated[
        ConversationEvent | CustomerThanked | CaptainClaimed | LaterReleased,
        Field(discriminator="type"),
    ]
)


@contextmanager
def next_version() -> Iterator[None]:
    """Read and write events as the next version does, until the block ends."""
    this = event_codec._ADAPTER  # noqa: SLF001 - the version is what it reads
    event_codec._ADAPTER = _NEXT  # noqa: SLF001
    ownership._LEADS_TO[CaptainClaimed] = Stage.OPEN  # noqa: SLF001
    try:
        yield
    finally:
        event_codec._ADAPTER = this  # noqa: SLF001
        del ownership._LEADS_TO[CaptainClaimed]  # noqa: SLF001


def thanked(conversation: str = "c1", words: str = "merci") -> CustomerThanked:
    return CustomerThanked(
        conversation_id=ConversationId(conversation),
        at=NOON,
        message_id=MessageId("r0"),
        helpful=True,
        words=words,
    )


def claimed_anew(conversation: str = "c1") -> CaptainClaimed:
    return CaptainClaimed(
        conversation_id=ConversationId(conversation), at=NOON, agent_id=AgentId("anna")
    )


def released_anew(*answers: str, conversation: str = "c1") -> LaterReleased:
    return LaterReleased(
        conversation_id=ConversationId(conversation),
        at=NOON,
        answers=tuple(MessageId(one) for one in answers),
    )
