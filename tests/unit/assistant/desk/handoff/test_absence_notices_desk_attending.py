from datetime import timedelta

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import AbsenceAnnounced, ReplyWritten
from assistant.desk.handoff.texts import say
from assistant.desk.moves.conversation_moves import claim
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.people_events import C1, agent_replied, claimed, resolved
from tests.unit.assistant.desk.serving import ANNA, MORNING, Serving, asks

EVENING = MORNING + timedelta(hours=10)


TAKEN = (*asks(), claimed("ben", at=MORNING))


class TestAMessageToWhoeverComes:
    async def test_is_the_assistants_until_somebody_has_accepted(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(*asks(), wrote("m2"))
        waiting = await serving.conversation()

        assert await serving.attending.take(waiting) is waiting

    async def test_that_gives_the_address_that_was_asked_for_is_thanked_and_done(self) -> None:
        serving = Serving(ANNA)
        absence = AbsenceAnnounced(conversation_id=C1, at=MORNING, asks_address=True)
        await serving.happen(*asks(), absence, wrote("m2", text="lea@example.org"))

        await serving.attend()

        waiting = await serving.conversation()
        assert waiting.ownership.email == "lea@example.org"
        assert waiting.to_answer == ()
        assert len(waiting.unanswered) == 1  # what led to the handoff

    async def test_that_asks_something_beside_its_address_is_answered_too(self) -> None:
        serving = Serving(ANNA)
        absence = AbsenceAnnounced(conversation_id=C1, at=MORNING, asks_address=True)
        asked = wrote("m2", text="lea@example.org. Vous livrez en Suisse ?")
        await serving.happen(*asks(), absence, asked)

        await serving.attend()

        waiting = await serving.conversation()
        assert [one.message_id for one in waiting.to_answer] == ["m2"]
        assert await serving.attending.take(waiting) is waiting


class TestAMessageToAPerson:
    async def test_gets_no_word_of_the_assistant(self) -> None:
        serving = Serving(ANNA)
        await serving.come(ANNA)
        await serving.happen(*TAKEN, wrote("m2"))

        assert await serving.attend() == ()  # whose turn raises if it is taken

    async def test_while_nobody_is_there_gets_one_notice_however_many_follow(self) -> None:
        serving = Serving(ANNA)
        serving.clock.at = EVENING
        await serving.happen(*TAKEN)
        for number in range(4):
            await serving.log.append(C1, [wrote(f"again{number}", at=EVENING)])
            await serving.attend()

        assert len(await serving.said()) == 1

    async def test_whom_an_agent_took_after_hours_is_not_told_that_nobody_is_there(self) -> None:
        serving = Serving(ANNA)
        serving.clock.at = EVENING
        await serving.happen(*TAKEN)
        await serving.attend()
        await serving.come(ANNA)
        await serving.desk.make(C1, claim(ANNA, force=True))
        await serving.log.append(C1, [wrote("m2", at=EVENING)])

        await serving.attend()

        assert len(await serving.said()) == 1

    async def test_with_the_address_that_was_asked_for_is_thanked(self) -> None:
        serving = Serving(ANNA)
        serving.clock.at = EVENING
        await serving.happen(*TAKEN)
        await serving.attend()
        await serving.log.append(C1, [wrote("m2", text="lea@example.org", at=EVENING)])

        await serving.attend()

        assert (await serving.conversation()).ownership.email == "lea@example.org"
        notices = [e for e in await serving.past() if isinstance(e, ReplyWritten)]
        assert [(one.author, one.kind) for one in notices] == [
            (Author.SYSTEM, ReplyKind.NOTICE)
        ] * 2
        assert say("notice.address", "fr", address="lea@example.org") == notices[-1].text

    async def test_whom_nobody_is_there_for_tomorrow_again_is_told_again(self) -> None:
        serving = Serving(ANNA)
        serving.clock.at = EVENING
        await serving.happen(*TAKEN)
        await serving.attend()
        await serving.log.append(C1, [agent_replied("r1", "m-c1"), wrote("m2", at=EVENING)])

        await serving.attend()

        assert sum("demain à 9 h" in said for said in await serving.said()) == 2


class TestAMessageToTheAssistant:
    async def test_is_the_assistants_whatever_the_hour(self) -> None:
        serving = Serving(ANNA)
        serving.clock.at = EVENING
        pending = Conversation.fold(C1, [started(), wrote("m1")])
        again = Conversation.fold(C1, [started(), *asks(), resolved("m-c1"), wrote("m2")])

        assert await serving.attending.take(pending) is pending
        assert await serving.attending.take(again) is again
