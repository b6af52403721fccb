from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.app.evaluation.backstage import Backstage, open_backstage
from assistant.commerce.order import OrderStatus
from assistant.commerce.ports import ShopUnavailableError
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    IdentityProven,
    OperationDone,
    OperationDropped,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Role
from assistant.desk.moves.conversation_moves import Denied
from assistant.desk.moves.operation_moves import CustomerWord, ReadBack, order
from assistant.messages.steps.ordered_operations import OrderedOperations
from assistant.messages.steps.turn_step import take_steps
from assistant.operations.gate_answers import Ready
from assistant.operations.shop_rules import load_rules
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import EchoTurn, HandClock
from tests.support.processes.takeovers import an_agent
from tests.support.seeds.autonomy_tables import Rows, table
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.people_events import claimed
from tests.support.seeds.shop_records import LEA, RECORDS

C1 = ConversationId("c1")
ANNA = replace(an_agent("anna"), role=Role.LEAD, public_name="Anna")
BY_LEADS = {"cancel_order": {"level": "automate", "ordered_by": "lead"}}


class Story:
    """Anna has Léa's conversation, and has order #1001 cancelled as Léa told her on the phone."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.shop = MemoryShop(RECORDS)
        self.backstage: Backstage = open_backstage(self.shop, rules=load_rules(), clock=self.clock)
        ordered = OrderedOperations(
            gate=self.backstage.engine.gate, clock=self.clock, default_language="fr"
        )
        self.steps = (ordered, EchoTurn())
        self.conversation = Conversation.fold(
            C1,
            [
                started(),
                wrote("m1", text="Hello"),
                IdentityProven(
                    conversation_id=C1, at=self.clock.now(), customer_id=LEA, method="signed_in"
                ),
                claimed("anna"),
            ],
        )

    async def put(self, rows: Rows) -> None:
        await self.backstage.put(table(rows), at=self.clock.now())

    async def order(self) -> None:
        await self.put(BY_LEADS)
        ready = await self.backstage.engine.gate.consider(
            "cancel_order",
            {"order_number": "#1001", "reason": "ordered_by_mistake"},
            identity=self.conversation.dealings.identity,
            language="en",
        )
        assert isinstance(ready, Ready)
        seen = frozenset(one.message_id for one in self.conversation.unanswered)
        back = ReadBack(operation="cancel_order", ready=ready, language="en", seen=seen)
        move = order(ANNA, back, CustomerWord(told="phone", reason="called: ordered twice"))
        decided = move(self.conversation, self.clock.now())
        assert not isinstance(decided, Denied)
        self.fold(decided)

    async def take(self) -> tuple[ConversationEvent, ...]:
        events = await take_steps(self.steps, self.conversation)
        self.fold(events)
        return events

    def fold(self, events: tuple[ConversationEvent, ...]) -> None:
        for event in events:
            self.conversation = self.conversation.after(event)

    async def status(self) -> OrderStatus:
        found = await self.shop.with_number("#1001")
        assert found is not None
        return found.status


class TestWhatAnAgentOrdered:
    async def test_is_done_and_told_with_its_receipt_in_the_agents_name(self) -> None:
        story = Story()
        await story.order()

        done, told = await story.take()

        assert await story.status() is OrderStatus.CANCELLED
        assert isinstance(done, OperationDone)
        assert isinstance(told, ReplyWritten)
        assert (told.author, told.kind, told.answers) == (Author.SYSTEM, ReplyKind.NOTICE, ())
        assert told.text.startswith("Comme vous l'avez demandé à Anna : La commande #1001")

    async def test_leaves_the_conversation_and_what_waits_in_it_to_the_agent(self) -> None:
        story = Story()
        await story.order()
        await story.take()

        assert story.conversation.status is ConversationStatus.OPEN
        assert story.conversation.ownership.agent_id == "anna"
        assert [one.message_id for one in story.conversation.unanswered] == ["m1"]
        assert story.conversation.dealings.ordered is None

    async def test_is_done_once_though_it_is_not_known_that_it_was(self) -> None:
        story = Story()
        await story.order()

        first = await take_steps(story.steps, story.conversation)  # a crash: nothing was written
        again = await story.take()

        assert [type(one) for one in first] == [type(one) for one in again]
        found = await story.shop.with_number("#1001")
        assert found is not None
        assert len(found.entries) == 2  # paid, and paid back once

    @pytest.mark.parametrize(
        ("rows", "rule"),
        [
            ({"cancel_order": "automate"}, "human_only"),
            ({"cancel_order": {"level": "automate", "ordered_by": "admin"}}, "human_only"),
            ({"cancel_order": "human_only"}, "human_only"),
        ],
    )
    async def test_is_not_done_if_the_table_forbids_it_by_then(
        self, rows: dict[str, object], rule: str
    ) -> None:
        story = Story()
        await story.order()
        await story.put(rows)

        (dropped,) = await story.take()

        assert isinstance(dropped, OperationDropped)
        assert dropped.rule == rule
        assert await story.status() is OrderStatus.PENDING

    async def test_is_not_done_long_after_it_was_ordered(self) -> None:
        story = Story()
        await story.order()
        story.clock.move(24 * 3600)

        (dropped,) = await story.take()

        assert isinstance(dropped, OperationDropped)
        assert dropped.rule == "outdated"
        assert await story.status() is OrderStatus.PENDING

    async def test_waits_while_the_shop_does_not_answer(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        story = Story()
        await story.order()

        async def away(*_: object) -> None:
            raise ShopUnavailableError

        works: Callable[..., object] = story.shop.with_number
        monkeypatch.setattr(story.shop, "with_number", away)
        with pytest.raises(ShopUnavailableError):
            await story.take()
        monkeypatch.setattr(story.shop, "with_number", works)

        await story.take()
        assert await story.status() is OrderStatus.CANCELLED


class TestAnythingElse:
    async def test_is_the_turns(self) -> None:
        story = Story()
        story.conversation = Conversation.fold(C1, [started(), wrote("m1")])

        (reply,) = await story.take()

        assert isinstance(reply, ReplyWritten)
        assert reply.author is Author.ASSISTANT
