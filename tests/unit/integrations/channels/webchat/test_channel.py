from dataclasses import replace
from datetime import UTC, datetime

from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import Card, ChannelKind, OutboundMessage, Source
from integrations.channels.webchat.channel import Notice, WebChatChannel
from integrations.channels.webchat.wire_bodies import StreamEvent, describe
from tests.support.memory.assemblies.web_chat import a_reply
from tests.support.memory.fanout import MemoryFanout

CID = ConversationId("c1")
SOURCE = Source(title="Returns", url="/returns", quote="30 days", language="en", score=0.9)
CARD = Card(
    product_id="p1", title="Boots", subtitle="38-44", price="89.00 €", availability="", url="/p1"
)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FULL = OutboundMessage(
    conversation_id=CID,
    channel=ChannelKind.WEBCHAT,
    account_id=AccountId("webchat"),
    sequence=4,
    message_id=MessageId("r1"),
    text="You have 30 days.",
    language="en",
    sources=(SOURCE,),
    cards=(CARD,),
    quick_replies=("How do I send it back?",),
    disclosure="I am an automated assistant.",
    kind="answered",
    written_at=AT,
    follows=2,
)


async def sent(message: OutboundMessage) -> Notice:
    fanout = MemoryFanout()
    async with fanout.subscribe(CID) as notices:
        await WebChatChannel(fanout).send(message)
        return Notice.decode(await anext(notices))


class TestAReply:
    async def test_reaches_open_pages_whole(self) -> None:
        notice = await sent(FULL)

        assert (notice.sequence, notice.follows) == (4, 2)
        event = StreamEvent.model_validate_json(notice.data)
        assert (event.sources, event.cards) == ([SOURCE], [CARD])
        assert event.quick_replies == ["How do I send it back?"]
        assert event.disclosure == "I am an automated assistant."

    async def test_looks_the_same_live_as_from_the_log(self) -> None:
        reply = replace(
            a_reply(CID),
            message_id=FULL.message_id,
            at=AT,
            sources=FULL.sources,
            cards=FULL.cards,
            quick_replies=FULL.quick_replies,
            disclosure=FULL.disclosure,
        )

        assert (await sent(FULL)).data == describe(reply)

    async def test_that_says_too_little_makes_pages_read_the_log(self) -> None:
        notice = await sent(replace(FULL, written_at=None, follows=None))

        assert (notice.data, notice.follows) == (b"", None)
