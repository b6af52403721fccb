"""WhatsApp as a customer has it: a real Comptoir, and a Graph API that keeps its rules."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.conversation.events import (
    AttachmentReceived,
    Author,
    ContactOptedOut,
    CustomerReacted,
    CustomerWrote,
    MessageEdited,
    MessageRevoked,
    ReplyDelivered,
    ReplyRejected,
    ReplyStatusReported,
    ReplyWritten,
)
from assistant.conversation.message import DeliveryStatus
from integrations.channels.meta.simulator.types import Fault
from tests.support.patience import until
from tests.support.processes.channel_journey import Journey, of_shop, open_journey, words
from tests.support.processes.comptoir import new_data_dir
from tests.support.seeds.media_files import png

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # whole processes
]
MESSAGES = r"\d+/messages"
SHIPPING = "Combien coûte la livraison en point relais ?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def journey(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Journey]:
    data_dir = new_data_dir(tmp_path_factory.mktemp("whatsapp"), like=demo_data, index=True)
    async with open_journey(data_dir) as one:
        yield one


@pytest.fixture(autouse=True)
def _kind_weather(journey: Journey) -> None:
    """Leave nothing of the test before: no fault, and the clock as it is."""
    journey.simulator.faults.clear()
    journey.simulator.world.clock.shift = timedelta()


async def test_a_question_is_answered_and_both_sides_see_how_far_words_came(
    journey: Journey,
) -> None:
    ana = journey.simulator.whatsapp()
    wrote = ana.writes(SHIPPING)
    (reply,) = await journey.heard(ana)
    ana.opens()

    async def was_read() -> bool:
        told = await journey.told(ana, ReplyStatusReported)
        return told[-1].status is DeliveryStatus.READ

    await until(was_read, within_s=30, every_s=0.1)
    statuses = [one.status for one in await journey.told(ana, ReplyStatusReported)]

    assert "3,90" in words(reply)
    assert "assistant automatique" in words(reply)  # said at the start
    order = [DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ]
    assert statuses == [one for one in order if one in statuses]  # whatever order they came in
    assert wrote.status == "read"
    (delivered,) = await journey.told(ana, ReplyDelivered)
    assert delivered.provider_message_id == reply.id


async def test_who_hides_their_number_is_answered_too(journey: Journey) -> None:
    ana = journey.simulator.whatsapp()
    ana.person.hides_phone, ana.person.username = True, "ana.k"
    ana.writes(SHIPPING)
    (reply,) = await journey.heard(ana)
    assert "3,90" in words(reply)
    assert "recipient" in journey.simulator.graph.sent[-1]


async def test_an_answer_that_is_lost_after_the_work_is_not_sent_again(journey: Journey) -> None:
    ana = journey.simulator.whatsapp()
    ana.writes("Bonjour")
    await journey.heard(ana)
    lost = Fault(path=MESSAGES, status=504, after_the_work=True, times=2)  # one marks as read
    journey.simulator.faults.append(lost)
    ana.writes(SHIPPING)
    await journey.told(ana, ReplyDelivered, 2)
    ana.writes("Merci !")
    await journey.heard(ana, 3)
    shown = [one.callback for one in of_shop(ana)]
    assert lost.times == 0
    assert len(shown) == len(set(shown)) == 3


@pytest.mark.parametrize("code", [130429, 131056, 131000, 131016])
async def test_what_passes_is_waited_out(journey: Journey, code: int) -> None:
    ana = journey.simulator.whatsapp()
    ana.writes("Bonjour")
    await journey.heard(ana)
    sends = r"\d+/messages"
    journey.simulator.faults.append(Fault(path=sends, method="POST", code=code, times=2))
    ana.writes(SHIPPING)
    _, reply = await journey.heard(ana, 2)
    assert "3,90" in words(reply)


async def test_a_reply_that_cannot_arrive_is_told_apart_and_holds_up_no_other(
    journey: Journey,
) -> None:
    ana, ben = journey.simulator.whatsapp(), journey.simulator.whatsapp()
    ana.person.reachable = False
    ana.writes(SHIPPING)
    ben.writes(SHIPPING)
    await journey.heard(ben)
    reported = await journey.told(ana, ReplyStatusReported)
    assert (reported[-1].status, reported[-1].code) == (DeliveryStatus.FAILED, "131026")


async def test_nothing_is_sent_when_meta_says_that_the_window_is_closed(journey: Journey) -> None:
    ana = journey.simulator.whatsapp()
    ana.writes("Bonjour", ago=timedelta(hours=24, minutes=1))
    rejected = await journey.told(ana, ReplyRejected)
    assert [one.reason for one in rejected] == ["window"]
    assert of_shop(ana) == []


async def test_a_person_who_answers_from_their_phone_takes_over(journey: Journey) -> None:
    ana = journey.simulator.whatsapp()
    ana.writes("Bonjour")
    await journey.heard(ana)
    ana.hears_from_phone_app("Bonjour, ici Camille.")
    written = await journey.told(ana, ReplyWritten, 2)
    ana.writes(SHIPPING)
    await journey.told(ana, CustomerWrote, 2)
    ben = journey.simulator.whatsapp()  # who comes later is answered, so Ana would have been
    ben.writes(SHIPPING)
    await journey.heard(ben)

    assert written[-1].author is Author.AGENT
    assert len(of_shop(ana)) == 1


async def test_stop_is_honoured_at_once_and_confirmed_once(journey: Journey) -> None:
    ana = journey.simulator.whatsapp()
    ana.writes("STOP")
    (confirmed,) = await journey.heard(ana)
    (out,) = await journey.told(ana, ContactOptedOut)
    assert out.message_id
    assert words(confirmed)


async def test_a_picture_is_fetched_kept_and_left_to_people(journey: Journey) -> None:
    ana = journey.simulator.whatsapp()
    picture = png()
    ana.sends("image", picture, "image/png", caption="")
    (received,) = await journey.told(ana, AttachmentReceived)
    assert received.attachment.media_type == "image/png"
    assert received.attachment.size == len(picture)


async def test_reactions_edits_and_deletions_are_kept(journey: Journey) -> None:
    ana = journey.simulator.whatsapp()
    wrote = ana.writes("Bonjour")
    (reply,) = await journey.heard(ana)
    ana.reacts(reply, "👍")
    await journey.told(ana, CustomerReacted)
    ana.reacts(reply, "")
    reactions = await journey.told(ana, CustomerReacted, 2)
    ana.edits(wrote, "Bonsoir")
    (edited,) = await journey.told(ana, MessageEdited)
    ana.revokes(wrote)
    (revoked,) = await journey.told(ana, MessageRevoked)

    assert [one.emoji for one in reactions] == ["👍", ""]
    assert edited.text == "Bonsoir"
    assert revoked.message_id == edited.message_id


async def test_receiving_is_not_owning(journey: Journey) -> None:
    ana = journey.simulator.whatsapp()
    ana.writes("Bonjour")
    await journey.heard(ana)
    ana.is_taken_from_us()
    ana.writes(SHIPPING)
    await journey.told(ana, CustomerWrote, 2)
    ben = journey.simulator.whatsapp()
    ben.writes(SHIPPING)
    await journey.heard(ben)
    assert len(of_shop(ana)) == 1
    ana.is_passed_to_us()
    ana.writes("Quels sont les délais de retour ?")
    await journey.heard(ana, 2)


async def test_repeats_and_disorder_are_not_seen_by_customers(journey: Journey) -> None:
    habits = journey.simulator.carrier.habits
    habits.batch, habits.merged, habits.duplicates, habits.shuffled = 8, True, 1.0, 6
    people = [journey.simulator.whatsapp() for _ in range(6)]
    for each in people:
        each.writes(SHIPPING)
    for each in people:
        await journey.heard(each)
    await journey.simulator.carrier.settle()
    habits.batch, habits.merged, habits.duplicates, habits.shuffled = 1, False, 0.0, 0

    for each in people:
        assert len(of_shop(each)) == 1
        assert len(await journey.told(each, CustomerWrote)) == 1
        assert len(await journey.told(each, ReplyWritten)) == 1
