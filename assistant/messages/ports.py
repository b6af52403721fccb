"""Declare the ports of a turn: the reader of messages, the index, the attributes of a customer."""

from dataclasses import dataclass
from typing import Protocol, Self

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.conversation.conversation import (
    Conversation,
)
from assistant.conversation.message import Language
from assistant.operations.customer_attributes import CustomerAttributes
from assistant.understanding.types import Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.searching.search import Searcher


class MessageReader(Protocol):
    """Understand a message; encode it once."""

    async def read(
        self, text: str, *, vocabulary: Vocabulary, topic: str, language: Language | None
    ) -> Understanding:
        """Read `text`; `topic` is the question before, which a follow-up leans on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Hold one whole version of the shop's knowledge."""

    searcher: Searcher
    names: KnownProductNames  # of the products, as the guard compares them

    @classmethod
    def of(cls, searcher: Searcher) -> Self:
        """Derive the names of the products, which the guard needs, from the searcher."""
        titles = (title for _, title in searcher.vocabulary.titles)
        return cls(searcher=searcher, names=KnownProductNames.of(titles))


class Index(Protocol):
    """Hold the index of the shop's knowledge, as of now."""

    async def current(self) -> Knowledge:
        """Return one whole version."""
        ...


class AttributeReader(Protocol):
    """Read the attributes of a customer that escalation rules ask for, from the shop's system."""

    async def read(
        self, conversation: Conversation, understanding: Understanding
    ) -> CustomerAttributes:
        """Return the attributes of the customer, if they have proven who they are."""
        ...
