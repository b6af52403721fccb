import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape

import httpx
import pytest

from assistant.app.evaluation.backstage import Backstage, open_backstage
from assistant.commerce.order import Order, OrderStatus
from assistant.commerce.ports import ShopSystem
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    CopilotUsed,
    IdentityProven,
    OperationConfirmed,
    OperationDone,
    OperationOrdered,
    OperationProposed,
    ReplyWritten,
)
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.messages.steps.ordered_operations import OrderedOperations
from assistant.messages.steps.turn_step import take_steps
from assistant.operations.dialogue.engine_moves import RecordedYes, Reply
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.operations.shop_rules import load_rules
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import EchoTurn
from tests.support.pages.console_desktop import ANNA, BEN, CLEO, staffed
from tests.support.pages.console_house import C1, THREAD, House
from tests.support.pages.staff_office import Office
from tests.support.seeds.autonomy_tables import table
from tests.support.seeds.conversation_events import started
from tests.support.seeds.people_events import claimed
from tests.support.seeds.shop_records import LEA, RECORDS, TOM

PAGE = f"{THREAD}/operations?order=%231001"
SEND = f"{THREAD}/propose?order=%231001"
ORDER = f"{THREAD}/order?order=%231001"
SPOKEN = {"told": "phone", "reason": "She called: ordered twice."}
YES = HeardMessage(text="yes", language="en", yes=True)
CANCEL = {"operation": "cancel_order", "reason": "ordered_by_mistake"}


@dataclass(kw_only=True)
class Counter:
    """A house with a shop behind it, and the assistant's engine in front of the shop."""

    house: House
    shop: MemoryShop
    backstage: Backstage

    async def prove(self, customer: CustomerId = LEA) -> None:
        proof = IdentityProven(
            conversation_id=C1,
            at=self.house.office.clock.now(),
            customer_id=customer,
            method="signed_in",
        )
        await self.house.happen(proof)

    async def order(self) -> Order:
        found = await self.shop.with_number("#1001")
        assert found is not None
        return found

    async def answer(self, heard: HeardMessage, message: str) -> RecordedYes | Reply:
        """Let the customer write, and the assistant move."""
        await self.house.say(message, heard.text)
        return await self.advance(heard)

    async def advance(self, heard: HeardMessage) -> RecordedYes | Reply:
        move = await self.backstage.engine.advance(await self.house.state(), heard)
        assert isinstance(move, RecordedYes | Reply)
        await self.house.happen(*move.events)
        return move

    async def put(self, **rows: object) -> None:
        tables = self.backstage.tables
        await tables.put(
            table(rows),
            expected_version=await tables.version(),
            at=self.house.office.clock.now(),
            by="zoe",
        )

    async def carry_out(self) -> None:
        """Let a worker do what was ordered."""
        gate, clock = self.backstage.engine.gate, self.house.office.clock
        worker = OrderedOperations(gate=gate, clock=clock, default_language="fr")
        taken = await take_steps((worker, EchoTurn()), await self.house.state())
        await self.house.happen(*taken)

    async def kinds(self) -> list[str]:
        return [event.type for event in await self.house.events()]


@pytest.fixture
async def counter() -> Counter:
    office, shop, rules = await staffed(Office()), MemoryShop(RECORDS), load_rules()
    backstage = open_backstage(shop, rules=rules, clock=office.clock)
    system = ShopSystem(customers=shop, orders=shop, assortment=shop)
    house = House(office, shop=system, gate=backstage.engine.gate)
    await house.log.start(started())
    await house.say("m1", "Please cancel my order")
    return Counter(house=house, shop=shop, backstage=backstage)


@pytest.fixture
async def ben(counter: Counter) -> AsyncIterator[httpx.AsyncClient]:
    async with counter.house.office.browser(counter.house.app, BEN) as client:
        yield client


def hidden(page: str) -> dict[str, str]:
    """Return the fields of the form that asks the customer."""
    form = page[page.index("/propose?") :].partition("</form>")[0]
    found = re.findall(r'name="([a-z_]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found if name != "csrf"}


def words(page: str) -> str:
    return unescape(page)


async def shown(client: httpx.AsyncClient, **more: str) -> dict[str, str]:
    page = await client.post(PAGE, data=CANCEL | more)
    assert page.status_code == 200, page.text
    return hidden(page.text)


class TestThePage:
    async def test_says_what_may_be_done_with_an_order_and_why_not_the_rest(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()

        page = words((await ben.get(PAGE)).text)

        assert 'name="reason"' in page
        assert "Cancel the order" in page
        assert "Return items" in page
        assert "#1001" in page
        assert 'value="3 quai de l\'Yser"' in page

    async def test_offers_nothing_to_who_has_proven_nothing(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        assert "prove who they are" in (await ben.get(PAGE)).text
        refused = await ben.post(PAGE, data=CANCEL)

        assert refused.status_code == 422
        assert "/propose?" not in refused.text
        assert "operation_proposed" not in await counter.kinds()

    async def test_shows_nobody_elses_order(self, counter: Counter, ben: httpx.AsyncClient) -> None:
        await counter.prove(TOM)

        assert "quai" not in (await ben.get(PAGE)).text
        assert (await ben.post(PAGE, data=CANCEL)).status_code == 422

    async def test_leaves_to_people_what_the_autonomy_table_does(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        await counter.backstage.tables.put(
            table({"cancel_order": "human_only"}),
            expected_version=0,
            at=counter.house.office.clock.now(),
            by="zoe",
        )

        assert (await ben.post(PAGE, data=CANCEL)).status_code == 422

    async def test_is_not_for_who_may_not_operate(self, counter: Counter) -> None:
        who = await counter.house.office.hire("max", Role.MERCHANDISER)
        async with counter.house.office.browser(counter.house.app, who) as client:
            for answer in (
                await client.get(PAGE),
                await client.post(SEND, data={}),
                await client.post(ORDER, data={}),
            ):
                assert answer.status_code == 403

    async def test_is_linked_from_the_customers_orders(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()

        side = (await ben.get(f"{THREAD}/customer")).text

        assert "/console/c/c1/operations?order=%231001" in side


class TestAskingTheCustomer:
    async def test_reads_back_and_does_nothing_until_they_say_yes(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        sent = await ben.post(SEND, data=await shown(ben))

        assert sent.status_code == 303
        state = await counter.house.state()
        assert state.status is ConversationStatus.PENDING
        assert state.dealings.said_last
        assert state.last_reply is not None
        assert state.last_reply.author is Author.AGENT
        assert "#1001" in state.last_reply.text
        assert (await counter.order()).status is OrderStatus.PENDING
        assert (await counter.house.audited())[-1] == Action.OPERATION_PROPOSED

    async def test_has_it_done_by_the_gate_after_a_yes(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        await ben.post(SEND, data=await shown(ben))

        assert isinstance(await counter.answer(YES, "m2"), RecordedYes)
        assert (await counter.order()).status is OrderStatus.PENDING
        assert isinstance(await counter.advance(YES), Reply)

        assert (await counter.order()).status is OrderStatus.CANCELLED
        events = await counter.house.events()
        ids = {
            event.proposal_id
            for event in events
            if isinstance(event, OperationProposed | OperationConfirmed | OperationDone)
        }
        assert len(ids) == 1

    async def test_leaves_it_after_a_no(self, counter: Counter, ben: httpx.AsyncClient) -> None:
        await counter.prove()
        await ben.post(SEND, data=await shown(ben))

        await counter.answer(HeardMessage(text="no", language="en", no=True), "m2")

        assert (await counter.order()).status is OrderStatus.PENDING
        assert (await counter.house.state()).dealings.proposal is None

    async def test_still_needs_the_approval_that_the_table_asks_for(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        await counter.backstage.tables.put(
            table({"cancel_order": "suggest"}),
            expected_version=0,
            at=counter.house.office.clock.now(),
            by="zoe",
        )
        await ben.post(SEND, data=await shown(ben))
        await counter.answer(YES, "m2")
        await counter.advance(YES)

        assert (await counter.order()).status is OrderStatus.PENDING
        assert "approval_requested" in await counter.kinds()

    async def test_twice_sends_it_once(self, counter: Counter, ben: httpx.AsyncClient) -> None:
        await counter.prove()
        fields = await shown(ben)
        await ben.post(SEND, data=fields)
        await ben.post(SEND, data=fields)

        assert (await counter.kinds()).count("operation_proposed") == 1

    async def test_sends_nothing_but_what_was_shown(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        fields = await shown(ben)

        changed = await ben.post(SEND, data=fields | {"fingerprint": "0" * 64})

        assert "changed meanwhile" in changed.text
        assert "operation_proposed" not in await counter.kinds()

    async def test_is_not_done_over_words_that_were_not_seen(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        fields = await shown(ben)
        await counter.house.say("m2", "no wait")

        assert (await ben.post(SEND, data=fields)).status_code == 409
        assert "operation_proposed" not in await counter.kinds()

    async def test_is_not_done_in_a_colleagues_conversation(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        fields = await shown(ben)
        await counter.house.happen(claimed(ANNA.agent_id))

        refused = await ben.post(SEND, data=fields)

        assert refused.status_code == 409
        assert "Anna" in refused.text


class TestNoRouteOfTheConsole:
    @pytest.mark.parametrize("operation", ["cancel_order", "return_items", "change_address"])
    @pytest.mark.parametrize("path", [PAGE, SEND])
    async def test_has_an_effect_in_the_shop_by_itself(
        self, counter: Counter, ben: httpx.AsyncClient, operation: str, path: str
    ) -> None:
        await counter.prove()
        before = counter.shop.records()
        fields = {"reason": "ordered_by_mistake", "line1": "1 rue Haute", "postcode": "29000"}
        made = {"operation": operation, "line_ids": "l1", "city": "Quimper", "refund_to": "x"}
        sends = {"parameters": "{}", "fingerprint": "f", "seen": "99", "client_id": "w1"}

        await ben.post(path, data=fields | made | sends)

        assert counter.shop.records() == before
        assert "operation_confirmed" not in await counter.kinds()


@pytest.fixture
async def cleo(counter: Counter) -> AsyncIterator[httpx.AsyncClient]:
    """A lead, who has the conversation."""
    await counter.prove()
    await counter.house.happen(claimed("cleo"))
    async with counter.house.office.browser(counter.house.app, CLEO) as client:
        yield client


class TestDoingItNow:
    async def test_is_written_down_audited_done_and_told_without_a_yes_of_the_customers(
        self, counter: Counter, cleo: httpx.AsyncClient
    ) -> None:
        await counter.put(cancel_order={"level": "automate", "ordered_by": "lead"})
        sent = await cleo.post(ORDER, data=await shown(cleo) | SPOKEN)
        assert sent.status_code == 303
        assert (await counter.order()).status is OrderStatus.PENDING  # no route has an effect

        await counter.carry_out()

        assert (await counter.order()).status is OrderStatus.CANCELLED
        events = await counter.house.events()
        (order,) = (event for event in events if isinstance(event, OperationOrdered))
        assert (order.by, order.role, order.told) == ("cleo", "lead", "phone")
        assert order.reason == SPOKEN["reason"]
        assert not any(isinstance(event, OperationConfirmed) for event in events)
        told = [event for event in events if isinstance(event, ReplyWritten)][-1]
        assert told.author is Author.SYSTEM
        assert "Cléo Roux" in told.text
        deed = (await counter.house.office.audit.read())[-1].deed
        assert (deed.action, deed.actor) == (Action.OPERATION_ORDERED, "cleo")
        assert deed.detail["operation"] == "cancel_order"
        assert deed.detail["told"] == "phone"
        assert SPOKEN["reason"] not in deed.detail.values()  # it may name the customer

    async def test_twice_from_one_page_is_ordered_once(
        self, counter: Counter, cleo: httpx.AsyncClient
    ) -> None:
        await counter.put(cancel_order={"level": "automate", "ordered_by": "lead"})
        fields = await shown(cleo) | SPOKEN

        for _ in range(2):
            assert (await cleo.post(ORDER, data=fields)).status_code == 303

        assert (await counter.kinds()).count("operation_ordered") == 1

    async def test_is_shown_in_the_thread_with_where_and_why(
        self, counter: Counter, cleo: httpx.AsyncClient
    ) -> None:
        await counter.put(cancel_order={"level": "automate", "ordered_by": "lead"})
        await cleo.post(ORDER, data=await shown(cleo) | SPOKEN)

        page = words((await cleo.get(THREAD)).text)

        assert "had it done on the customer's word (on the phone): She called" in page

    @pytest.mark.parametrize(
        "row",
        ["automate", {"level": "automate", "ordered_by": "operations"}],
    )
    async def test_is_not_for_roles_that_the_table_does_not_name(
        self, counter: Counter, cleo: httpx.AsyncClient, row: object
    ) -> None:
        await counter.put(cancel_order=row)
        page = await cleo.post(PAGE, data=CANCEL)
        assert "/order?" not in page.text
        assert "Do it now" not in page.text

        refused = await cleo.post(ORDER, data=hidden(page.text) | SPOKEN)

        assert refused.status_code == 409
        assert "operation_ordered" not in await counter.kinds()

    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ({"told": "phone", "reason": " "}, 409),
            ({"told": "phone", "reason": ""}, 422),
            ({"told": "somewhere", "reason": "x"}, 422),
            ({"reason": "x"}, 422),
            ({"told": "phone", "reason": "x" * 501}, 422),
        ],
    )
    async def test_needs_a_place_and_a_reason(
        self,
        counter: Counter,
        cleo: httpx.AsyncClient,
        given: dict[str, str],
        status: int,
    ) -> None:
        await counter.put(cancel_order={"level": "automate", "ordered_by": "lead"})

        refused = await cleo.post(ORDER, data=await shown(cleo) | given)

        assert refused.status_code == status
        assert "operation_ordered" not in await counter.kinds()

    async def test_is_not_over_words_that_the_agent_has_not_seen(
        self, counter: Counter, cleo: httpx.AsyncClient
    ) -> None:
        await counter.put(cancel_order={"level": "automate", "ordered_by": "lead"})
        fields = await shown(cleo) | SPOKEN
        await counter.house.say("m2", "no, wait!")

        assert (await cleo.post(ORDER, data=fields)).status_code == 409
        assert "operation_ordered" not in await counter.kinds()


class TestAFormThatTheCopilotFilledIn:
    SUGGESTED = '{"order_number":"#1001","reason":"ordered_by_mistake"}'

    async def test_is_the_first_and_says_so_and_nothing_is_read_back_yet(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        given = {"operation": "change_items", "suggested": '{"order_number":"#1001"}'}
        page = words((await ben.post(PAGE, data=given)).text)

        assert page.index("Change items") < page.index("Cancel the order")
        assert page.count("Filled in by the copilot") == 1
        assert "/propose?" not in page

    @pytest.mark.parametrize(
        ("reason", "outcome"), [("ordered_by_mistake", "sent"), ("found_cheaper", "edited")]
    )
    async def test_that_is_sent_says_how_much_of_it_was_left(
        self, counter: Counter, ben: httpx.AsyncClient, reason: str, outcome: str
    ) -> None:
        await counter.prove()
        fields = await shown(ben, filled=self.SUGGESTED, reason=reason)
        await ben.post(SEND, data=fields)

        events = await counter.house.events()
        [used] = [one for one in events if isinstance(one, CopilotUsed)]
        assert (used.help, used.outcome, used.by) == ("operation", outcome, "ben")
        assert bool(used.distance) is (outcome == "edited")

    async def test_that_lacks_something_comes_back_filled_and_is_recorded_once_it_is_used(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        address = {"operation": "change_address", "line1": "1 rue Neuve", "city": "Brest"}
        answer = await ben.post(PAGE, data=address | {"filled": self.SUGGESTED})
        page = words(answer.text)

        assert answer.status_code == 422
        form = page[page.index(">Change the delivery address<") :].partition("</form>")[0]
        assert 'value="1 rue Neuve"' in form
        assert form.count("Please fill this in.") == 1
        postcode = form[form.index('name="postcode"') :].partition(">")[0]
        assert 'aria-invalid="true"' in postcode
        again = re.search(r'name="filled" value=\'?"?(\{.*?\})"', form)
        assert again is not None
        assert again[1] == self.SUGGESTED

        fields = await shown(ben, filled=again[1])
        await ben.post(SEND, data=fields)
        assert "copilot_used" in await counter.kinds()

    async def test_of_nobody_is_recorded_as_nothing(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await counter.prove()
        await ben.post(SEND, data=await shown(ben))
        assert "copilot_used" not in await counter.kinds()
