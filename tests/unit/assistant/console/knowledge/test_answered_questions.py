from dataclasses import replace
from datetime import timedelta

from assistant.console.knowledge.answered_questions import answered_questions
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Source
from assistant.desk.lists.source_uses import SourceUse
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.seeds.conversation_events import WIDGET, replied, started, wrote
from tests.unit.assistant.console.knowledge.ledgers import NOON, page, told

RETURNS = page("returns")


async def ask(log: MemoryEventLog, name: str, text: str) -> SourceUse:
    """Have a customer ask, and return the use of the page that answered."""
    await log.start(started(name))
    message = wrote(f"{name}-1", name, text=text)
    await log.accept(message, account_id=WIDGET, provider_message_id=name)
    use = told(f"r-{name}", 0, RETURNS)
    return replace(
        use, conversation_id=ConversationId(name), question_id=MessageId(f"{name}-1"), at=NOON
    )


class TestAQuestion:
    async def test_is_shown_without_personal_data(self) -> None:
        log = MemoryEventLog()
        use = await ask(log, "a", "Call me on 06 12 34 56 78: how many days?")

        (question,) = await answered_questions(log, [use])

        assert question.text == "Call me on [phone]: how many days?"
        assert (question.conversation_id, question.times) == ("a", 1)

    async def test_in_the_same_words_comes_once_with_its_thumbs(self) -> None:
        log = MemoryEventLog()
        first = await ask(log, "a", "How many days?")
        again = await ask(log, "b", "how many  DAYS?")

        (question,) = await answered_questions(
            log,
            [
                replace(again, at=NOON + timedelta(days=1), helpful=True),
                replace(first, helpful=False),
            ],
        )

        assert (question.times, question.helpful, question.unhelpful) == (2, 1, 1)
        assert question.conversation_id == "b"

    async def test_has_the_quotes_of_its_answers(self) -> None:
        log = MemoryEventLog()
        use = await ask(log, "a", "How many days?")
        quoted = Source(title="", url="", quote="You have 30 days.", language="en", score=1)
        made = replace(replied(use.reply_id, "a-1", conversation="a"), sources=(quoted,))
        await log.append(ConversationId("a"), [made])

        (question,) = await answered_questions(log, [use])

        assert question.quotes == {"You have 30 days."}

    async def test_of_an_erased_conversation_is_left_out(self) -> None:
        log = MemoryEventLog()
        use = replace(told("r", 0, RETURNS), conversation_id=ConversationId("gone"))

        assert await answered_questions(log, [use]) == []
