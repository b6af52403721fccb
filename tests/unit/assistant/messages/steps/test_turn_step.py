"""Steps of a turn: the first that does not pass the conversation on ends it."""

from dataclasses import dataclass, field, replace

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.messages.steps.turn_step import take_steps
from tests.support.seeds.conversation_events import replied, wrote

C1 = ConversationId("c1")
ASKED = Conversation(conversation_id=C1)
ANSWER = replied("r1")


@dataclass(slots=True)
class Step:
    """Ends the turn with what it is given, or passes the conversation on."""

    taken: tuple[ConversationEvent, ...] | Conversation | None = None
    seen: list[Conversation] = field(default_factory=list)

    async def take(
        self, conversation: Conversation
    ) -> tuple[ConversationEvent, ...] | Conversation:
        self.seen.append(conversation)
        return conversation if self.taken is None else self.taken


class TestSteps:
    async def test_go_on_until_one_ends_the_turn(self) -> None:
        first, second, third = Step(), Step((ANSWER,)), Step()

        assert await take_steps((first, second, third), ASKED) == (ANSWER,)
        assert (first.seen, second.seen, third.seen) == ([ASKED], [ASKED], [])

    async def test_end_with_a_step_that_has_nothing_to_say(self) -> None:
        silent, never = Step(()), Step((ANSWER,))

        assert await take_steps((silent, never), ASKED) == ()
        assert never.seen == []

    async def test_see_the_conversation_as_the_step_before_passed_it_on(self) -> None:
        other = replace(ASKED, unanswered=(wrote("m1"),))
        last = Step(())

        await take_steps((Step(other), last), ASKED)

        assert last.seen == [other]

    async def test_that_all_pass_on_have_nothing_to_say(self) -> None:
        assert await take_steps((Step(), Step()), ASKED) == ()
