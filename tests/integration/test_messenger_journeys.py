"""Messenger as a customer has it: a real Comptoir, and a Graph API that keeps its rules."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.conversation.events import (
    Author,
    CustomerReacted,
    CustomerWrote,
    MessageEdited,
    ReplyStatusReported,
    ReplyWritten,
)
from assistant.conversation.message import DeliveryStatus
from integrations.channels.meta.simulator.types import Fault
from tests.support.processes.channel_journey import Journey, of_shop, open_journey, words
from tests.support.processes.comptoir import new_data_dir

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # whole processes
]
SHIPPING = "Combien coûte la livraison en point relais ?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def journey(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Journey]:
    data_dir = new_data_dir(tmp_path_factory.mktemp("messenger"), like=demo_data, index=True)
    async with open_journey(data_dir) as one:
        yield one


async def test_a_question_is_answered_within_the_window_and_read(journey: Journey) -> None:
    ana = journey.simulator.messenger()
    ana.writes(SHIPPING)
    replies = await journey.heard(ana)
    ana.opens()
    statuses = await journey.told(ana, ReplyStatusReported, 2)

    assert any("3,90" in words(one) for one in replies)
    assert {one.tag for one in replies} == {""}  # the assistant never uses a person's tag
    assert statuses[-1].status is DeliveryStatus.READ


async def test_products_come_as_cards(journey: Journey) -> None:
    ana = journey.simulator.messenger()
    ana.writes("des bottes imperméables à moins de 80 €")
    replies = await journey.heard(ana, 2)
    assert any("elements" in str(one.content) for one in replies)


async def test_our_own_echo_is_not_a_person_but_the_inbox_is(journey: Journey) -> None:
    ana = journey.simulator.messenger()
    ana.writes("Bonjour")
    await journey.heard(ana)
    await journey.simulator.carrier.settle()
    ana.writes(SHIPPING)
    before = len(await journey.heard(ana, 2))
    ana.hears_from_inbox("Bonjour, ici Camille.")
    written = await journey.told(ana, ReplyWritten, 3)
    assert [one.author for one in written] == [Author.ASSISTANT, Author.ASSISTANT, Author.AGENT]
    ana.writes(SHIPPING)
    await journey.told(ana, CustomerWrote, 3)
    ben = journey.simulator.messenger()
    ben.writes(SHIPPING)
    await journey.heard(ben)
    assert len(of_shop(ana)) == before


async def test_reactions_and_edits_are_kept(journey: Journey) -> None:
    ana = journey.simulator.messenger()
    wrote = ana.writes("Bonjour")
    (reply, *_) = await journey.heard(ana)
    ana.reacts(reply, "❤️")
    ana.edits(wrote, "Bonsoir")
    (reacted,) = await journey.told(ana, CustomerReacted)
    (edited,) = await journey.told(ana, MessageEdited)
    assert (reacted.emoji, edited.text) == ("❤️", "Bonsoir")


async def test_another_app_has_the_conversation_until_it_is_passed_back(journey: Journey) -> None:
    ana = journey.simulator.messenger()
    ana.writes("Bonjour")
    before = len(await journey.heard(ana))
    ana.is_taken_from_us()
    ana.writes(SHIPPING)
    await journey.told(ana, CustomerWrote, 2)
    ben = journey.simulator.messenger()
    ben.writes(SHIPPING)
    await journey.heard(ben)
    assert len(of_shop(ana)) == before
    ana.is_passed_to_us()
    ana.writes(SHIPPING)
    await journey.heard(ana, before + 1)


async def test_what_passes_is_waited_out(journey: Journey) -> None:
    ana = journey.simulator.messenger()
    journey.simulator.faults.append(Fault(path=r"\d+/messages", code=613, times=2))
    ana.writes(SHIPPING)
    await journey.heard(ana)
