"""What no message, no crash and no delay can break, tried with thousands of random steps."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    ChangeDefaultAddress,
    Effect,
    Receipt,
    fingerprint,
)
from assistant.commerce.shop_ids import CustomerId, OrderId
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    OperationConfirmed,
    OperationProposed,
)
from assistant.conversation.ids import MessageId
from assistant.operations.dialogue.engine_moves import (
    Aside,
    EngineMove,
    NotAnOperation,
    RecordedYes,
)
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.operation_register import OPERATIONS
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.shop_records import LEA, RECORDS, TOM, TOMS, shirt
from tests.unit.assistant.operations.dialogue.talking import Talk

pytestmark = pytest.mark.slow  # hundreds of random histories

SECRET = replace(
    TOMS,
    lines=(replace(shirt("l6"), title="Molène Oilskin"),),
    address=replace(TOMS.address, line1="77 Hidden Lane"),
)
RECORDED = replace(RECORDS, orders=(*RECORDS.orders[:-1], SECRET))
SECRETS = {
    LEA: ("Molène", "Hidden Lane", "T12 XY34", "tom.obrien", "store credit"),
    TOM: ("Yser", "29100", "4242", "lea.legoff", "Visa"),
}
"""What nobody but the other customer may read, unless they write it themselves."""

WORDS = (
    "order 1001",
    "order 1002",
    "order 1003",
    "order 1004",
    "order 9999",
    "the shirt",
    "the socks",
    "both",
    "all of them",
    "the other one",
    "in L",
    "in M",
    "in XL",
    "too small",
    "ordered by mistake",
    "my gift card",
    "my visa card",
    "paypal",
    "the original one",
    "12 rue des Lilas, 69003 Lyon",
    "lea.legoff@example.com",
    "tom.obrien@example.com",
    "yes",
    "no",
    "instead",
    "also",
    "hm",
)
REQUESTS = (
    ("cancel_order", "cancel order 1001, ordered by mistake"),
    ("cancel_order", "cancel order 1002, delivery takes too long"),
    ("cancel_order", "cancel order 1004, ordered by mistake"),
    ("return_items", "return the socks of order 1003, too small, to my gift card"),
    ("return_items", "return the shirt of order 1003, too large, to my visa card"),
    ("exchange_items", "exchange the shirt of order 1003 for an L, with my visa card"),
    ("change_items", "change the item of order 1004"),
    ("change_items", "change the item of order 1002"),
    ("change_items", "change the shirt of order 1001 to M"),
    ("change_items", "change the shirt of order 1002 to XS, with my visa card"),
    ("change_address", "send order 1001 to 12 rue des Lilas, 69003 Lyon"),
    ("change_address", "send order 1004 to 12 rue des Lilas, 69003 Lyon"),
    ("change_default_address", "my address is 12 rue des Lilas, 69003 Lyon"),
    ("change_payment", "pay order 1002 with my gift card"),
    ("change_payment", "pay order 1001 with my visa card"),
)
"""Operations, and words that leave nothing to ask."""

MESSAGES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(", ".join)
CRASHES = st.lists(st.integers(0, 2), max_size=2)
"""Steps of a turn whose events are lost."""

FAILURES = st.sampled_from(("", "", "before", "after"))
"""When the shop system fails: before an effect, after one."""

WISHES = st.lists(st.sampled_from(sorted(OPERATIONS)), max_size=2)


class RecordingShop(MemoryShop):
    """Writes down whose orders are read in a list, and what is done; fails when told to."""

    def __init__(self) -> None:
        super().__init__(RECORDED)
        self.listed: set[CustomerId] = set()
        self.tried: list[Permit] = []
        self.done: list[Permit] = []
        self.fails_before = self.fails_after = False

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        self.listed.add(customer_id)
        return await super().of_customer(customer_id, limit=limit)

    async def execute(self, permit: Permit) -> Receipt:
        self.tried.append(permit)
        if self.fails_before:
            raise ShopUnavailableError
        known = await self.receipt(permit.key)
        receipt = await super().execute(permit)
        self.done += [permit] if known is None else []
        if self.fails_after:
            raise ShopUnavailableError
        return receipt

    def change(self, order_id: OrderId) -> None:
        """Let the shop's people touch an order: it has another version from now on."""
        order = self._orders[order_id]
        self._orders[order_id] = replace(order, version=str(int(order.version) + 1))


@dataclass(slots=True)
class ReadBack:
    """What was read to the customer last, if a yes to it may follow."""

    proposed: OperationProposed
    unread: frozenset[MessageId]  # written before it was read


@dataclass(slots=True)
class Model:
    """What the customer has seen and said, kept apart from what is tested."""

    read: ReadBack | None = None
    said_yes: bool = False
    proposed: dict[str, OperationProposed] = field(default_factory=dict)
    confirmed: dict[str, OperationConfirmed] = field(default_factory=dict)


class ACustomerAndTheShop(RuleBasedStateMachine):
    """One conversation in which anything may be said, at any time, with crashes in between."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.shop = RecordingShop()
        self.talk = Talk(shop=self.shop)
        self.model = Model()
        self.customer: CustomerId | None = None
        self.own_words = ""

    def teardown(self) -> None:
        self.runner.close()

    @initialize(customer=st.sampled_from((LEA, LEA, LEA, TOM, None)))
    def open(self, customer: CustomerId | None) -> None:
        if customer is not None:
            self.talk.sign_in(customer)

    @rule(customer=st.sampled_from((LEA, TOM)))
    def sign_in(self, customer: CustomerId) -> None:
        self.talk.sign_in(customer)

    @rule(minutes=st.sampled_from((1, 5, 29, 31, 61)))
    def wait(self, minutes: int) -> None:
        self.talk.clock.move(timedelta(minutes=minutes))

    @rule(order=st.sampled_from(RECORDED.orders))
    def the_shop_changes(self, order: Order) -> None:
        self.shop.change(order.order_id)

    @rule(text=MESSAGES, wishes=WISHES, no=st.booleans(), question=st.booleans())
    def say(self, text: str, wishes: list[str], *, no: bool, question: bool) -> None:
        self._write(text)
        wished = tuple(Wish(operation=one, text=text) for one in wishes)
        self._take(HeardMessage(text=text, language="en", wishes=wished, no=no, question=question))

    @rule(operation=st.sampled_from(sorted(OPERATIONS)), text=MESSAGES)
    def ask_for(self, operation: str, text: str) -> None:
        self._write(text)
        self._take(
            HeardMessage(text=text, language="en", wishes=(Wish(operation=operation, text=text),))
        )

    @rule(request=st.sampled_from(REQUESTS))
    def want(self, request: tuple[str, str]) -> None:
        self.ask_for(*request)

    @rule(
        request=st.sampled_from(REQUESTS),
        minutes=st.sampled_from((0, 0, 0, 29, 31)),
        crashes=CRASHES,
        fails=FAILURES,
    )
    def want_and_agree(
        self, request: tuple[str, str], minutes: int, crashes: list[int], fails: str
    ) -> None:
        self.ask_for(*request)
        self.wait(minutes)
        self.say_yes(crashes, fails)

    @rule(crashes=CRASHES, fails=FAILURES)
    def say_yes(self, crashes: list[int], fails: str) -> None:
        self._write("yes")
        self.shop.fails_before, self.shop.fails_after = fails == "before", fails == "after"
        self._take(HeardMessage(text="yes", language="en", yes=True), crashes=crashes)
        self.shop.fails_before = self.shop.fails_after = False
        self._take(HeardMessage(text="yes", language="en", yes=True))

    @rule(text=MESSAGES)
    def say_yes_while_a_reply_is_written(self, text: str) -> None:
        self._write(text)
        before = self.talk.conversation.unanswered
        self._write("yes")
        wish = Wish(operation="cancel_order", text=text)
        self._take(HeardMessage(text=text, language="en", wishes=(wish,)), answering=before)
        self._take(HeardMessage(text="yes", language="en", yes=True))

    @invariant()
    def nobody_else_s_orders_are_read_or_written(self) -> None:
        identity = self.talk.conversation.dealings.identity
        mine = identity.customer_id if identity else None
        assert self.shop.listed <= {mine}
        assert all(self._owner(permit.effect) == mine for permit in self.shop.tried)

    @invariant()
    def one_yes_has_at_most_one_effect(self) -> None:
        keys = [permit.key for permit in self.shop.done]
        yes = [self.model.confirmed[key].message_id for key in keys]
        assert len(set(keys)) == len(keys)
        assert len(set(yes)) == len(yes)

    @invariant()
    def what_was_tried_is_what_was_read_back(self) -> None:
        for permit in self.shop.tried:
            assert permit.key in self.model.confirmed
            assert self.model.proposed[permit.key].fingerprint == fingerprint(permit.effect)

    def _write(self, text: str) -> None:
        self.talk.clock.move(timedelta(seconds=1))
        self.own_words += text
        self.talk.write(text)

    def _take(
        self,
        heard: HeardMessage,
        *,
        crashes: list[int] | None = None,
        answering: tuple[CustomerWrote, ...] | None = None,
    ) -> None:
        """Take turns until something is said; a crash loses the events of that step."""
        left = list(crashes or ())
        self.model.said_yes = heard.yes
        for step in range(6):
            if not self.talk.conversation.unanswered:
                return
            try:
                move = self.runner.run(self._advance(heard))
            except ShopUnavailableError:
                return  # the worker takes the turn again later
            if step in left:
                left.remove(step)
                continue
            if self._record(move, answering or self.talk.conversation.unanswered):
                return

    async def _advance(self, heard: HeardMessage) -> EngineMove:
        return await self.talk.backstage.engine.advance(self.talk.conversation, heard)

    def _record(self, move: EngineMove, answering: tuple[CustomerWrote, ...]) -> bool:
        """Store what a step came to; whether something was said."""
        events: tuple[ConversationEvent, ...] = ()
        if not isinstance(move, NotAnOperation):
            events = move.events
        for event in events:
            if isinstance(event, OperationConfirmed):
                self._check_yes(event)
        self.talk.fold(*events)
        if isinstance(move, RecordedYes):
            return False
        self._check_words(move)
        waiting = frozenset(one.message_id for one in self.talk.conversation.unanswered)
        self.talk.reply_to(answering, "said")
        answered = frozenset(one.message_id for one in answering)
        proposed = [event for event in events if isinstance(event, OperationProposed)]
        self.model.proposed |= {event.proposal_id: event for event in proposed}
        self.model.read = (
            ReadBack(proposed=proposed[-1], unread=waiting - answered) if proposed else None
        )
        return True

    def _check_yes(self, event: OperationConfirmed) -> None:
        """Hold a recorded yes to what the customer saw and when they said it."""
        read, now = self.model.read, self.talk.clock.now()
        rules, identity = self.talk.rules, self.talk.conversation.dealings.identity
        assert self.model.said_yes
        assert read is not None
        assert event.proposal_id == read.proposed.proposal_id
        assert event.message_id not in read.unread
        assert now < read.proposed.at + timedelta(minutes=rules.confirm_minutes)
        assert identity is not None
        assert now < identity.at + timedelta(minutes=rules.identity.holds_minutes)
        self.model.confirmed[event.proposal_id] = event

    def _check_words(self, move: EngineMove) -> None:
        """Hold what is said to what the customer may know."""
        if isinstance(move, NotAnOperation | RecordedYes):
            return
        identity = self.talk.conversation.dealings.identity
        draft = move.resume if isinstance(move, Aside) else move.draft
        said = " ".join((draft.text, *draft.quick_replies, *draft.evidence, *draft.urls))
        hidden = SECRETS[identity.customer_id] if identity else SECRETS[LEA] + SECRETS[TOM]
        assert not [word for word in hidden if word in said and word not in self.own_words]

    def _owner(self, effect: Effect) -> CustomerId:
        if isinstance(effect, AlertBackInStock | ChangeDefaultAddress):
            return effect.customer_id
        owners = {order.order_id: order.customer_id for order in RECORDED.orders}
        return owners[effect.order_id]


TestACustomerAndTheShop = ACustomerAndTheShop.TestCase
TestACustomerAndTheShop.settings = settings(
    max_examples=220,
    stateful_step_count=50,  # 220 conversations of about 50 steps: more than 10,000
    suppress_health_check=[HealthCheck.too_slow],
)
