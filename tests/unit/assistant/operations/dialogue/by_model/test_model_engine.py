"""What the engine makes of a model's answers, on the small shop."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pytest

from assistant.commerce.order import Order, OrderStatus
from assistant.conversation.events import (
    DialogueMoved,
    HandoffRequested,
    ModelUsed,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationProposed,
)
from assistant.kit.model.ports import (
    Completion,
    ModelBudgetError,
    ModelError,
    ModelUnavailableError,
    Request,
    ToolCall,
    Usage,
)
from assistant.operations.dialogue.by_model.model_engine import MAX_POINTED, ModelEngine
from assistant.operations.dialogue.engine_moves import Aside, DialogueEngine, NotAnOperation, Reply
from assistant.operations.dialogue.frames import Dialogue, Frame
from assistant.operations.dialogue.heard_message import HeardMessage
from tests.support.memory.language_model import MemoryModel
from tests.support.seeds.shop_records import LEA
from tests.support.simulators.model.requests import ended
from tests.unit.assistant.operations.dialogue.talking import CID, NO, YES, Talk, heard, order

Calls = list[tuple[str, dict[str, Any]]]
CANCEL: Calls = [("cancel_order", {"words": "stop 1001", "reason": "no_longer_needed"})]


def calling(*calls: tuple[str, dict[str, Any]]) -> Completion:
    return Completion(
        text="I will do it at once. system prompt: ...",
        end=ended(),
        calls=tuple(
            ToolCall(call_id=str(at), name=name, arguments=json.dumps(given))
            for at, (name, given) in enumerate(calls)
        ),
    )


@dataclass
class ModelTalk(Talk):
    """A conversation in which a model reads; it answers what is next in `says`."""

    says: list[Completion | ModelError] = field(default_factory=list)

    @cached_property
    def model(self) -> MemoryModel:
        return MemoryModel(self._answer)

    def _answer(self, request: Request) -> Completion:
        del request
        said = self.says.pop(0) if self.says else calling()
        if isinstance(said, ModelError):
            raise said
        return said

    @cached_property
    def _engine(self) -> ModelEngine:
        return ModelEngine(embedded=self.backstage.engine, model=self.model)

    @property
    def engine(self) -> DialogueEngine:
        return self._engine

    async def read(self, text: str, *calls: tuple[str, dict[str, Any]], **said: bool) -> str:
        """Say something that the model reads as these calls."""
        self.says.append(calling(*calls))
        return await self.say(heard(text, **said))

    def shown(self, at: int = -1) -> dict[str, Any]:
        """What the model was shown."""
        found: dict[str, Any] = json.loads(self.model.asked[at].messages[-1].text)
        return found


def signed_in() -> ModelTalk:
    talk = ModelTalk()
    talk.sign_in(LEA)
    return talk


class TestAReading:
    async def test_leads_to_a_read_back_and_a_yes_to_the_effect(self) -> None:
        talk = signed_in()

        said = await talk.read("stop 1001", *CANCEL)
        done = await talk.say(YES)

        assert "#1001" in said
        assert "cancelled" in done
        assert (await order(talk, "#1001")).status is OrderStatus.CANCELLED

    async def test_is_not_wanted_of_a_yes_or_a_no(self) -> None:
        talk = signed_in()
        await talk.read("stop 1001", *CANCEL)

        await talk.say(HeardMessage(text="no", language="en", no=True, alone=True))

        assert len(talk.model.asked) == 1
        assert talk.of(OperationDropped)

    async def test_is_wanted_of_a_no_that_says_more(self) -> None:
        talk = signed_in()
        await talk.read("stop 1001", *CANCEL)

        await talk.say(NO)

        assert len(talk.model.asked) == 2

    async def test_that_is_empty_leaves_the_message_to_the_rules(self) -> None:
        talk = signed_in()

        said = await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order"))

        assert "#1001" in said

    async def test_of_nothing_leaves_what_the_rules_are_sure_of(self) -> None:
        talk = signed_in()
        talk.says = [calling(("nothing_to_do", {}))]

        said = await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order"))

        assert "#1001" in said

    async def test_that_recites_leaves_what_the_rules_are_sure_of(self) -> None:
        talk = signed_in()
        talk.says = [calling(("order_status", {"words": "copied word for word"}))]

        said = await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order"))

        assert talk.of(OperationProposed)
        assert "#1001" in said

    async def test_never_confirms(self) -> None:
        talk = signed_in()
        await talk.read("stop 1001", *CANCEL)

        for name in ("confirm", "yes", "execute", "cancel_order"):
            await talk.read("do whatever it takes", (name, {"words": "whatever", "yes": True}))

        assert not talk.of(OperationConfirmed)
        assert not talk.of(OperationDone)

    async def test_of_a_wish_to_stop_drops_what_was_read_back(self) -> None:
        talk = signed_in()
        await talk.read("stop 1001", *CANCEL)

        await talk.read("it grew on me after all", ("leave_request", {}))

        assert talk.of(OperationDropped)
        assert not talk.conversation.dealings.dialogue

    async def test_of_a_wish_to_stop_and_a_question_answers_it_with_nothing_left_open(self) -> None:
        talk = signed_in()
        await talk.read("stop 1001", *CANCEL)
        text = "hang on with that, can I bring it to the shop"
        talk.write(text)
        question = ("ask_the_shop", {"question": "can I bring it to the shop"})
        talk.says = [calling(("leave_request", {}), question)]

        move = await talk.engine.advance(talk.conversation, heard(text))

        assert isinstance(move, Aside)
        assert move.question == "can I bring it to the shop"
        assert any(isinstance(one, OperationDropped) for one in move.events)
        assert "#1001" not in move.resume.text

    async def test_of_a_question_takes_no_value_out_of_it(self) -> None:
        talk = signed_in()
        asked = await talk.read("swap the vest of 1002", ("exchange_items", {"items": "the vest"}))
        text = "tell me, is the M not too small for 1.80 m"
        talk.write(text)
        talk.says = [calling(("ask_the_shop", {"question": text}))]

        move = await talk.engine.advance(talk.conversation, heard(text))

        assert isinstance(move, Aside)
        assert move.resume.text == asked

    async def test_of_a_question_that_is_answered_apart_answers_it_once(self) -> None:
        talk = signed_in()
        text = "stop 1001, and do you deliver to Corsica"
        talk.write(text)
        talk.says = [calling(*CANCEL, ("ask_the_shop", {"question": "deliver to Corsica"}))]

        move = await talk.engine.advance(talk.conversation, replace(heard(text), apart=True))

        assert isinstance(move, Reply)
        assert "#1001" in move.draft.text

    async def test_of_a_wish_for_a_person_hands_over(self) -> None:
        talk = signed_in()
        talk.write("could one of you look at it with me")
        talk.says = [calling(("talk_to_person", {}))]

        move = await talk.engine.advance(talk.conversation, heard("one of you"))

        assert isinstance(move, Reply)
        assert move.draft.reason == "asked_for_person"
        assert not talk.of(HandoffRequested)  # the turn's business

    async def test_of_a_question_only_is_for_the_pages(self) -> None:
        talk = signed_in()
        question = ("ask_the_shop", {"question": "deliver to Corsica"})
        talk.write("tell me, deliver to Corsica")
        talk.says = [calling(question)]

        move = await talk.engine.advance(talk.conversation, heard("tell me, deliver to Corsica"))

        assert isinstance(move, NotAnOperation)
        assert move.question == "deliver to Corsica"
        assert [event.type for event in move.events] == ["model_used"]

    async def test_of_a_request_and_a_question_answers_both(self) -> None:
        talk = signed_in()
        text = "stop 1001, and do you deliver to Corsica"
        talk.write(text)
        talk.says = [calling(*CANCEL, ("ask_the_shop", {"question": "deliver to Corsica"}))]

        move = await talk.engine.advance(talk.conversation, heard(text))

        assert isinstance(move, Aside)
        assert move.question == "deliver to Corsica"
        assert "#1001" in move.resume.text
        assert any(isinstance(one, OperationProposed) for one in move.events)


class TestWishesThatAModelRestated:
    async def test_are_heard_as_they_are_and_put_a_form_of_the_basket_away(self) -> None:
        talk = signed_in()
        talk.fold(
            DialogueMoved(
                conversation_id=CID,
                at=talk.clock.now(),
                state=Dialogue(
                    frames=(Frame(operation="add_to_basket", asked="wanted"),)
                ).written(),
            )
        )
        wish = replace(heard("show my basket", "show_basket"), restated=True)

        await talk.say(wish)

        assert not talk.model.asked
        assert not talk.conversation.dealings.dialogue


class TestItemsThatAModelQuotes:
    async def test_are_meant_alone_whatever_else_the_message_names(self) -> None:
        talk = signed_in()
        text = "of 1001 both socks no longer, but leave me the shirt"
        items = {"words": text, "order": "1001", "items": "both socks"}

        said = await talk.read(text, ("remove_items", items))

        assert said.startswith("Take off order #1001:\n- 2 x Sein Socks\n")
        assert "Ouessant Shirt" in said.partition("The rest is sent")[2]


class TestWhatItCosts:
    async def test_is_recorded_and_counts_against_the_conversation(self) -> None:
        talk = signed_in()
        used = ended(used=Usage(prompt=900, completion=40))
        talk.says = [replace(calling(*CANCEL), end=used)]

        await talk.say(heard("stop 1001"))
        await talk.read("hm", ("nothing_to_do", {}))

        first, second = (one for one in talk.events if isinstance(one, ModelUsed))
        assert (first.purpose, first.outcome, first.prompt) == ("dialogue", "read", 900)
        assert [request.spent for request in talk.model.asked] == [0, 940]
        assert second.completion == 0

    async def test_of_no_answer_is_recorded_by_its_error(self) -> None:
        talk = signed_in()
        talk.says = [ModelUnavailableError("503")]

        await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order"))

        [used] = (one for one in talk.events if isinstance(one, ModelUsed))
        assert used.outcome == "unavailable"


class TestWhatAModelIsShown:
    async def test_is_the_customers_words_and_nothing_of_the_shop(self) -> None:
        talk = signed_in()

        await talk.read("stop 1001", *CANCEL)
        await talk.read("hm, what now", ("nothing_to_do", {}))

        [system, user] = talk.model.asked[-1].messages
        assert talk.shown() == {
            "also_waiting": [],
            "earlier": ["stop 1001"],
            "in_progress": {"operation": "cancel_order", "lacks": [], "asked": "yes or no"},
            "last_done": None,
            "now": "hm, what now",
        }
        for of_the_shop in ("Ouessant", "Le Goff", "example.com", "quai", "4242"):
            assert of_the_shop not in system.text + user.text

    async def test_begins_the_same_every_time(self) -> None:
        talk = signed_in()

        await talk.read("stop 1001", *CANCEL)
        await talk.read("and 1002 too", ("cancel_order", {"words": "and 1002 too"}))

        first, second = talk.model.asked
        assert first.messages[0] == second.messages[0]
        assert [one.name for one in first.tools] == [
            one.name for one in second.tools if one.name != "leave_request"
        ]

    async def test_offers_only_what_some_order_allows(self) -> None:
        talk = signed_in()
        for number in ("#1001", "#1002"):
            found = await order(talk, number)
            talk.shop.keep(_sent(found))

        await talk.read("stop 1001", ("balance", {"words": "x"}))

        names = [tool.name for tool in talk.model.asked[-1].tools]
        assert "cancel_order" not in names
        assert {"not_possible_now", "return_items"} <= set(names)

    async def test_keeps_codes_and_addresses_of_proof_to_itself(self) -> None:
        talk = ModelTalk()
        await talk.read("stop 1001", *CANCEL)

        await talk.say(heard("lea.legoff@example.com"))
        await talk.say(heard("123456"))
        assert len(talk.model.asked) == 1
        await talk.say(heard("leave it", stop=True))
        await talk.read("and where is 1003, write to lea.legoff@example.com", ("balance", {}))

        assert talk.shown()["earlier"] == ["stop 1001", "leave it"]
        assert talk.shown()["now"] == "and where is 1003, write to …"


class TestADescription:
    async def test_is_looked_for_among_the_customers_own(self) -> None:
        talk = signed_in()
        words = "what keeps my feet warm"
        talk.says = [
            calling(("return_items", {"words": words, "order": "1003", "items": words})),
            Completion(text='{"choices": [2]}', end=ended()),
        ]

        said = await talk.say(heard(f"from 1003 I return {words}"))

        assert said == "Sein Socks: how many of the 2?"
        assert talk.shown()["words"] == words
        frame = Dialogue.read(talk.conversation.dealings.dialogue).current
        assert frame is not None
        found = await order(talk, "#1003")
        assert frame.slots["line_ids"] == [found.lines[1].line_id]

    @pytest.mark.parametrize(
        "answer", ["", "{}", "[1]", '{"choices": []}', '{"choices": [9]}', '{"choices": ["1"', "2"]
    )
    async def test_that_the_model_finds_nothing_for_is_asked_about(self, answer: str) -> None:
        talk = signed_in()
        talk.says = [
            calling(("return_items", {"words": "the gift", "order": "1003", "items": "the gift"})),
            Completion(text=answer, end=ended()),
        ]

        said = await talk.say(heard("from 1003, the gift"))

        assert "Which items" in said

    async def test_is_not_looked_for_without_end(self) -> None:
        talk = signed_in()
        talk.says = [
            calling(("exchange_items", {"words": "x", "items": "thing", "instead": "bigger"})),
            *[Completion(text='{"choices": [1]}', end=ended())] * 9,
        ]

        await talk.say(heard("thing bigger"))

        assert len(talk.model.asked) <= 1 + MAX_POINTED


class TestWithoutAModel:
    @pytest.mark.parametrize(
        "error", [ModelUnavailableError("503"), ModelBudgetError("used up"), ModelError("odd")]
    )
    async def test_the_rules_read(self, error: ModelError) -> None:
        talk = signed_in()
        talk.says = [error]

        said = await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order"))

        assert "#1001" in said

    async def test_that_answers_in_time_the_rules_read(self) -> None:
        talk = signed_in()
        slow = ModelEngine(embedded=talk.backstage.engine, model=_Hanging(), timeout_s=0.01)
        message = heard("cancel order 1001, ordered by mistake", "cancel_order")
        talk.write(message.text)

        move = await slow.advance(talk.conversation, message)

        assert isinstance(move, Reply)
        assert "#1001" in move.draft.text

    async def test_is_not_asked_again_in_the_same_turn(self) -> None:
        talk = signed_in()
        words = {"words": "the gift", "order": "1003", "items": "the gift"}
        talk.says = [calling(("return_items", words)), ModelUnavailableError("503")]

        said = await talk.say(heard("from 1003, the gift"))

        assert "Which items" in said
        assert len(talk.model.asked) == 2


class _Hanging(MemoryModel):
    def __init__(self) -> None:
        super().__init__(_never)

    async def complete(self, request: Request) -> Completion:
        del request
        await asyncio.Event().wait()
        raise AssertionError


def _never(request: Request) -> Completion:
    raise AssertionError(request)


def _sent(found: Order) -> Order:
    return replace(found, status=OrderStatus.SHIPPED)
