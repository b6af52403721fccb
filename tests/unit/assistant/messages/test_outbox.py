"""The outbox: every reply goes out, in order, and no failure is for ever."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from assistant.conversation.conversation import ConversationStatus, is_elsewhere
from assistant.conversation.event_base import Author
from assistant.conversation.events import ContactOptedOut, Reason, ReplyDelivered, ReplyRejected
from assistant.conversation.ids import ConversationId
from assistant.messages.outbox import DeliveryLimits, Outbox
from assistant.ports import (
    BrokerUnavailableError,
    ChannelUnavailableError,
    MessageRejectedError,
)
from tests.support.memory.assemblies.worker_shop import Shop
from tests.support.seeds.conversation_events import NOON, replied, started, wrote

C1 = ConversationId("c1")


@pytest.fixture
async def shop() -> Shop:
    shop = Shop()
    await shop.open()
    return shop


async def deliver(shop: Shop) -> None:
    await shop.outbox.deliver(await shop.snapshots.read(C1))


async def ends(shop: Shop) -> list[tuple[str, str]]:
    """Return how each reply ended."""
    record = await shop.events.read(C1)
    events = [s.event for s in record.events]
    return [(e.type, e.message_id) for e in events if isinstance(e, ReplyDelivered | ReplyRejected)]


class TestAReply:
    async def test_goes_out_as_it_was_written(self, shop: Shop) -> None:
        reply = replied("r1", "m1")
        await shop.events.append(C1, [wrote("m1"), reply])

        await deliver(shop)

        (message,) = shop.channel.sent
        start = started()
        assert (message.conversation_id, message.channel) == (C1, start.channel)
        assert (message.account_id, message.message_id) == (start.account_id, "r1")
        assert (message.sequence, message.follows) == (3, 2)
        assert (message.text, message.language) == (reply.text, "fr")
        assert (message.author, message.kind) == ("assistant", "answered")
        assert message.written_at == reply.at

    async def test_is_not_held_back_by_a_stop_if_it_was_asked_for(self, shop: Shop) -> None:
        out = ContactOptedOut(conversation_id=C1, at=NOON)
        await shop.events.append(C1, [wrote("m1"), out, replied("r1", "m1"), replied("r2")])

        await deliver(shop)

        assert [message.opted_out for message in shop.channel.sent] == [False, True]

    async def test_goes_out_once_if_nothing_fails(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1")])

        await deliver(shop)
        await deliver(shop)

        assert len(shop.channel.sent) == 1
        assert await ends(shop) == [("reply_delivered", "r1")]

    async def test_follows_those_before_it(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1"), replied("r2"), replied("r3")])

        await deliver(shop)

        assert [m.message_id for m in shop.channel.sent] == ["r1", "r2", "r3"]

    async def test_does_not_overtake_one_that_does_not_go(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1"), replied("r2")])
        shop.channel.errors = [ChannelUnavailableError("webchat") for _ in range(3)]

        await deliver(shop)

        assert shop.channel.sent == []
        await deliver(shop)
        assert [m.message_id for m in shop.channel.sent] == ["r1", "r2"]


class TestWhatIsSent:
    async def test_is_set_as_print_does_it_and_kept_as_it_was_written(self, shop: Shop) -> None:
        typed = replace(
            replied("r1"),
            text="L'équipe répond à 9 h 30 : d'accord ?",
            quick_replies=("Continuer avec l'assistant",),
        )
        await shop.events.append(C1, [typed])

        await deliver(shop)

        (sent,) = shop.channel.sent
        assert sent.text.replace("\N{NO-BREAK SPACE}", "_") == (
            "L’équipe répond à 9_h_30_: d’accord_?"
        )
        assert sent.quick_replies == ("Continuer avec l’assistant",)
        assert [reply.text for reply in await shop.replies()] == [typed.text]

    async def test_is_left_as_it_is_if_a_person_wrote_it(self, shop: Shop) -> None:
        mine = replace(replied("r1"), author=Author.AGENT, text="C'est noté !")
        await shop.events.append(C1, [mine])

        await deliver(shop)

        assert shop.channel.texts == ["C'est noté !"]


class TestAChannelThatIsUnavailable:
    @pytest.mark.parametrize(
        "error",
        [ChannelUnavailableError("webchat"), BrokerUnavailableError(), ValueError("3 rue X")],
        ids=["unavailable", "broker", "fault"],
    )
    async def test_is_tried_again_with_growing_varied_pauses(
        self, shop: Shop, error: Exception
    ) -> None:
        await shop.events.append(C1, [replied("r1")])
        shop.channel.errors = [error, error]

        with capture_logs() as lines:
            await deliver(shop)

        assert await ends(shop) == [("reply_delivered", "r1")]
        first, second = shop.naps.taken
        assert 0.1 <= first <= 0.3
        assert 0.2 <= second <= 0.6
        assert "rue X" not in repr(lines)

    async def test_is_left_alone_as_long_as_it_asks(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1")])
        shop.channel.errors = [ChannelUnavailableError("webchat", retry_after_s=1.5)]

        await deliver(shop)

        assert shop.naps.taken == [1.5]

    async def test_that_asks_for_long_is_left_to_the_sweep(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1")])
        shop.channel.errors = [ChannelUnavailableError("webchat", retry_after_s=60)]

        await deliver(shop)

        assert (shop.naps.taken, shop.channel.sent, await ends(shop)) == ([], [], [])

    async def test_for_a_day_makes_the_reply_expire(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1")])
        shop.channel.errors = [ChannelUnavailableError("webchat") for _ in range(3)]
        shop.clock.move(24 * 3600)

        await deliver(shop)

        assert await ends(shop) == [("reply_rejected", "r1")]


class TestAChannelThatRejects:
    async def test_is_not_tried_again_and_holds_up_nothing(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1"), replied("r2")])
        shop.channel.errors = [MessageRejectedError("no such phone")]

        await deliver(shop)

        assert [m.message_id for m in shop.channel.sent] == ["r2"]
        assert await ends(shop) == [("reply_rejected", "r1"), ("reply_delivered", "r2")]
        assert shop.naps.taken == []
        assert (await shop.snapshots.read(C1)).undelivered == ()

    async def test_leaves_the_conversation_to_people(self, shop: Shop) -> None:
        await shop.events.append(C1, [wrote("m1"), replied("r1", "m1")])
        shop.channel.errors = [MessageRejectedError(reason="invalid")]

        await deliver(shop)

        conversation = (await shop.snapshots.read(C1)).conversation
        assert conversation.status is ConversationStatus.OPEN
        assert conversation.ownership.handoff is not None
        assert conversation.ownership.handoff.reason is Reason.UNDELIVERED

    async def test_since_another_app_has_the_conversation_leaves_it_there(self, shop: Shop) -> None:
        await shop.events.append(C1, [wrote("m1"), replied("r1", "m1")])
        shop.channel.errors = [MessageRejectedError("131005", reason="control")]

        await deliver(shop)

        assert is_elsewhere((await shop.snapshots.read(C1)).conversation)


class TestAChannelThatIsNotThere:
    async def test_leaves_the_reply_undelivered(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1")])
        outbox = Outbox(events=shop.events, channels={}, clock=shop.clock, limits=DeliveryLimits())

        await outbox.deliver(await shop.snapshots.read(C1))

        assert await ends(shop) == []
