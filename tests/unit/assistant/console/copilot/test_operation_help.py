from dataclasses import dataclass, replace

import orjson
import pytest

from assistant.app.evaluation.backstage import Backstage, open_backstage
from assistant.commerce.order import Order
from assistant.commerce.ports import ShopUnavailableError
from assistant.console.copilot.operation_help import OperationHelp
from assistant.console.copilot.types import Failed, Suggested, Why
from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import Proposal
from assistant.conversation.events import IdentityProven
from assistant.conversation.ids import CustomerId
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.identity.identifier import Identifier
from assistant.operations.shop_rules import load_rules
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import Intent, Understanding
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.people_events import claimed, handed_off
from tests.support.seeds.shop_records import LEA, RECORDS
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.console.copilot.copiloting import CID

CANCEL = "Please cancel my order #1001, I ordered it by mistake."


class AwayShop(MemoryShop):
    """A shop whose order system does not answer."""

    async def with_number(self, number: str) -> Order | None:
        del number
        raise ShopUnavailableError

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        del customer_id, limit
        raise ShopUnavailableError


@dataclass(kw_only=True)
class Stage:
    """A shop, and a copilot that looks at what is said about it."""

    backstage: Backstage
    clock: HandClock
    suggesting: OperationHelp

    def said(self, text: str, *, proven: bool = True) -> Conversation:
        state = Conversation(conversation_id=CID)
        for event in (started(), wrote("m1", text=text), handed_off("m1"), claimed("anna")):
            state = state.after(event)
        proof = IdentityProven(
            conversation_id=CID, at=self.clock.now(), customer_id=LEA, method="signed_in"
        )
        return state.after(proof) if proven else state


@pytest.fixture
def stage() -> Stage:
    return stage_of(MemoryShop(RECORDS))


def stage_of(shop: MemoryShop) -> Stage:
    clock, rules = HandClock(), load_rules()
    backstage = open_backstage(shop, rules=rules, clock=clock)
    engine = backstage.engine
    nobody = replace(engine.identifier, rules=rules.identity.model_copy(update={"methods": ()}))
    assert isinstance(nobody, Identifier)
    dialogue = EmbeddedEngine(gate=engine.gate, identifier=nobody)
    suggesting = OperationHelp(dialogue=dialogue, gate=engine.gate, min_confidence=0.5)
    return Stage(backstage=backstage, clock=clock, suggesting=suggesting)


def read(text: str, intent: Intent) -> Understanding:
    return replace(asked(text, language="en", intent=intent), entities=read_entities(text))


class TestAnOperation:
    async def test_is_suggested_with_what_the_words_say(self, stage: Stage) -> None:
        end, _ = await stage.suggesting.suggest(
            stage.said(CANCEL), read(CANCEL, Intent.CANCEL_ORDER)
        )

        assert isinstance(end, Suggested)
        assert (end.operation, end.number, end.proven) == ("cancel_order", "#1001", True)
        assert orjson.loads(end.parameters)["reason"] == "ordered_by_mistake"

    async def test_has_no_effect_and_sends_nothing(self, stage: Stage) -> None:
        before = await stage.backstage.shop.with_number("#1001")
        await stage.suggesting.suggest(stage.said(CANCEL), read(CANCEL, Intent.CANCEL_ORDER))
        assert await stage.backstage.shop.with_number("#1001") == before
        assert stage.backstage.spool.waiting == []

    async def test_of_somebody_unknown_is_named_and_no_more(self, stage: Stage) -> None:
        state = stage.said(CANCEL, proven=False)
        end, _ = await stage.suggesting.suggest(state, read(CANCEL, Intent.CANCEL_ORDER))
        assert isinstance(end, Suggested)
        assert (end.operation, end.proven, end.parameters) == ("cancel_order", False, "{}")

    async def test_that_the_rules_forbid_comes_with_the_reason(self, stage: Stage) -> None:
        text = "Please cancel my order #1003."
        end, _ = await stage.suggesting.suggest(stage.said(text), read(text, Intent.CANCEL_ORDER))
        assert isinstance(end, Suggested)
        assert (end.operation, end.number) == ("cancel_order", "#1003")
        assert "#1003" in end.refusal

    async def test_is_none_where_nothing_is_to_be_done(self, stage: Stage) -> None:
        text = "How long do returns take?"
        end, _ = await stage.suggesting.suggest(stage.said(text), read(text, Intent.QUESTION))
        assert end == Failed(why=Why.NO_WISH)

    async def test_of_a_shop_that_is_away_is_called_that(self) -> None:
        stage = stage_of(AwayShop(RECORDS))
        end, _ = await stage.suggesting.suggest(
            stage.said(CANCEL), read(CANCEL, Intent.CANCEL_ORDER)
        )
        assert end == Failed(why=Why.SHOP_AWAY)

    async def test_waits_while_a_yes_waits_to_be_done(self, stage: Stage) -> None:
        state = stage.said(CANCEL)
        confirmed = Proposal(
            proposal_id="p1",
            operation="cancel_order",
            parameters="{}",
            fingerprint="",
            customer_id=LEA,
            at=stage.clock.now(),
        )
        state = replace(state, dealings=replace(state.dealings, confirmed=confirmed))
        end, _ = await stage.suggesting.suggest(state, read(CANCEL, Intent.CANCEL_ORDER))
        assert end == Failed(why=Why.UNDECIDED)


class TestALookUp:
    async def test_says_what_the_shops_books_say(self, stage: Stage) -> None:
        text = "Where is my order #1001?"
        told, _ = await stage.suggesting.look_up(stage.said(text), read(text, Intent.ORDER_STATUS))
        assert isinstance(told, str)
        assert "1001" in told

    async def test_of_a_shop_that_is_away_is_not_the_customers_apology(self) -> None:
        stage, text = stage_of(AwayShop(RECORDS)), "Where is my order #1001?"
        told, _ = await stage.suggesting.look_up(stage.said(text), read(text, Intent.ORDER_STATUS))
        assert told is Why.SHOP_AWAY

    async def test_of_somebody_unknown_says_nothing(self, stage: Stage) -> None:
        text = "Where is my order #1001?"
        state = stage.said(text, proven=False)
        told, _ = await stage.suggesting.look_up(state, read(text, Intent.ORDER_STATUS))
        assert told == ""

    async def test_is_no_operation_with_an_effect(self, stage: Stage) -> None:
        told, _ = await stage.suggesting.look_up(
            stage.said(CANCEL), read(CANCEL, Intent.CANCEL_ORDER)
        )
        assert told == ""
