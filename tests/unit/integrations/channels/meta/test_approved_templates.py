"""Templates are read from Meta as far as they can be used here."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.account_book import ChannelAccount
from assistant.ports import ChannelUnavailableError
from integrations.channels.meta.approved_templates import MetaTemplates, read_templates
from integrations.channels.meta.simulator.simulator import Simulator, simulating
from integrations.channels.meta.simulator.types import Fault
from integrations.channels.meta.simulator.types import SimulatedTemplate as Approved

NUMBER = AccountId("1")


class Now:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 25, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


@pytest.fixture
async def meta() -> AsyncIterator[Simulator]:
    async with simulating() as simulator:
        simulator.number.templates += [
            Approved(name=f"t{n:03}", language="fr", body="Bonjour {{1}}") for n in range(120)
        ]
        yield simulator


def of(meta: Simulator, clock: Now) -> MetaTemplates:
    account = ChannelAccount(
        channel=ChannelKind.WHATSAPP,
        account_id=NUMBER,
        api_url=meta.api_url,
        access_token=meta.world.app.token,
        business_account_id=meta.number.waba_id,
    )

    async def find(channel: ChannelKind, account_id: AccountId) -> ChannelAccount | None:
        return account if (channel, account_id) == (account.channel, NUMBER) else None

    return MetaTemplates(find, clock)


class TestTemplates:
    async def test_are_read_to_the_last_page(self, meta: Simulator) -> None:
        found = await of(meta, Now()).of(ChannelKind.WHATSAPP, NUMBER)

        assert len(found) == 120
        assert found[0].body == "Bonjour {{1}}"

    async def test_are_asked_for_again_only_after_some_minutes(self, meta: Simulator) -> None:
        clock = Now()
        templates = of(meta, clock)
        await templates.of(ChannelKind.WHATSAPP, NUMBER)
        asked = len(meta.graph.asked)
        await templates.of(ChannelKind.WHATSAPP, NUMBER)
        assert len(meta.graph.asked) == asked

        clock.time += timedelta(minutes=5)
        await templates.of(ChannelKind.WHATSAPP, NUMBER)
        assert len(meta.graph.asked) > asked

    async def test_of_what_has_none_are_none(self, meta: Simulator) -> None:
        assert await of(meta, Now()).of(ChannelKind.MESSENGER, AccountId("9")) == ()

    async def test_that_meta_does_not_tell_are_not_made_up(self, meta: Simulator) -> None:
        meta.faults.append(Fault(path=".*/message_templates", code=190))

        with pytest.raises(ChannelUnavailableError):
            await of(meta, Now()).of(ChannelKind.WHATSAPP, NUMBER)

    @pytest.mark.parametrize(
        "changed",
        [
            {"status": "PAUSED"},
            {"category": "AUTHENTICATION"},
            {"parameter_format": "NAMED"},
            {"components": [{"type": "HEADER", "format": "IMAGE"}]},
        ],
    )
    def test_that_cannot_be_filled_in_here_are_left_out(self, changed: dict[str, object]) -> None:
        told = {"name": "a", "language": "fr", "status": "APPROVED", "components": []}

        assert len(read_templates([told])) == 1
        assert read_templates([told | changed]) == []

    def test_have_links_that_a_value_completes(self) -> None:
        buttons = [
            {"type": "URL", "url": "https://shop.example/{{1}}"},
            {"type": "URL", "url": "https://shop.example/"},
            {"type": "QUICK_REPLY", "text": "Oui"},
        ]
        told = {
            "name": "a",
            "language": "fr",
            "status": "APPROVED",
            "components": [{"type": "BODY", "text": "x"}, {"type": "BUTTONS", "buttons": buttons}],
        }
        (one,) = read_templates([told])

        assert one.links == ("https://shop.example/{{1}}",)
