from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    CustomerWrote,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Language
from tests.support.seeds.conversation_events import (
    NOON,
    delivered,
    rated,
    rejected,
    replied,
    started,
    wrote,
)

CID = ConversationId("c1")
REPLIES = [f"r{n}" for n in range(4)]


def turn(language: Language) -> TurnTaken:
    return TurnTaken(
        conversation_id=CID,
        at=NOON,
        answers=(),
        intent="question",
        confidence=0.9,
        language=language,
        decision="Answer",
        rule="a_question/answer",
        latency_ms=4.0,
    )


def agent(reply: ReplyWritten) -> ReplyWritten:
    return replace(reply, author=Author.AGENT)


@st.composite
def conversations(draw: st.DrawFn) -> list[ConversationEvent]:
    """Events as a log may hold them: a message is written once, a reply names written ones."""
    languages: st.SearchStrategy[Literal["fr", "en"]] = st.sampled_from(("fr", "en"))
    events: list[ConversationEvent] = [replace(started(), language=draw(st.none() | languages))]
    written: list[str] = []
    for number in range(draw(st.integers(0, 12))):
        match draw(st.sampled_from(("wrote", "replied", "agent", "turn", "noise"))):
            case "wrote":
                written.append(f"m{number}")
                events.append(wrote(f"m{number}"))
            case "replied" | "agent" as who if written:
                answers = draw(st.lists(st.sampled_from(written), unique=True))
                reply = replied(f"r{number}", *answers)
                events.append(agent(reply) if who == "agent" else reply)
            case "turn":
                events.append(turn(draw(languages)))
            case _:
                events.append(draw(noise()))
    return events


def noise() -> st.SearchStrategy[ConversationEvent]:
    """Events that say nothing of what is to be done next."""
    replies = st.sampled_from(REPLIES)
    return st.one_of(replies.map(delivered), replies.map(rejected), replies.map(rated))


def fold(events: Sequence[ConversationEvent]) -> Conversation:
    return Conversation.fold(CID, events)


class TestAConversation:
    def test_of_no_events_waits_for_nothing(self) -> None:
        assert fold([]) == Conversation(conversation_id=CID)
        assert fold([]).status is ConversationStatus.PENDING
        assert fold([]).unanswered == ()

    @given(conversations(), st.integers(0, 13))
    def test_goes_on_from_any_point_as_if_read_from_the_beginning(
        self, events: list[ConversationEvent], cut: int
    ) -> None:
        state = fold(events[:cut])
        for event in events[cut:]:
            state = state.after(event)

        assert state == fold(events)

    @given(conversations())
    def test_waits_for_every_message_that_no_later_reply_names_oldest_first(
        self, events: list[ConversationEvent]
    ) -> None:
        expected = [
            event
            for place, event in enumerate(events)
            if isinstance(event, CustomerWrote)
            and not any(
                isinstance(later, ReplyWritten) and event.message_id in later.answers
                for later in events[place:]
            )
        ]

        assert list(fold(events).unanswered) == expected

    @given(conversations(), noise(), st.integers(1, 13))
    def test_is_not_moved_by_ratings_and_deliveries_wherever_they_come(
        self, events: list[ConversationEvent], event: ConversationEvent, place: int
    ) -> None:
        assert fold([*events[:place], event, *events[place:]]) == fold(events)

    @given(conversations(), st.sampled_from(REPLIES), st.integers(1, 5))
    def test_is_the_same_however_often_a_reply_is_rated(
        self, events: list[ConversationEvent], reply: str, times: int
    ) -> None:
        assert fold([*events, *[rated(reply)] * times]) == fold([*events, rated(reply)])

    @given(conversations())
    def test_counts_the_assistants_replies_and_remembers_the_last_of_anyones(
        self, events: list[ConversationEvent]
    ) -> None:
        replies = [event for event in events if isinstance(event, ReplyWritten)]
        state = fold(events)

        assert state.replies == sum(reply.author is Author.ASSISTANT for reply in replies)
        assert state.last_reply == (replies[-1] if replies else None)

    @given(conversations())
    def test_speaks_the_last_turns_language_and_before_that_the_pages(
        self, events: list[ConversationEvent]
    ) -> None:
        turns = [event.language for event in events if isinstance(event, TurnTaken)]
        first = events[0]

        assert fold(events).started == first
        assert fold(events).language == (turns[-1] if turns else fold([first]).language)

    @given(conversations(), conversations())
    def test_never_changes_once_it_is_read(
        self, events: list[ConversationEvent], more: list[ConversationEvent]
    ) -> None:
        state = fold(events)
        before = replace(state)
        for event in more:
            state.after(event)

        assert state == before


class TestAReply:
    def test_leaves_what_was_written_while_it_was_composed(self) -> None:
        state = fold([started(), wrote("m1"), wrote("m2"), wrote("m3"), replied("r1", "m1", "m2")])

        assert [message.message_id for message in state.unanswered] == [MessageId("m3")]

    @pytest.mark.parametrize("author", list(Author))
    def test_answers_whoever_wrote_it(self, author: Author) -> None:
        state = fold([started(), wrote("m1"), replace(replied("r1", "m1"), author=author)])

        assert state.unanswered == ()

    def test_that_answers_nothing_leaves_everything(self) -> None:
        assert len(fold([started(), wrote("m1"), replied("r1")]).unanswered) == 1
