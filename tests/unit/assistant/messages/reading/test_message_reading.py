"""A message is read in its context."""

from dataclasses import replace

from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.messages.reading.message_reading import MessageMeaning, understand
from assistant.understanding.types import (
    Intent,
    MessageSignal,
    PriceObjection,
    Signal,
    Understanding,
)
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found
from tests.unit.assistant.messages.turning import RETURNS, Reads, Shelf

TALK = Conversation(conversation_id=ConversationId("c1"))
OWN = asked("et ça tient la flotte ?", intent=Intent.ORDER_STATUS)


async def read(own: Understanding, *, talk: Conversation = TALK) -> tuple[MessageMeaning, Reads]:
    reads = Reads(own, HandClock())
    meaning = await understand(
        talk, own.message, Shelf(found(BOOTS), RETURNS), reader=reads, sells=False
    )
    return meaning, reads


class TestUnderstand:
    async def test_reads_an_objection_to_a_price_as_it_is(self) -> None:
        objects = replace(asked("c'est trop cher"), price_objection=PriceObjection())
        meaning, _ = await read(objects)

        assert meaning.understanding == objects

    async def test_reads_an_objection_to_the_price_of_a_service_as_the_question_for_it(
        self,
    ) -> None:
        own = replace(asked("la livraison est trop chère"), products=(BOOTS.product_id,))
        _, reads = await read(own)

        assert [text for text, _, _ in reads.read_so_far] == [
            own.message,
            "Combien coûte la livraison ?",
        ]

    async def test_leaves_an_objection_to_the_price_of_a_service_that_is_grave(self) -> None:
        grave = MessageSignal(signal=Signal.INSULT, rule="words", confidence=1.0)
        own = replace(asked("la livraison est trop chère"), signals=(grave,))
        _, reads = await read(own)

        assert [text for text, _, _ in reads.read_so_far] == [own.message]

    async def test_lets_an_operation_in_progress_hear_the_customer_s_own_words(self) -> None:
        own = asked("12 rue des Lilas, 69003 Lyon")
        in_progress = replace(TALK, dealings=replace(TALK.dealings, dialogue="in progress"))
        meaning, _ = await read(own, talk=in_progress)

        assert meaning.understanding.message == own.message

    async def test_reads_a_message_in_its_own_words(self) -> None:
        meaning, _ = await read(OWN)

        assert meaning.understanding.text == OWN.text
