"""A yes is worth exactly one effect, wherever the process that carries it out is killed."""

import signal
from pathlib import Path

import pytest

from assistant.app.clock import SystemClock
from assistant.commerce.order import OrderStatus
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    IdentityProven,
    OperationConfirmed,
    OperationDone,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.memory_shop import TERMS
from integrations.sql import open_event_log
from integrations.sql.shop import open_sql_shop
from tests.infra.events import WIDGET, started
from tests.infra.operating import CONVERSATION, answer, fill, start_answering
from tests.infra.processes import ended
from tests.infra.shop_records import LEA, PENDING

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
        async with open_sql_shop(url, terms=TERMS) as shop:
            order = await shop.with_number(PENDING.number)
        assert order is not None
        assert order.status is OrderStatus.CANCELLED
        assert int(order.version) == int(PENDING.version) + 1
