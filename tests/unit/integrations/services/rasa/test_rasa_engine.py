import re
from dataclasses import dataclass, field
from functools import cached_property

import pytest

from assistant.commerce.order import OrderStatus
from assistant.conversation.events import (
    CodeSent,
    ConversationEvent,
    IdentityProven,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationProposed,
    OperationRefused,
)
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.operations.dialogue.heard_message import HeardMessage
from integrations.services.rasa.rasa_engine import RasaEngine
from integrations.services.rasa.rasa_protocol import (
    Act,
    AskSlot,
    Digress,
    Leave,
    RasaError,
    Step,
    Submit,
)
from tests.support.seeds.shop_records import LEA, TOM
from tests.unit.assistant.operations.dialogue.talking import NO, YES, Talk, heard
from tests.unit.integrations.services.rasa.forms import Forms

CANCEL = heard("cancel it", "cancel_order")
CANCEL_ALL_SAID = heard("cancel order 1001, ordered by mistake", "cancel_order")
QUESTION = heard("do you deliver to Corsica?", question=True)


@dataclass
class RasaTalk(Talk):
    """A conversation in which Rasa's rules decide."""

    forms: Forms = field(default_factory=Forms)
    falls_back: bool = False

    @cached_property
    def _engine(self) -> RasaEngine:
        return RasaEngine(
            embedded=self.backstage.engine,
            client=self.forms,
            key=b"k" * 32,
            falls_back=self.falls_back,
        )

    @property
    def engine(self) -> DialogueEngine:
        return self._engine

    def decides(self, *steps: Step) -> None:
        """Let Rasa decide this next, whatever its rules say."""
        self.forms.instead.append([*steps])

    def mailed_code(self) -> str:
        """Return the code of the last letter."""
        letter = self.backstage.read(self.backstage.spool.waiting[-1])
        found = re.search(r"\b\d{6}\b", letter)
        assert found is not None
        return found[0]

    @property
    def intents(self) -> list[str]:
        """What Rasa was told, one word each."""
        return [str(signal.intent) for _, signal in self.forms.told]


def signed_in(*, falls_back: bool = False) -> RasaTalk:
    talk = RasaTalk(falls_back=falls_back)
    talk.sign_in(LEA)
    return talk


def kinds(events: list[ConversationEvent]) -> list[str]:
    return [event.type for event in events]


SCRIPTS: dict[str, list[HeardMessage]] = {
    "cancels step by step": [CANCEL, heard("1002"), heard("no longer needed"), YES],
    "cancels in one message": [CANCEL_ALL_SAID, YES],
    "changes their mind": [CANCEL_ALL_SAID, NO, YES],
    "says yes twice": [CANCEL_ALL_SAID, YES, YES],
    "leaves it": [CANCEL, heard("forget it", stop=True), heard("1002")],
    "asks something in between": [CANCEL, QUESTION, heard("1002"), heard("no longer needed")],
    "asks something at the read-back": [CANCEL_ALL_SAID, QUESTION, YES],
    "mumbles twice": [CANCEL, heard("hm"), heard("hm"), heard("hm")],
    "corrects the order": [CANCEL_ALL_SAID, heard("no, order 1002", no=True), YES],
    "asks for something else": [
        CANCEL,
        heard("where is order 1003?", "order_status"),
        heard("1002"),
        heard("no longer needed"),
        YES,
    ],
    "asks for two things": [
        heard("cancel order 1001, ordered by mistake", "cancel_order", "order_status"),
        YES,
    ],
    "asks for what cannot be": [heard("cancel order 1003, ordered by mistake", "cancel_order")],
    "names an order of nobody's": [heard("cancel order 9999", "cancel_order"), heard("1002")],
    "returns an item": [
        heard("return something from 1003", "return_items"),
        heard("the shirt"),
        heard("it is too small"),
        heard("visa"),
        YES,
    ],
    "looks at their orders": [heard("my orders", "list_orders")],
    "only asks": [QUESTION],
}


class TestEveryConversation:
    @pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
    async def test_goes_as_it_does_with_the_embedded_engine(
        self, script: list[HeardMessage]
    ) -> None:
        embedded, rasa = Talk(), signed_in()
        embedded.sign_in(LEA)

        said = [(await embedded.say(one), await rasa.say(one)) for one in script]

        assert [one for one, _ in said] == [other for _, other in said]
        assert kinds(embedded.events) == kinds(rasa.events)
        assert embedded.conversation.dealings.dialogue == rasa.conversation.dealings.dialogue

    async def test_of_somebody_unknown_asks_who_they_are_before_all(self) -> None:
        talk = RasaTalk()

        said = await talk.say(CANCEL_ALL_SAID)

        assert "who you are" in said
        assert talk.forms.told[0][0].slots == {}

    async def test_takes_a_proof_and_goes_on_where_it_was(self) -> None:
        talk = RasaTalk()
        await talk.say(CANCEL)

        await talk.say(heard("lea.legoff@example.com"))

        assert len(talk.of(CodeSent)) == 1
        assert talk.intents == ["cancel_order", Act.PROVE]


class TestADecision:
    async def test_about_the_next_slot_is_rasas(self) -> None:
        talk = signed_in()
        talk.decides(AskSlot(operation="cancel_order", slot="reason"))

        assert await talk.say(CANCEL) == "What is the reason?"

    async def test_not_to_digress_is_rasas(self) -> None:
        talk = signed_in()
        await talk.say(CANCEL)
        talk.decides(AskSlot(operation="cancel_order", slot="order_number"))

        assert "order" in await talk.say(QUESTION)

    async def test_not_to_leave_is_rasas(self) -> None:
        talk = signed_in()
        await talk.say(CANCEL)
        talk.decides(AskSlot(operation="cancel_order", slot="order_number"))

        said = await talk.say(heard("forget it", stop=True))

        assert "order" in said
        assert talk.conversation.dealings.dialogue

    async def test_to_ask_again_instead_of_submitting_is_rasas(self) -> None:
        talk = signed_in()
        await talk.say(CANCEL_ALL_SAID)
        talk.decides(AskSlot(operation="cancel_order", slot="confirmation"))

        await talk.say(YES)

        assert talk.of(OperationConfirmed) == []
        assert len(talk.of(OperationProposed)) == 2
        assert len(talk.of(OperationDropped)) == 1

    @pytest.mark.parametrize(
        "steps",
        [
            [Submit(operation="cancel_order")],
            [Submit(operation="return_items")],
            [AskSlot(operation="return_items", slot="line_ids")],
            [AskSlot(operation="cancel_order", slot="wallet")],
            [AskSlot(operation="cancel_order", slot="identity")],
            [Leave(why="stopped")],
            [Digress()],
        ],
        ids=["unsaid yes", "another", "of another", "no slot", "known", "to leave", "to digress"],
    )
    async def test_that_cannot_be_followed_is_taken_here(self, steps: list[Step]) -> None:
        talk = signed_in(falls_back=True)
        talk.decides(*steps)

        said = await talk.say(CANCEL_ALL_SAID)

        assert "#1001" in said
        assert len(talk.of(OperationProposed)) == 1
        assert talk.of(OperationConfirmed) == []

    async def test_to_submit_has_no_effect_without_a_fresh_yes(self) -> None:
        talk = signed_in(falls_back=True)
        await talk.say(CANCEL_ALL_SAID)
        talk.decides(Submit(operation="cancel_order"))

        await talk.say(heard("hm"))

        order = await talk.shop.with_number("1001")
        assert order is not None
        assert order.status is OrderStatus.PENDING
        assert talk.of(OperationConfirmed) == talk.of(OperationDone) == []

    async def test_to_read_back_too_early_ends_in_what_the_gate_lacks(self) -> None:
        talk = signed_in()
        talk.decides(AskSlot(operation="cancel_order", slot="confirmation"))

        said = await talk.say(heard("cancel order 1001", "cancel_order"))

        assert "What is the reason?" in said
        assert talk.of(OperationProposed) == []


class TestWithoutRasa:
    async def test_the_conversation_goes_on_with_the_embedded_engine(self) -> None:
        talk = signed_in(falls_back=True)
        await talk.say(CANCEL)
        talk.forms.down = True

        await talk.say(heard("1002"))
        await talk.say(heard("no longer needed"))
        said = await talk.say(YES)

        assert "cancelled" in said
        assert len(talk.of(OperationDone)) == 1

    async def test_a_turn_waits_for_one_answer_only(self) -> None:
        talk = signed_in(falls_back=True)
        talk.forms.down = True

        await talk.say(CANCEL)
        await talk.say(heard("1002"))

        assert len(talk.forms.told) == 1

    async def test_a_code_that_was_taken_before_it_failed_counts(self) -> None:
        talk = RasaTalk(falls_back=True)
        await talk.say(CANCEL)
        await talk.say(heard("lea.legoff@example.com"))
        talk.decides(AskSlot(operation="cancel_order", slot="identity"))
        talk.decides(Submit(operation="cancel_order"))

        said = await talk.say(heard(talk.mailed_code()))

        assert "order" in said
        assert len(talk.of(IdentityProven)) == 1

    async def test_an_evaluation_says_so_instead(self) -> None:
        talk = signed_in()
        talk.forms.down = True

        with pytest.raises(RasaError):
            await talk.say(CANCEL)


class TestWhatRasaIsTold:
    async def test_has_nothing_of_the_customers(self) -> None:
        talk = signed_in()
        other = RasaTalk()
        for message in [CANCEL_ALL_SAID, heard("no, order 1002", no=True), YES]:
            await talk.say(message)
        for message in [CANCEL, heard("order 1001, lea.legoff@example.com"), heard("123456")]:
            await other.say(message)

        told = repr(talk.forms.told) + repr(other.forms.told)

        for word in ("1001", "1002", "123456", "legoff", "example.com", "mistake", "Ouessant", TOM):
            assert word not in told

    async def test_is_nothing_where_no_operation_is_in_progress(self) -> None:
        talk = signed_in()

        assert await talk.say(QUESTION) == ""
        assert talk.forms.told == []

    async def test_is_a_refusals_end_only_once_the_next_message_comes(self) -> None:
        talk = signed_in()

        await talk.say(heard("cancel order 1003, ordered by mistake", "cancel_order"))

        assert len(talk.of(OperationRefused)) == 1
        assert talk.forms.told == []
