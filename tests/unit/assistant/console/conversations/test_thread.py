from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from assistant.console.conversations import thread
from assistant.console.conversations.thread import Note, QuietLine, ThreadMessage, newer
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    NoteWritten,
    StoredEvent,
    TurnTaken,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from tests.support.seeds.conversation_events import (
    NOON,
    delivered,
    rated,
    rejected,
    replied,
    started,
    wrote,
)
from tests.support.seeds.people_events import agent_replied, claimed, handed_off, released

read_thread = partial(thread.read_thread, zone=ZoneInfo("Europe/Paris"))
NAMES = {AgentId("anna"): "Anna Martin"}


def stored(*events: ConversationEvent) -> list[StoredEvent]:
    return [StoredEvent(position=n, sequence=n, event=one) for n, one in enumerate(events, start=1)]


def turn(*answers: str) -> TurnTaken:
    return TurnTaken(
        conversation_id=ConversationId("c1"),
        at=NOON,
        answers=tuple(map(MessageId, answers)),
        intent="return_policy",
        confidence=0.9,
        language="fr",
        decision="answer",
        rule="default",
        latency_ms=12,
    )


class TestAThread:
    def test_has_the_words_of_all_sides_in_order(self) -> None:
        entries = read_thread(
            stored(
                started(), wrote("m1"), replied("r1", "m1"), claimed("anna"), agent_replied("r2")
            ),
            language="en",
            names=NAMES,
        )

        assert [type(one) for one in entries] == [
            QuietLine,
            ThreadMessage,
            ThreadMessage,
            QuietLine,
            ThreadMessage,
        ]
        assert [one.author for one in entries if isinstance(one, ThreadMessage)] == [
            Author.CUSTOMER,
            Author.ASSISTANT,
            Author.AGENT,
        ]
        assert isinstance(entries[3], QuietLine)
        assert entries[3].text == "Anna Martin took it"

    def test_says_why_the_assistant_answered_so_beside_that_answer_only(self) -> None:
        entries = read_thread(
            stored(wrote("m1"), turn("m1"), replied("r1", "m1"), wrote("m2"), replied("r2", "m2")),
            language="fr",
            names={},
        )

        reasons = [one.why for one in entries if isinstance(one, ThreadMessage)]
        assert [bool(why) for why in reasons] == [False, True, False, False]
        assert reasons[1] is not None
        assert reasons[1].intent == "return_policy"

    def test_has_the_question_of_each_answer_of_the_assistant(self) -> None:
        entries = read_thread(
            stored(
                wrote("m1", text="Un cadeau ?"),
                wrote("m2", text="Sous combien de jours ?"),
                replied("r1", "m1", "m2"),
                claimed("anna"),
                agent_replied("r2"),
            ),
            language="fr",
            names=NAMES,
        )

        asked = [one.asked for one in entries if isinstance(one, ThreadMessage)]
        assert asked == ["", "", "Un cadeau ? Sous combien de jours ?", ""]

    def test_names_the_verified_answer_that_was_given(self) -> None:
        given = replace(turn("m1"), rule="a_question/verified:ab12")

        entries = read_thread(
            stored(wrote("m1"), given, replied("r1", "m1")), language="fr", names={}
        )

        reasons = [one.why for one in entries if isinstance(one, ThreadMessage) and one.why]
        assert [one.verified for one in reasons] == ["ab12"]

    def test_says_how_each_reply_got_there(self) -> None:
        entries = read_thread(
            stored(replied("r1"), replied("r2"), replied("r3"), delivered("r2"), rejected("r3")),
            language="fr",
            names={},
        )

        deliveries = [one.delivery for one in entries if isinstance(one, ThreadMessage)]
        assert deliveries == ["sending", "sent", "failed"]

    def test_marks_what_is_unanswered(self) -> None:
        entries = read_thread(
            stored(wrote("m1"), wrote("m2"), replied("r1", "m1"), wrote("m3"), released("m3")),
            language="fr",
            names={},
        )

        waits = {one.message_id: one.waits for one in entries if isinstance(one, ThreadMessage)}
        assert waits == {"m1": False, "m2": True, "r1": False, "m3": False}

    def test_shows_notes_with_who_wrote_them_and_whom_they_name(self) -> None:
        noted = NoteWritten(
            conversation_id=ConversationId("c1"),
            at=NOON,
            note_id=MessageId("n1"),
            by=AgentId("anna"),
            text="@Anna look",
            mentions=(AgentId("anna"), AgentId("gone")),
        )

        (note,) = read_thread(stored(noted), language="fr", names=NAMES)

        assert isinstance(note, Note)
        assert (note.name, note.mentions) == ("Anna Martin", ("Anna Martin", "gone"))

    def test_is_worded_in_the_readers_language(self) -> None:
        (english,) = read_thread(stored(handed_off()), language="en", names={})
        (french,) = read_thread(stored(handed_off()), language="fr", names={})

        assert isinstance(english, QuietLine)
        assert isinstance(french, QuietLine)
        assert english.text == "Handed to a person: Asked for a person"
        assert french.text == "Transmise à l'équipe\u00a0: Demande une personne"


class TestWhatAPageHasNot:
    def test_is_what_is_new_and_what_became_different(self) -> None:
        events = stored(wrote("m1"), wrote("m2"), replied("r1", "m1"), delivered("r1"), rated("r1"))
        entries = read_thread(events, language="fr", names={})

        assert [one.sequence for one in newer(entries, 0)] == [1, 2, 3]
        assert [one.sequence for one in newer(entries, 2)] == [1, 3]  # m1 was answered by then
        assert [one.sequence for one in newer(entries, 4)] == [3]
        assert newer(entries, 5) == ()

    def test_a_message_of_an_agent_who_wrote_from_elsewhere_has_no_name(self) -> None:
        event = replace(agent_replied("r1"), agent_id=None, agent_name="")

        (entry,) = read_thread(stored(event), language="fr", names=NAMES)

        assert isinstance(entry, ThreadMessage)
        assert (entry.author, entry.name) == (Author.AGENT, "")
