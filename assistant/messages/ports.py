"""Declare the ports of messages.

The reader of messages, the index and the attributes of a customer are those of a turn; the sweep
and the worker keep work that is stuck.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, Self

from assistant.answers.composing.composer import Composer, Sales
from assistant.answers.composing.pages.pages_before import PagesBefore
from assistant.answers.composing.products.product_advice import USUAL_ADVICE, AdviceRules
from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.verified.known_answers import NO_ANSWERS, KnownAnswers
from assistant.conversation.conversation import (
    Conversation,
)
from assistant.conversation.ids import ConversationId
from assistant.operations.customer_attributes import CustomerAttributes
from assistant.understanding.types import ReadingContext, Understanding
from retrieval.ports import StatementReader
from retrieval.searching.search import Searcher


class MessageReader(Protocol):
    """Understand a message; encode it once."""

    async def read(self, text: str, context: ReadingContext) -> Understanding:
        """Return the meaning of `text` in its context."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Hold one whole version of the shop's knowledge."""

    searcher: Searcher
    names: KnownProductNames  # of the products, as the guard compares them
    sales: Sales | None = None  # None: there is no shop system to ask
    verified: KnownAnswers = NO_ANSWERS
    advice: AdviceRules = USUAL_ADVICE

    def composer(
        self,
        limit: int,
        reader: StatementReader | None,
        before: PagesBefore | None,
    ) -> Composer:
        """Return the composer of drafts from this version; the arguments are its own."""
        return Composer(
            searcher=self.searcher,
            limit=limit,
            reader=reader,
            sales=self.sales,
            before=before,
            verified=self.verified,
            advice=self.advice,
        )

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


class CustomerTyping(Protocol):
    """Keep the moment when a customer last typed on their page, for some seconds, and no word.

    Every method may raise `BrokerUnavailableError`.
    """

    async def note(self, conversation_id: ConversationId, at: datetime) -> None:
        """Keep that the customer types at `at`, aware."""
        ...

    async def last(self, conversation_id: ConversationId) -> datetime | None:
        """Return when the customer last typed, aware, UTC; None: not lately."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWork:
    """Hold a conversation that waits for a worker, and how often one was given it in vain."""

    conversation_id: ConversationId
    since: datetime  # aware, UTC; by the clock of the process that accepted the oldest message
    tries: int = 0
    only_delivery: bool = False  # only replies wait, for their channel


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """Hold work that is tried no more until a person says so."""

    conversation_id: ConversationId
    reason: str  # a word for counting
    since: datetime  # aware, UTC
    tries: int
    at: datetime  # it was set aside; aware, UTC
    waits: bool  # something of it still waits: it can be tried again


class StuckWork(Protocol):
    """Keep work that was put back in vain, over all processes, and the dead letters.

    Every method may raise `LogUnavailableError`.
    """

    async def due(
        self, now: datetime, *, waiting: timedelta, limit: int, skip: int = 0
    ) -> Sequence[WaitingWork]:
        """Return conversations that have waited for longer than `waiting`, the oldest first.

        Those that were put off and dead letters are left out, so that they hide nothing. A message
        from the future was dated by a clock that is wrong, and is due.
        """
        ...

    async def put_off(self, work: WaitingWork, *, until: datetime) -> None:
        """Count one more try, and leave the work alone for a while."""
        ...

    async def set_aside(self, work: WaitingWork, *, reason: str, at: datetime) -> None:
        """Make the work a dead letter."""
        ...

    async def settle(self, now: datetime) -> int:
        """Forget work that waits no more, and dead letters of long ago; return how many."""
        ...

    async def dead(self, *, limit: int) -> Sequence[DeadLetter]:
        """Return the dead letters that nobody has put away, the newest first."""
        ...

    async def count_dead(self) -> int:
        """Return how many dead letters nobody has put away."""
        ...

    async def retry(self, conversation_id: ConversationId) -> bool:
        """Let the sweep find a dead letter's work again; False: there is no such letter."""
        ...

    async def put_away(self, conversation_id: ConversationId, *, at: datetime) -> bool:
        """Show a dead letter no more; False: there is no such letter."""
        ...
