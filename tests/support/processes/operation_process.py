"""A process that answers one conversation about an order, so that a test may kill it midway."""

import asyncio
from datetime import date
from multiprocessing.context import ForkServerProcess
from uuid import uuid4

from assistant.app.compose.local_installation import SystemClock
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import Author, ConversationEvent, ReplyKind, ReplyWritten
from assistant.conversation.ids import ConversationId, MessageId
from assistant.kit.failpoints import arm
from assistant.messages.answerer import Answerer, AnsweringLimits, TurnLease
from assistant.messages.snapshots import Snapshots
from assistant.messages.steps.ordered_operations import OrderedOperations
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import RecordedYes, Reply
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.gate import Gate
from assistant.operations.identity.identifier import Identifier
from assistant.operations.shop_rules import load_rules
from integrations.stores.memory.mail_spool import MemorySpool
from integrations.stores.memory.memory_shop import TERMS
from integrations.stores.memory.rate_limits import MemoryOneUse, MemoryRateLimits
from integrations.stores.sql import open_event_log
from integrations.stores.sql.shop.sql_shop import SqlShop, open_sql_shop
from tests.support.memory.assemblies.worker_shop import sorry
from tests.support.memory.work_queue import MemoryLeases
from tests.support.processes.killable_processes import CONTEXT
from tests.support.seeds.autonomy_tables import FixedTable
from tests.support.seeds.shop_records import RECORDS

CONVERSATION = ConversationId("c1")


def new_gate(shop: SqlShop) -> Gate:
    """Return the gate to the shop, whose leads may have an order cancelled on a customer's word."""
    return Gate(
        customers=shop,
        orders=shop,
        assortment=shop,
        rules=load_rules(),
        autonomy=FixedTable(cancel_order={"level": "automate", "ordered_by": "lead"}),
        clock=SystemClock(),
    )


class OperatingTurn:
    """A turn that only operates: "yes" is a yes, every other message asks to cancel."""

    def __init__(self, shop: SqlShop) -> None:
        rules, clock = load_rules(), SystemClock()
        gate = new_gate(shop)
        identifier = Identifier(
            customers=shop,
            orders=shop,
            spool=MemorySpool(),
            limits=MemoryRateLimits(),
            used=MemoryOneUse(),
            rules=rules.identity,
            token_rules=None,
            key=bytes(32),
            clock=clock,
        )
        self._engine = EmbeddedEngine(gate=gate, identifier=identifier)

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        text = conversation.unanswered[-1].text
        wishes = () if text == "yes" else (Wish(operation="cancel_order", text=text),)
        heard = HeardMessage(text=text, language="en", wishes=wishes, yes=text == "yes")
        move = await self._engine.advance(conversation, heard)
        if isinstance(move, RecordedYes):
            return move.events
        assert isinstance(move, Reply)
        reply = ReplyWritten(
            conversation_id=conversation.conversation_id,
            at=SystemClock().now(),
            message_id=MessageId(uuid4().hex),
            author=Author.ASSISTANT,
            kind=ReplyKind.ASKED,
            text=move.draft.text,
            language="en",
            answers=tuple(wrote.message_id for wrote in conversation.unanswered),
        )
        return (*move.events, reply)


async def answer(url: str) -> None:
    """Answer what the conversation waits for, as a worker does."""
    async with open_event_log(url) as log, open_sql_shop(url, terms=TERMS) as shop:
        answerer = Answerer(
            events=log,
            snapshots=Snapshots(log),
            steps=(
                OrderedOperations(gate=new_gate(shop), clock=SystemClock(), default_language="fr"),
                OperatingTurn(shop),
            ),
            apology=sorry,
            limits=AnsweringLimits(),
        )
        leases = MemoryLeases()
        lease = await leases.acquire(CONVERSATION, for_s=60)
        assert lease is not None
        await answerer.answer(CONVERSATION, TurnLease(leases, lease, for_s=60))


async def fill(url: str) -> None:
    """Fill the shop with the small shop's records."""
    async with open_sql_shop(url, terms=TERMS) as shop:
        await shop.fill(RECORDS, source="test", day=date(2026, 11, 20))


def start_answering(url: str, *, failpoint: str) -> ForkServerProcess:
    """Start a process that answers the conversation and dies at `failpoint`."""
    process = CONTEXT.Process(target=_answer, args=(url, failpoint), daemon=True)
    process.start()
    return process


def _answer(url: str, failpoint: str) -> None:
    arm(failpoint)
    asyncio.run(answer(url))
