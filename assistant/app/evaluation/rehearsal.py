"""Talk to the assistant without a channel, a log or an outside shop, for evaluations.

Every module that decides is the product's own; the shop, the mail and the counters are in memory.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from assistant.commerce.basket_links import BasketLinks
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    IdentityProven,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.conversation.message import Call
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.desk.moves.conversation_moves import Denied, Move
from assistant.kit.mail.letter import Letter
from assistant.messages.turn import Turn
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.autonomy_table import AutonomyTable
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.basket_keeper import BasketKeeper
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.gate import Gate
from assistant.operations.identity.identifier import Identifier
from assistant.operations.identity.identity_codes import word_code_letter
from assistant.operations.shop_rules import Method, Rules
from assistant.ports import Clock
from assistant.understanding.personal_data.payment_data import masked
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from integrations.stores.memory.mail_spool import MemorySpool
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.memory.rate_limits import MemoryOneUse, MemoryRateLimits

MAX_STEPS = 10
"""Turns that one message may take: its own, and one for each yes in it."""


class StuckError(RuntimeError):
    """Say that a message stays unanswered however often its turn is taken, or a move is denied."""


@dataclass(slots=True)
class MovableClock:
    """Tell a time that an evaluation sets."""

    at: datetime  # aware, UTC

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


@dataclass(frozen=True, slots=True, kw_only=True)
class Backstage:
    """Hold a shop in memory, and the dialogue that talks about it."""

    shop: MemoryShop
    spool: MemorySpool
    engine: EmbeddedEngine
    tables: MemoryAutonomyTables
    autonomy: AnswerAutonomy
    key: bytes  # one-time codes are derived from it

    async def put(self, rows: AutonomyTable, *, at: datetime) -> None:
        """Put the table in force with `rows` in place of its own."""
        now = await self.autonomy.autonomy.table()
        table = AutonomyTable(
            operations={**now.operations, **rows.operations}, topics={**now.topics, **rows.topics}
        )
        version = await self.tables.version()
        await self.tables.put(table, expected_version=version, at=at, by="operations")

    def read(self, letter: Letter) -> str:
        """Return a letter in the words that its reader sees."""
        return word_code_letter(letter, key=self.key, shop="").body


def open_backstage(shop: MemoryShop, *, rules: Rules, clock: Clock) -> Backstage:
    """Put a gate and a dialogue before a shop in memory."""
    spool, key = MemorySpool(), secrets.token_bytes(32)
    identifier = Identifier(
        customers=shop,
        orders=shop,
        spool=spool,
        limits=MemoryRateLimits(),
        used=MemoryOneUse(),
        rules=rules.identity,
        token_rules=None,
        key=key,
        clock=clock,
    )
    tables = MemoryAutonomyTables()
    table = LiveTable(tables)
    basket = "/basket?{lines}"
    gate = Gate(
        customers=shop,
        orders=shop,
        assortment=shop,
        rules=rules,
        autonomy=table,
        clock=clock,
        keeper=BasketKeeper(
            baskets=BasketLinks(links={"fr": basket, "en": basket}), assortment=shop
        ),
    )
    engine = EmbeddedEngine(gate=gate, identifier=identifier)
    autonomy = AnswerAutonomy(autonomy=table, customers=shop)
    return Backstage(
        shop=shop, spool=spool, engine=engine, tables=tables, autonomy=autonomy, key=key
    )


@dataclass(frozen=True, slots=True)
class AlwaysStaffed:
    """Give the outlook of a desk where an agent is always there."""

    clock: Clock

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        del conversation, reason
        return Outlook(at=self.clock.now(), timezone=ZoneInfo("UTC"), open=True, staffed=True)


@dataclass(slots=True, kw_only=True)
class Rehearsal:
    """Hold a conversation, and take its turns message by message."""

    turn: Turn
    clock: Clock
    conversation: Conversation = field(
        default_factory=lambda: Conversation(conversation_id=ConversationId(uuid4().hex))
    )

    async def say(
        self, *texts: str, call: Call | None = None, page: str = "", category: str = ""
    ) -> tuple[ConversationEvent, ...]:
        """Write these messages as one burst; return all that follows from them.

        `call` is the operation that a program asks for with each of them, `page` the product
        and `category` the category that the customer sees meanwhile.

        Raises:
            StuckError: something is left unanswered.
        """
        for text in texts:
            self._fold(
                CustomerWrote(
                    conversation_id=self.conversation.conversation_id,
                    at=self.clock.now(),
                    message_id=MessageId(uuid4().hex),
                    text=masked(text),  # as the inbox does
                    call=call,
                    page_product=page,
                    page_category=category,
                )
            )
        return await self.answer()

    async def answer(self) -> tuple[ConversationEvent, ...]:
        """Take turns until nothing is unanswered, as the worker does."""
        followed: list[ConversationEvent] = []
        for _ in range(MAX_STEPS):
            if not self.conversation.to_answer:
                return tuple(followed)
            events = await self.turn.take(self.conversation)
            if not events:
                return tuple(followed)
            self._fold(*events)
            followed.extend(events)
        raise StuckError

    async def decide(self, move: Move) -> tuple[ConversationEvent, ...]:
        """Make an agent's move; return its events, and all that follows from it.

        Raises:
            StuckError: it cannot be done with the conversation as it is.
        """
        decided = move(self.conversation, self.clock.now())
        if isinstance(decided, Denied):
            raise StuckError(decided.why)
        self._fold(*decided)
        return (*decided, *await self.answer())

    def sign_in(self, customer_id: CustomerId) -> None:
        """Let the shop's page prove a customer."""
        self._fold(
            IdentityProven(
                conversation_id=self.conversation.conversation_id,
                at=self.clock.now(),
                customer_id=customer_id,
                method=Method.SIGNED_IN,
            )
        )

    def _fold(self, *events: ConversationEvent) -> None:
        for event in events:
            self.conversation = self.conversation.after(event)


def reply_in(events: tuple[ConversationEvent, ...]) -> ReplyWritten:
    """Return the last reply among events.

    Raises:
        LookupError: there is none.
    """
    replies = [event for event in events if isinstance(event, ReplyWritten)]
    if not replies:
        raise LookupError
    return replies[-1]
