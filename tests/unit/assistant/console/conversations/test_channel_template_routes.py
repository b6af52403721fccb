"""What agents may send on channels that take words for a time only, over HTTP."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from assistant.conversation.events import ContactOptedOut, ConversationStarted, CustomerWrote
from assistant.conversation.ids import AccountId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.message_templates import Template
from assistant.ports import ChannelUnavailableError
from tests.support.memory.channel_books import FixedTemplates
from tests.support.pages.console_desktop import ANNA, staffed
from tests.support.pages.console_house import C1, THREAD, House, posted, writing
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import WIDGET, replied, started
from tests.support.seeds.people_events import claimed

READY = Template(name="ready", language="fr", header="N° {{1}}", body="Bonjour {{1}} !")
SALE = Template(name="sale", language="fr", body="Soldes", category="MARKETING")


class Away:
    async def of(self, channel: ChannelKind, account_id: AccountId) -> Sequence[Template]:
        del account_id
        raise ChannelUnavailableError(channel)


async def told(house: House, channel: ChannelKind, age: timedelta) -> None:
    """Have a customer write, an `age` ago, to somebody."""
    at = house.office.clock.now() - age
    opened: ConversationStarted = replace(started(), channel=channel)
    await house.log.start(opened)
    event = CustomerWrote(conversation_id=C1, at=at, message_id=MessageId("m1"), text="Bonjour")
    await house.log.accept(event, account_id=WIDGET, provider_message_id="m1")
    await house.happen(claimed("anna"))


@pytest.fixture
async def house() -> House:
    templates = FixedTemplates((SALE, READY))
    return House(await staffed(Office()), templates=templates)


@pytest.fixture
async def anna(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.office.browser(house.app, ANNA) as client:
        yield client


def using(**more: str) -> dict[str, str]:
    return {"client_id": "t1", "name": "ready", "language": "fr", **more}


class TestWords:
    @pytest.mark.parametrize(
        ("channel", "hours", "status"),
        [
            (ChannelKind.WHATSAPP, 23, 200),
            (ChannelKind.WHATSAPP, 25, 409),
            (ChannelKind.MESSENGER, 25, 200),
            (ChannelKind.MESSENGER, 24 * 7 + 1, 409),
        ],
    )
    async def test_are_taken_as_long_as_the_channel_takes_them(
        self,
        house: House,
        anna: httpx.AsyncClient,
        channel: ChannelKind,
        hours: int,
        status: int,
    ) -> None:
        await told(house, channel, timedelta(hours=hours))
        answered, body = await posted(anna, "write", **writing("Oui."))

        assert answered == status
        assert bool(await house.written()) is (status == 200)
        assert ("too late" in body.get("denied", "too late")) is True

    async def test_among_colleagues_are_always_taken(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await told(house, ChannelKind.WHATSAPP, timedelta(hours=25))

        assert (await posted(anna, "write", **writing("À rappeler", mode="note")))[0] == 200


class TestATemplate:
    async def test_goes_out_when_words_do_not(self, house: House, anna: httpx.AsyncClient) -> None:
        await told(house, ChannelKind.WHATSAPP, timedelta(hours=25))
        status, _ = await posted(anna, "template", **using(header="BM-1", body="Ana"))
        again, _ = await posted(anna, "template", **using(header="BM-1", body="Ana"))

        (reply,) = await house.written()
        assert (status, again) == (200, 200)
        assert reply.template is not None
        assert (reply.template.name, reply.template.body) == ("ready", ("Ana",))
        assert reply.text == "N° BM-1\n\nBonjour Ana !"
        assert reply.answers == ("m1",)

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            (using(header="BM-1"), "Give every variable"),
            (using(name="gone", header="BM-1", body="Ana"), "does not have this template"),
        ],
    )
    async def test_that_cannot_be_sent_says_why(
        self, house: House, anna: httpx.AsyncClient, fields: dict[str, str], why: str
    ) -> None:
        await told(house, ChannelKind.WHATSAPP, timedelta(hours=25))
        status, body = await posted(anna, "template", **fields)

        assert (status, await house.written()) == (409, [])
        assert why in body["denied"]

    async def test_of_advertising_is_not_sent_to_who_opted_out(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await told(house, ChannelKind.WHATSAPP, timedelta(hours=25))
        await house.happen(ContactOptedOut(conversation_id=C1, at=house.office.clock.now()))

        shown = (await anna.get(f"{THREAD}/templates")).text
        assert "Bonjour" in shown
        assert "Soldes" not in shown
        status, _ = await posted(anna, "template", **using(name="sale"))
        assert (status, await house.written()) == (409, [])

    async def test_is_none_if_who_opted_out_waits_for_nothing(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await told(house, ChannelKind.WHATSAPP, timedelta(hours=25))
        await house.happen(
            replied("r1", "m1"), ContactOptedOut(conversation_id=C1, at=house.office.clock.now())
        )

        assert "replied STOP" in (await anna.get(f"{THREAD}/templates")).text
        status, _ = await posted(anna, "template", **using(header="1", body="Ana"))
        assert status == 409

    async def test_is_none_on_messenger(self, house: House, anna: httpx.AsyncClient) -> None:
        await told(house, ChannelKind.MESSENGER, timedelta(days=8))

        assert "No template is approved" in (await anna.get(f"{THREAD}/templates")).text

    async def test_is_not_offered_while_the_channel_does_not_say(self) -> None:
        house = House(await staffed(Office()), templates=Away())
        await told(house, ChannelKind.WHATSAPP, timedelta(hours=25))
        async with house.office.browser(house.app, ANNA) as anna:
            assert "does not say" in (await anna.get(f"{THREAD}/templates")).text
            status, _ = await posted(anna, "template", **using(header="1", body="Ana"))

        assert status == 409
