import asyncio

import pytest

from assistant.conversation.events import Author, ReplyWritten
from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.desk_service import Desk
from assistant.desk.moves.conversation_moves import Denial, Denied, claim, release, resolve
from assistant.desk.moves.reply_moves import AgentMessage, note, reply
from assistant.ports import UnknownConversationError
from tests.support.memory.assemblies.worker_shop import HandClock, Shop
from tests.support.memory.fanout import MemoryFanout
from tests.support.processes.takeovers import an_agent

CID = ConversationId("c1")
ANNA, BEN = an_agent("anna"), an_agent("ben")


def writing(text: str, *, client_id: str = "x1", seen: tuple[str, ...] = ()) -> AgentMessage:
    return AgentMessage(
        text=text, language="en", client_id=client_id, seen=frozenset(map(MessageId, seen))
    )


@pytest.fixture
async def shop() -> Shop:
    shop = Shop()
    await shop.open()
    return shop


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(events=shop.events, queue=shop.queue, fanout=MemoryFanout(), clock=HandClock())


class TestTheDesk:
    async def test_sends_an_agents_words_to_the_customer(self, shop: Shop, desk: Desk) -> None:
        await shop.receive("hello")
        (message,) = await shop.messages()

        await desk.make(CID, reply(ANNA, writing("Hi, Anna here", seen=(message.message_id,))))
        await shop.work()

        assert shop.channel.texts == ["Hi, Anna here"]

    async def test_writes_once_what_a_page_sends_twice(self, shop: Shop, desk: Desk) -> None:
        move = reply(ANNA, writing("Hi"))

        await asyncio.gather(*(desk.make(CID, move, client_id="x1") for _ in range(5)))
        await desk.make(CID, note(ANNA, "seen", client_id="n1"), client_id="n1")
        await desk.make(CID, note(ANNA, "seen", client_id="n1"), client_id="n1")

        assert [one.text for one in await shop.replies()] == ["Hi"]
        notes = [s for s in (await shop.events.read(CID)).events if s.event.type == "note_written"]
        assert len(notes) == 1

    async def test_lets_one_of_two_agents_have_it(self, desk: Desk) -> None:
        made = await asyncio.gather(desk.make(CID, claim(ANNA)), desk.make(CID, claim(BEN)))

        assert sum(isinstance(one, Denied) for one in made) == 1

    async def test_makes_all_of_several_moves_or_none(self, shop: Shop, desk: Desk) -> None:
        await desk.make(CID, claim(BEN))
        before = (await shop.events.read(CID)).events

        made = await desk.make(CID, note(ANNA, "mine?", client_id="n1"), claim(ANNA))

        assert isinstance(made, Denied)
        assert made.why is Denial.TAKEN
        assert (await shop.events.read(CID)).events == before

    async def test_has_the_assistant_answer_what_is_given_back_open(
        self, shop: Shop, desk: Desk
    ) -> None:
        await desk.make(CID, claim(ANNA))
        await shop.receive("and on Saturdays?")
        await shop.work()
        assert await shop.replies() == []

        await desk.make(CID, release(ANNA, settle=False))
        await shop.work()

        assert [one.author for one in await shop.replies()] == [Author.ASSISTANT]

    async def test_silences_a_turn_that_is_being_taken(self, shop: Shop, desk: Desk) -> None:
        async def meanwhile(_: int) -> None:
            await desk.make(CID, claim(ANNA))

        shop.turn.meanwhile = meanwhile
        await shop.receive("hello")
        await shop.work()

        assert await shop.replies() == []

    async def test_does_again_on_what_it_has_become_what_came_too_late(
        self, shop: Shop, desk: Desk
    ) -> None:
        made = await asyncio.gather(
            *(desk.make(CID, reply(ANNA, writing(f"{n}", client_id=f"x{n}"))) for n in range(8))
        )

        assert not any(isinstance(one, Denied) for one in made)
        assert sorted(one.text for one in await shop.replies()) == [f"{n}" for n in range(8)]

    async def test_knows_no_conversation_that_was_never_started(self, desk: Desk) -> None:
        with pytest.raises(UnknownConversationError):
            await desk.make(ConversationId("nobody"), claim(ANNA))

    async def test_that_resolves_over_a_new_message_leaves_it_to_the_assistant(
        self, shop: Shop, desk: Desk
    ) -> None:
        await desk.make(CID, claim(ANNA))
        await shop.receive("one more thing")

        await desk.make(CID, resolve(ANNA, seen=frozenset()))
        await shop.work()

        (answer,) = [one for one in await shop.replies() if isinstance(one, ReplyWritten)]
        assert answer.text == "one more thing"
