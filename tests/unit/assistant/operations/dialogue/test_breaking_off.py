"""A turn that broke off for good in the middle of what a customer had said yes to."""

from dataclasses import replace

import pytest

from assistant.answers.texts import TEXTS
from assistant.commerce.order import Order, OrderStatus
from assistant.commerce.ports import ShopUnavailableError
from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import (
    ConversationClaimed,
    HandoffOffered,
    HandoffRequested,
    OperationDone,
    OperationDropped,
    Reason,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId
from assistant.messages.policy.escalation_rules import EscalationRules, ReasonHandling
from assistant.messages.policy.turn_decision import Policy
from assistant.messages.turn import Turn
from assistant.operations.dialogue.engine_moves import RecordedYes
from assistant.understanding.types import Intent
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.shop_records import LEA, RECORDS
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import Assistant
from tests.unit.assistant.operations.dialogue.talking import CANCEL, YES, Talk, order


class Failing(MemoryShop):
    """Answers nothing while it is away."""

    away = False

    async def with_number(self, number: str) -> Order | None:
        if self.away:
            raise ShopUnavailableError
        return await super().with_number(number)


class Story:
    """Léa says yes to a cancellation, and from then on the shop's system is away."""

    def __init__(self) -> None:
        self.shop = Failing(RECORDS)
        self.talk = Talk(shop=self.shop)

    async def break_off(self) -> None:
        self.talk.sign_in(LEA)
        await self.talk.say(CANCEL)
        self.talk.write("yes")
        move = await self.talk.engine.advance(self.talk.conversation, YES)
        assert isinstance(move, RecordedYes)
        self.talk.fold(*move.events)
        self.shop.away = True

    def turn(self, rules: EscalationRules = EscalationRules()) -> Turn:  # noqa: B008  # no state
        yes = replace(asked("yes"), intent=Intent.AFFIRM, confidence=0.99, language="en")
        policy = Policy(
            min_confidence=0.5, floor=0.5, chitchat_floor=0.8, operates=True, escalation=rules
        )
        return replace(Assistant(yes).turn, dialogue=self.talk.engine, policy=policy)

    async def apologise(self, rules: EscalationRules = EscalationRules()) -> ReplyWritten:  # noqa: B008
        turn = self.turn(rules)
        with pytest.raises(ShopUnavailableError):
            await turn.take(self.talk.conversation)
        events = await turn.apologise(self.talk.conversation)
        self.talk.fold(*events)
        (reply,) = (one for one in events if isinstance(one, ReplyWritten))
        return reply

    async def say_yes(self) -> None:
        self.talk.write("yes")
        self.talk.fold(*await self.turn().take(self.talk.conversation))


class TestAnApology:
    async def test_says_that_it_is_not_known_and_offers_a_person(self) -> None:
        story = Story()
        await story.break_off()

        reply = await story.apologise()

        assert reply.text == f"{TEXTS['fr'].unfinished} {TEXTS['fr'].unfinished_offer}"
        assert reply.quick_replies == (TEXTS["fr"].talk_to_person,)
        (offered,) = story.talk.of(HandoffOffered)
        assert isinstance(offered, HandoffOffered)
        assert (offered.reason, offered.rule) == (Reason.OPERATION_FAILED, "operation_failed")

    async def test_hands_over_at_once_where_the_shop_wants_it_so(self) -> None:
        story = Story()
        await story.break_off()

        reply = await story.apologise(EscalationRules(operation_failed=ReasonHandling.IMMEDIATE))

        (asked_for,) = story.talk.of(HandoffRequested)
        assert isinstance(asked_for, HandoffRequested)
        assert asked_for.reason is Reason.OPERATION_FAILED
        assert reply.kind is ReplyKind.HANDED_OFF
        assert reply.text.startswith(TEXTS["fr"].unfinished)
        assert story.talk.conversation.status is ConversationStatus.OPEN

    @pytest.mark.parametrize("away", [True, False])
    async def test_that_is_answered_with_yes_brings_a_person_and_does_nothing(
        self, *, away: bool
    ) -> None:
        story = Story()
        await story.break_off()
        await story.apologise()
        story.shop.away = away

        await story.say_yes()

        (asked_for,) = story.talk.of(HandoffRequested)
        assert isinstance(asked_for, HandoffRequested)
        assert asked_for.reason is Reason.ASKED_FOR_PERSON
        story.shop.away = False
        assert (await order(story.talk, "1001")).status is OrderStatus.PENDING
        assert story.talk.of(OperationDone) == []

    async def test_that_follows_another_brings_a_person_unasked(self) -> None:
        story = Story()
        await story.break_off()
        await story.apologise()
        story.talk.write("is it done?")

        await story.turn().apologise(story.talk.conversation)
        story.talk.fold(*await story.turn().apologise(story.talk.conversation))

        (asked_for,) = story.talk.of(HandoffRequested)
        assert isinstance(asked_for, HandoffRequested)
        assert (asked_for.reason, asked_for.rule) == (Reason.ASSISTANT_FAILED, "turn_failed_again")

    async def test_is_not_made_in_a_persons_conversation(self) -> None:
        story = Story()
        await story.break_off()
        await story.apologise(EscalationRules(operation_failed=ReasonHandling.IMMEDIATE))
        story.talk.fold(
            ConversationClaimed(
                conversation_id=story.talk.conversation.conversation_id,
                at=NOON,
                agent_id=AgentId("anna"),
            )
        )
        story.talk.write("hello?")

        assert await story.turn().apologise(story.talk.conversation) == ()
        assert story.talk.of(OperationDropped) == []
