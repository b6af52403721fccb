"""A yes is worth exactly one effect, wherever the process that carries it out is killed."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.app.compose.local_installation import SystemClock
from assistant.commerce.order import OrderStatus
from assistant.conversation.dealings import Identity
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    IdentityProven,
    OperationConfirmed,
    OperationDone,
    OperationOrdered,
    OperationProposed,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId, MessageId
from assistant.operations.gate_answers import Ready
from integrations.stores.memory.memory_shop import TERMS
from integrations.stores.sql import open_event_log
from integrations.stores.sql.shop.sql_shop import open_sql_shop
from tests.support.processes.operation_process import (
    CONVERSATION,
    answer,
    fill,
    new_gate,
    start_answering,
)
from tests.support.processes.worker_processes import ended
from tests.support.seeds.conversation_events import WIDGET, started
from tests.support.seeds.people_events import claimed
from tests.support.seeds.shop_records import LEA, PENDING

_BOTH_TURNS = [
    f"{point}:{passage}"
    for passage in (1, 2)  # the turn that records the yes, and the one that carries it out
    for point in ("after_read", "after_turn", "before_append", "after_append")
]


async def write(url: str, text: str) -> None:
    async with open_event_log(url) as log:
        event = CustomerWrote(
            conversation_id=CONVERSATION,
            at=SystemClock().now(),
            message_id=MessageId(text),
            text=text,
        )
        await log.accept(event, account_id=WIDGET, provider_message_id=text)


async def read_back(url: str) -> None:
    """Bring the conversation to a read-back, and write the yes to it."""
    await fill(url)
    async with open_event_log(url) as log:
        await log.start(started(CONVERSATION))
        proven = IdentityProven(
            conversation_id=CONVERSATION,
            at=SystemClock().now(),
            customer_id=LEA,
            method="signed_in",
        )
        await log.append(CONVERSATION, (proven,))
    await write(url, "cancel order 1001, ordered by mistake")
    await answer(url)
    await write(url, "yes")


async def order(url: str) -> None:
    """Bring a conversation to an agent who has an order cancelled on what Léa told them."""
    await fill(url)
    now = SystemClock().now()
    identity = Identity(customer_id=LEA, method="signed_in", at=now)
    cancel = {"order_number": PENDING.number, "reason": "ordered_by_mistake"}
    async with open_event_log(url) as log, open_sql_shop(url, terms=TERMS) as shop:
        ready = await new_gate(shop).consider(
            "cancel_order", cancel, identity=identity, language="en"
        )
        assert isinstance(ready, Ready)
        await log.start(started(CONVERSATION))
        proven = IdentityProven(
            conversation_id=CONVERSATION, at=now, customer_id=LEA, method="signed_in"
        )
        proposed = OperationProposed(
            conversation_id=CONVERSATION,
            at=now,
            proposal_id="p1",
            operation="cancel_order",
            parameters=ready.parameters,
            fingerprint=ready.fingerprint,
            customer_id=ready.customer_id,
        )
        written = OperationOrdered(
            conversation_id=CONVERSATION,
            at=now,
            proposal_id="p1",
            by=AgentId("anna"),
            role="lead",
            told="phone",
            reason="She called: ordered twice.",
            name="Anna",
        )
        await log.append(CONVERSATION, (proven, claimed("anna"), proposed, written))


async def check_is_cancelled_once(url: str) -> None:
    async with open_sql_shop(url, terms=TERMS) as shop:
        order = await shop.with_number(PENDING.number)
    assert order is not None
    assert order.status is OrderStatus.CANCELLED
    assert int(order.version) == int(PENDING.version) + 1


async def events(url: str) -> list[ConversationEvent]:
    async with open_event_log(url) as log:
        return [stored.event for stored in (await log.read(CONVERSATION)).events]


class TestAYes:
    @pytest.mark.parametrize("failpoint", _BOTH_TURNS)
    async def test_has_one_effect_though_its_process_is_killed(
        self, tmp_path: Path, failpoint: str
    ) -> None:
        url = f"sqlite:///{tmp_path}/shop.db"
        await read_back(url)

        assert await ended(start_answering(url, failpoint=failpoint)) == -signal.SIGKILL
        await answer(url)

        kept = await events(url)
        assert sum(isinstance(event, OperationConfirmed) for event in kept) == 1
        assert sum(isinstance(event, OperationDone) for event in kept) == 1
        replies = [event for event in kept if isinstance(event, ReplyWritten)]
        assert [reply.answers for reply in replies][1:] == [(MessageId("yes"),)]
        assert "cancelled" in replies[-1].text
        await check_is_cancelled_once(url)


class TestAnAgentsOrder:
    @pytest.mark.parametrize(
        "failpoint", ["after_read", "after_turn", "before_append", "after_append"]
    )
    async def test_has_one_effect_though_its_process_is_killed_and_the_customer_one_receipt(
        self, tmp_path: Path, failpoint: str
    ) -> None:
        url = f"sqlite:///{tmp_path}/shop.db"
        await order(url)

        assert await ended(start_answering(url, failpoint=failpoint)) == -signal.SIGKILL
        async with open_event_log(url) as log:
            waiting = await log.unanswered(SystemClock().now() + timedelta(hours=1), limit=10)
        await answer(url)

        kept = await events(url)
        assert bool(waiting) is (failpoint != "after_append")  # the sweep finds what is left
        assert not any(isinstance(event, OperationConfirmed) for event in kept)
        assert sum(isinstance(event, OperationDone) for event in kept) == 1
        (receipt,) = (event for event in kept if isinstance(event, ReplyWritten))
        assert receipt.author is Author.SYSTEM
        assert "cancelled" in receipt.text or "annulée" in receipt.text
        await check_is_cancelled_once(url)
