"""What a turn does as the autonomy table says."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.commerce.customer import Customer
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    HandoffRequested,
    IdentityProven,
    Reason,
    ReplyKind,
    ReplySuggested,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.dialogue.engine_moves import Aside, EngineMove
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.understanding.types import Intent
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.autonomy_tables import FixedTable, table
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.support.seeds.shop_records import LEA, LEA_KNOWN, RECORDS
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import CID, FAR, RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"
EVENTS = (started(), wrote("m1", text=ASKED))
VIPS: dict[str, object] = {"level": "automate", "stricter_for": ["vip"]}
SIGNED_IN = IdentityProven(conversation_id=CID, at=NOON, customer_id=LEA, method="signed_in")


def assistant(
    *, shop: MemoryShop | None = None, found: bool = True, **topics: str | dict[str, object]
) -> Assistant:
    one = Assistant(asked(ASKED), RETURNS if found else FAR)
    fixed = FixedTable(table(topics=dict(topics)))
    autonomy = AnswerAutonomy(autonomy=fixed, customers=shop)
    one.turn = replace(one.turn, autonomy=autonomy)
    return one


def of(events: Sequence[ConversationEvent], kind: type[ConversationEvent]) -> ConversationEvent:
    (one,) = (event for event in events if isinstance(event, kind))
    return one


def kinds(events: Sequence[ConversationEvent]) -> list[str]:
    return [event.type for event in events]


class VipShop(MemoryShop):
    """A shop where everybody is a VIP; it may be away."""

    def __init__(self, *, away: bool = False) -> None:
        super().__init__(RECORDS)
        self._away = away

    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        del customer_id
        if self._away:
            raise ShopUnavailableError
        return replace(LEA_KNOWN, tags=("VIP",))


class TestAnAnswerThatAPersonSeesFirst:
    async def test_is_suggested_with_its_sources_and_not_said(self) -> None:
        events = await assistant(returns="suggest").take(*EVENTS)

        assert kinds(events) == [
            "turn_taken",
            "reply_suggested",
            "handoff_requested",
            "reply_written",
        ]
        suggested = of(events, ReplySuggested)
        assert isinstance(suggested, ReplySuggested)
        assert "30 jours" in suggested.text
        assert [source.title for source in suggested.sources] == ["Retours"]
        assert suggested.answers == (MessageId("m1"),)
        assert (suggested.rule, suggested.topic) == ("topic_returns", ASKED)

    async def test_is_announced_by_a_notice_that_answers_nothing(self) -> None:
        events = await assistant(returns="suggest").take(*EVENTS)

        notice, asked_for = of(events, ReplyWritten), of(events, HandoffRequested)
        assert isinstance(notice, ReplyWritten)
        assert isinstance(asked_for, HandoffRequested)
        assert (notice.author, notice.kind) == (Author.SYSTEM, ReplyKind.NOTICE)
        assert (notice.text, notice.answers) == (TEXTS["fr"].looked_at, ())
        assert (asked_for.reason, asked_for.rule) == (Reason.NEEDS_APPROVAL, "topic_returns")
        assert asked_for.messages == (MessageId("m1"),)

    async def test_leaves_the_conversation_to_people(self) -> None:
        one = assistant(returns="suggest")
        state = Conversation.fold(CID, [*EVENTS, *await one.take(*EVENTS)])

        assert state.status is ConversationStatus.OPEN
        assert [wrote.message_id for wrote in state.unanswered] == ["m1"]
        assert await one.turn.take(state) == ()

    async def test_that_states_nothing_is_said_at_once(self) -> None:
        events = await assistant(returns="suggest", found=False).take(*EVENTS)

        assert kinds(events) == ["turn_taken", "reply_written"]

    async def test_is_none_on_another_topic(self) -> None:
        events = await assistant(warranty="suggest").take(*EVENTS)

        assert kinds(events) == ["turn_taken", "reply_written"]

    async def test_is_no_small_talk(self) -> None:
        one = assistant(other="human_only")
        one.reader.understanding = replace(asked("merci"), intent=Intent.THANKS)

        events = await one.take(started(), wrote("m1", text="merci"))

        assert kinds(events) == ["turn_taken", "reply_written"]


class TestAnAnswerThatPeopleGive:
    @pytest.mark.parametrize("found", [True, False])
    async def test_is_handed_over_whatever_the_pages_say(self, *, found: bool) -> None:
        events = await assistant(returns="human_only", found=found).take(*EVENTS)

        reply, asked_for = of(events, ReplyWritten), of(events, HandoffRequested)
        assert isinstance(reply, ReplyWritten)
        assert isinstance(asked_for, HandoffRequested)
        assert (reply.kind, reply.sources) == (ReplyKind.HANDED_OFF, ())
        assert reply.text.startswith(TEXTS["fr"].left_to_people)
        assert (asked_for.reason, asked_for.rule) == (Reason.HUMAN_ONLY, "topic_returns")


class TestCustomersWhoAreToldApart:
    async def test_get_the_stricter_level_if_the_row_names_their_kind(self) -> None:
        events = await assistant(shop=VipShop(), returns=VIPS).take(*EVENTS, SIGNED_IN)

        suggested = of(events, ReplySuggested)
        assert isinstance(suggested, ReplySuggested)
        assert suggested.rule == "topic_returns/customer_vip"

    async def test_get_their_answer_else(self) -> None:
        known = MemoryShop(RECORDS)

        for shop, events in ((known, (*EVENTS, SIGNED_IN)), (VipShop(), EVENTS)):
            taken = await assistant(shop=shop, returns=VIPS).take(*events)
            assert kinds(taken)[-2:] == ["turn_taken", "reply_written"]

    async def test_are_held_to_be_of_that_kind_while_the_shop_is_away(self) -> None:
        away = VipShop(away=True)

        events = await assistant(shop=away, returns=VIPS).take(*EVENTS, SIGNED_IN)

        assert "reply_suggested" in kinds(events)

    async def test_may_be_nobody_that_is_known(self) -> None:
        row: dict[str, object] = {"level": "suggest", "stricter_for": ["anonymous"]}

        events = await assistant(returns=row).take(*EVENTS)

        asked_for = of(events, HandoffRequested)
        assert isinstance(asked_for, HandoffRequested)
        assert asked_for.reason is Reason.HUMAN_ONLY


class Asides:
    """A dialogue in which everything is a question in the middle of something."""

    def __init__(self, aside: Aside) -> None:
        self._aside = aside

    async def advance(self, conversation: Conversation, heard: HeardMessage) -> EngineMove:
        del conversation, heard
        return self._aside


class TestAQuestionInTheMiddleOfAnOperation:
    @pytest.mark.parametrize("level", ["suggest", "human_only"])
    async def test_is_left_to_people_without_what_was_asked_before(self, level: str) -> None:
        one = assistant(returns=level)
        resume = Draft(kind=ReplyKind.ASKED, text="Quelle commande ?", language="fr")
        aside = Aside(events=(), resume=resume)
        policy = replace(one.turn.policy, operates=True)
        one.turn = replace(one.turn, dialogue=Asides(aside), policy=policy)
        one.reader.understanding = replace(asked(ASKED), intent=Intent.CANCEL_ORDER)

        events = await one.take(*EVENTS)

        said = [e.text for e in events if isinstance(e, ReplyWritten | ReplySuggested)]
        assert not [text for text in said if "Quelle commande ?" in text]
        assert "handoff_requested" in kinds(events)
