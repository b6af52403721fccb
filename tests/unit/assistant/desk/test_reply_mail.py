from dataclasses import replace
from datetime import timedelta

from assistant.conversation.events import ContactAddressGiven, RepliesMailed
from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.moves.conversation_moves import release, resolve
from assistant.kit.mail.letter import Letter, LetterKind
from assistant.kit.mail.ports import SpoolUnavailableError
from tests.support.seeds.people_events import C1, agent_replied
from tests.unit.assistant.desk.serving import ANNA, MORNING, Serving, asks

GIVEN = ContactAddressGiven(conversation_id=C1, at=MORNING, email="lea@example.org")
ANSWER = replace(agent_replied("r1", "m-c1"), at=MORNING + timedelta(minutes=5))


async def answered() -> Serving:
    serving = Serving(ANNA)
    await serving.happen(*asks(), GIVEN, ANSWER)
    serving.clock.at = ANSWER.at
    return serving


class TestAReplyToWhoHasLeft:
    async def test_goes_by_mail_once(self) -> None:
        serving = await answered()
        assert await serving.mailing.once() == 0  # they may come back in a moment
        serving.clock.move(60)

        assert [await serving.mailing.once() for _ in range(3)] == [1, 0, 0]

        (letter,) = serving.spool.waiting
        assert (letter.recipient, letter.kind) == ("lea@example.org", LetterKind.REPLY)
        assert letter.values["text"] == ANSWER.text
        assert sum(isinstance(event, RepliesMailed) for event in await serving.past()) == 1

    async def test_goes_once_even_if_the_process_dies_before_it_is_noted(self) -> None:
        serving = await answered()
        serving.clock.move(60)
        append = serving.log.append

        async def dies(*_: object, **__: object) -> None:
            raise ConnectionError

        serving.log.append = dies  # type: ignore[method-assign, assignment]
        try:
            await serving.mailing.once()
        except ConnectionError:
            serving.log.append = append  # type: ignore[method-assign]
        serving.clock.move(10)

        await serving.mailing.once()

        assert len(serving.spool.waiting) == 1

    async def test_goes_though_the_conversation_was_resolved_or_given_back(self) -> None:
        for move in (resolve(ANNA, seen=frozenset()), release(ANNA)):
            serving = await answered()
            await serving.desk.make(C1, move)
            serving.clock.move(60)

            assert await serving.mailing.once() == 1

    async def test_brings_several_that_belong_together(self) -> None:
        serving = await answered()
        more = replace(agent_replied("r2"), text="Et voilà.", at=ANSWER.at + timedelta(seconds=40))
        await serving.log.append(C1, [more])
        serving.clock.move(60)
        assert await serving.mailing.once() == 0
        serving.clock.move(40)

        assert await serving.mailing.once() == 1

        (letter,) = serving.spool.waiting
        assert letter.values["text"] == f"{ANSWER.text}\n\nEt voilà."


class TestOneThatCannotBeMailedNow:
    async def test_holds_up_no_other_and_goes_once_it_can_however_late(self) -> None:
        serving = await answered()
        other = ConversationId("c2")
        reply = replace(ANSWER, conversation_id=other, message_id=MessageId("r9"))
        given = replace(GIVEN, conversation_id=other, email="max@example.org")
        await serving.happen(*asks("c2"), given, reply, conversation="c2")
        serving.clock.move(60)
        put = serving.spool.put

        async def refuses(letter: Letter) -> bool:
            if letter.recipient == GIVEN.email:
                raise SpoolUnavailableError
            return await put(letter)

        serving.spool.put = refuses  # type: ignore[method-assign]
        assert [await serving.mailing.once() for _ in range(2)] == [1, 0]
        serving.clock.move(6 * 3600)
        assert await serving.mailing.once() == 0
        serving.spool.put = put  # type: ignore[method-assign]

        assert await serving.mailing.once() == 1

        sent = [letter.recipient for letter in serving.spool.waiting]
        assert sent == ["max@example.org", "lea@example.org"]


class TestNoLetterGoes:
    async def test_to_who_has_the_page_open(self) -> None:
        serving = await answered()
        serving.clock.move(60)
        await serving.customers.seen(C1, serving.clock.at)

        assert await serving.mailing.once() == 0
        assert serving.spool.waiting == []

    async def test_where_no_address_is_known(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(*asks(), ANSWER)
        serving.clock.at = ANSWER.at + timedelta(hours=1)

        assert await serving.mailing.once() == 0

    async def test_of_what_the_assistant_answered(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(*asks()[:1], GIVEN)
        serving.clock.move(3600)

        assert await serving.mailing.once() == 0
