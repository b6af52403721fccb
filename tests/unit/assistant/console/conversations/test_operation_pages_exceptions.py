"""The exceptions on the page of operations: shown, ordered, asked for and approved."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest

from assistant.conversation.event_base import Author
from assistant.conversation.events import OperationDone, OperationOrdered, ReplyWritten
from assistant.desk.staff.audit_chain import Action
from tests.support.pages.console_desktop import BEN, CLEO
from tests.support.pages.console_house import THREAD
from tests.support.seeds.people_events import claimed
from tests.unit.assistant.console.conversations.test_operation_pages import (
    ORDER,
    PAGE,
    SEND,
    Counter,
    counter,
    words,
)

__all__ = ["counter"]
ASK = f"{THREAD}/ask?order=%231001"
WHY = "Parcel two weeks late; call lea.legoff@example.com"
REFUND = {"operation": "partial_refund", "amount_minor:EUR": "5,00"}
ABOVE = REFUND | {"amount_minor:EUR": "25"}


@pytest.fixture
async def ben(counter: Counter) -> AsyncIterator[httpx.AsyncClient]:
    await counter.prove()
    await counter.house.happen(claimed("ben"))
    async with counter.house.office.browser(counter.house.app, BEN) as client:
        yield client


@pytest.fixture
async def cleo(counter: Counter) -> AsyncIterator[httpx.AsyncClient]:
    async with counter.house.office.browser(counter.house.app, CLEO) as client:
        yield client


async def fields(client: httpx.AsyncClient, to: str, form: dict[str, str]) -> dict[str, str]:
    """Return the fields of the form that leads to `to` on the page of a read-back."""
    page = await client.post(PAGE, data=form)
    assert page.status_code == 200, page.text
    part = page.text[page.text.index(f"/{to}?") :].partition("</form>")[0]
    found = re.findall(r'name="([a-z_]+)" value="([^"]*)"', part)
    return {name: unescape(value) for name, value in found if name != "csrf"}


async def paid(counter: Counter) -> int:
    return (await counter.order()).paid.amount_minor


class TestThePage:
    async def test_offers_what_is_possible_for_the_order_and_says_why_not_the_rest(
        self, ben: httpx.AsyncClient
    ) -> None:
        page = words((await ben.get(PAGE)).text)

        part = page[page.index('id="exceptions"') :]
        assert 'name="amount_minor:EUR"' in part
        assert "Amount, in EUR" in part
        assert [*re.findall(r'id="o-(\w+)"', part)] == [
            "late_return", "reship", "voucher", "partial_refund",
        ]  # fmt: skip
        assert "it is not packed yet" in part or "nothing to send back" in part

    async def test_shows_the_order_and_the_amount_before(self, ben: httpx.AsyncClient) -> None:
        page = words((await ben.post(PAGE, data=REFUND)).text)

        assert "A refund of €5.00 on order #1001 as an exception (€46.00 paid)" in page
        assert "/propose?" not in page  # nobody asks the customer

    @pytest.mark.parametrize("amount", ["", "much", "-5", "0", "5 USD"])
    async def test_asks_again_for_what_is_no_amount(
        self, ben: httpx.AsyncClient, amount: str
    ) -> None:
        page = await ben.post(PAGE, data=REFUND | {"amount_minor:EUR": amount})

        assert page.status_code == 422
        assert "Please fill this in" in words(page.text)

    async def test_says_that_more_than_was_paid_does_not_go_back(
        self, ben: httpx.AsyncClient
    ) -> None:
        page = await ben.post(PAGE, data=REFUND | {"amount_minor:EUR": "47"})

        assert page.status_code == 422

    async def test_has_no_exception_that_the_shop_refuses(
        self, counter: Counter, ben: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def refuses() -> frozenset[str]:
            return frozenset({"grant_voucher"})

        monkeypatch.setattr(counter.shop, "refuses", refuses)

        page = (await ben.get(PAGE)).text

        assert 'id="o-voucher"' not in page
        assert 'id="o-reship"' in page


class TestMakingOne:
    async def test_is_done_in_the_agents_name_and_told_and_audited_without_personal_data(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        sent = await ben.post(ORDER, data=await fields(ben, "order", REFUND) | {"reason": WHY})
        assert sent.status_code == 303, sent.text
        assert await paid(counter) == 4600  # no route has an effect

        await counter.carry_out()

        assert await paid(counter) == 4100
        events = await counter.house.events()
        (order,) = (event for event in events if isinstance(event, OperationOrdered))
        assert (order.by, order.told, order.reason) == ("ben", "exception", WHY)
        told = [event for event in events if isinstance(event, ReplyWritten)][-1]
        assert told.author is Author.SYSTEM
        assert "5,00" in told.text or "€5.00" in told.text
        deed = (await counter.house.office.audit.read())[-1].deed
        assert (deed.action, deed.actor) == (Action.OPERATION_ORDERED, "ben")
        assert deed.detail["reason"] == "Parcel two weeks late; call [email]"

    async def test_is_never_sent_to_the_customer_for_a_yes(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        shown = await fields(ben, "order", REFUND)

        refused = await ben.post(SEND, data=shown)

        assert refused.status_code == 422
        assert "operation_proposed" not in await counter.kinds()

    @pytest.mark.parametrize("told", ["phone", "elsewhere"])
    async def test_is_not_ordered_as_if_the_customer_had_said_it(
        self, counter: Counter, ben: httpx.AsyncClient, told: str
    ) -> None:
        shown = await fields(ben, "order", REFUND) | {"told": told, "reason": WHY}

        assert (await ben.post(ORDER, data=shown)).status_code == 422
        assert "operation_ordered" not in await counter.kinds()


class TestOneThatIsTooMuchForARole:
    async def test_is_asked_for_and_done_once_somebody_who_may_says_yes(
        self, counter: Counter, ben: httpx.AsyncClient, cleo: httpx.AsyncClient
    ) -> None:
        shown = await fields(ben, "ask", ABOVE) | {"reason": WHY}
        over = await ben.post(ORDER, data=shown | {"told": "exception"})
        assert over.status_code == 409
        sent = await ben.post(ASK, data=shown)
        assert sent.status_code == 303, sent.text
        deed = (await counter.house.office.audit.read())[-1].deed
        assert deed.action is Action.EXCEPTION_ASKED

        await counter.carry_out()
        assert await paid(counter) == 4600
        page = words((await cleo.get(THREAD)).text)
        assert "A refund of €25.00" in page
        assert WHY in page
        form = page[page.index(f"{THREAD}/approval") :].partition("</form>")[0]
        values = dict(re.findall(r'name="(proposal_id|seen)" value="([^"]*)"', form))
        yes = await cleo.post(f"{THREAD}/approval", data=values | {"approved": "1"})
        assert yes.status_code == 303

        await counter.carry_out()

        assert await paid(counter) == 2100
        state = await counter.house.state()
        assert state.ownership.agent_id == "ben"
        assert any(isinstance(one, OperationDone) for one in await counter.house.events())

    async def test_is_not_done_twice_for_one_order(
        self, counter: Counter, ben: httpx.AsyncClient
    ) -> None:
        await ben.post(ORDER, data=await fields(ben, "order", REFUND) | {"reason": WHY})
        await counter.carry_out()

        page = words((await ben.post(PAGE, data=REFUND)).text)

        assert "more than your role may give" in page
        assert "/ask?" in page
