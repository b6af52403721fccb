"""Talk to the embedded engine: messages in, what was said and recorded out."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from assistant.app.evaluation.backstage import Backstage, open_backstage
from assistant.commerce.order import Order
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    CustomerWrote,
    IdentityProven,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.messages.trials.rehearsal import MovableClock
from assistant.operations.dialogue.engine_moves import (
    Aside,
    DialogueEngine,
    NotAnOperation,
    RecordedYes,
)
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.shop_rules import Rules, load_rules
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.autonomy_tables import table
from tests.support.seeds.shop_records import DELIVERED, RECORDS

CID = ConversationId("c1")


def heard(text: str, *operations: str, **said: bool) -> HeardMessage:
    """Return a message that asks for these operations, all in the same words."""
    wishes = tuple(Wish(operation=one, text=text) for one in operations)
    return HeardMessage(text=text, language="en", wishes=wishes, **said)  # type: ignore[arg-type]  # flags


YES = heard("yes", yes=True)
NO = heard("no", no=True)
CANCEL = heard("cancel order 1001, ordered by mistake", "cancel_order")


@dataclass(slots=True)
class Talk:
    """One conversation with the engine, about the small shop."""

    rules: Rules = field(default_factory=load_rules)
    clock: MovableClock = field(default_factory=lambda: MovableClock(DELIVERED + timedelta(days=2)))
    conversation: Conversation = field(default_factory=lambda: Conversation(conversation_id=CID))
    events: list[ConversationEvent] = field(default_factory=list)
    shop: MemoryShop = field(default_factory=lambda: MemoryShop(RECORDS))
    backstage: Backstage = field(init=False)

    def __post_init__(self) -> None:
        self.backstage = open_backstage(self.shop, rules=self.rules, clock=self.clock)

    @property
    def engine(self) -> DialogueEngine:
        """The engine that is talked to."""
        return self.backstage.engine

    async def put(self, **operations: str | dict[str, object]) -> None:
        """Put the default autonomy table in force, with other rows for these operations."""
        tables = self.backstage.tables
        await tables.put(
            table(dict(operations)),
            expected_version=await tables.version(),
            at=self.clock.now(),
            by="zoe",
        )

    def sign_in(self, customer_id: CustomerId) -> None:
        self.fold(
            IdentityProven(
                conversation_id=CID,
                at=self.clock.now(),
                customer_id=customer_id,
                method="signed_in",
            )
        )

    async def say(self, message: HeardMessage) -> str:
        """Return what the engine says to a message; "" where it leaves it to the answers."""
        self.write(message.text)
        return await self.hear(message)

    def write(self, text: str, *, confirms: str = "") -> None:
        self.fold(
            CustomerWrote(
                conversation_id=CID,
                at=self.clock.now(),
                message_id=MessageId(uuid4().hex),
                text=text,
                confirms=confirms,
            )
        )

    async def hear(self, message: HeardMessage) -> str:
        """Let the engine move until there is something to say."""
        move = await self.engine.advance(self.conversation, message)
        self.fold(*move.events)
        if isinstance(move, NotAnOperation):
            return self._reply("")
        if isinstance(move, RecordedYes):
            return await self.hear(message)
        draft = move.resume if isinstance(move, Aside) else move.draft
        return self._reply(draft.text)

    def of(self, kind: type[ConversationEvent]) -> list[ConversationEvent]:
        """Return the events of one type so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def _reply(self, text: str) -> str:
        self.reply_to(self.conversation.unanswered, text)
        return text

    def reply_to(self, messages: tuple[CustomerWrote, ...], text: str) -> None:
        """Write a reply to these messages only."""
        self.fold(
            ReplyWritten(
                conversation_id=CID,
                at=self.clock.now(),
                message_id=MessageId(uuid4().hex),
                author=Author.ASSISTANT,
                kind="asked",  # type: ignore[arg-type]  # what it is does not matter here
                text=text,
                language="en",
                answers=tuple(wrote.message_id for wrote in messages),
            )
        )

    def fold(self, *events: ConversationEvent) -> None:
        self.events.extend(events)
        for event in events:
            self.conversation = self.conversation.after(event)


async def order(talk: Talk, number: str) -> Order:
    """Return what the shop says of an order."""
    found = await talk.shop.with_number(number)
    assert found is not None
    return found
