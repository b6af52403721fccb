"""What of a conversation stands in its case."""

from dataclasses import replace

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ContactAddressGiven,
    ConversationAssigned,
    ConversationErased,
    ConversationEvent,
    NoteWritten,
    StoredEvent,
)
from assistant.conversation.ids import MessageId, TeamId
from assistant.conversation.message import Attachment, ChannelKind
from assistant.desk.helpdesk.case_entries import (
    NoteReader,
    entries,
    is_erased,
    needs_case,
    opening,
    opens,
    sequence_of,
    stretch_begins,
    touches,
)
from assistant.desk.helpdesk.types import EntryVoice
from assistant.desk.moves.conversation_moves import seen_up_to
from tests.support.pages.console_desktop import zone_of
from tests.support.seeds.conversation_events import NOON, delivered, replied, started, wrote
from tests.support.seeds.people_events import (
    C1,
    agent_replied,
    claimed,
    handed_off,
    released,
    resolved,
)

READER = NoteReader(language="fr", zones=zone_of)


def stored(*events: ConversationEvent) -> tuple[StoredEvent, ...]:
    return tuple(StoredEvent(position=n, sequence=n, event=e) for n, e in enumerate(events, 1))


def shown(*events: ConversationEvent, after: int = 0) -> list[tuple[int, EntryVoice, str]]:
    made = entries(stored(*events), after=after, source="chatwoot", reader=READER)
    return [(sequence, entry.voice, entry.text) for sequence, entry in made]


def noted(text: str, client_id: str = "") -> NoteWritten:
    return NoteWritten(
        conversation_id=C1, at=NOON, note_id=MessageId("n1"), text=text, client_id=client_id
    )


class TestACase:
    def test_shows_words_in_the_name_of_who_said_them(self) -> None:
        assert shown(started(), wrote("m1"), replied("r1", "m1"), agent_replied("r2")) == [
            (2, EntryVoice.CUSTOMER, "Bonjour"),
            (3, EntryVoice.SHOP, "Vous avez 30 jours."),
            (4, EntryVoice.SHOP, "Anna: Vous avez 30 jours."),
        ]

    def test_shows_only_what_is_not_there_yet(self) -> None:
        assert shown(started(), wrote("m1"), wrote("m2"), after=2) == [
            (3, EntryVoice.CUSTOMER, "Bonjour")
        ]

    def test_shows_nothing_of_what_was_written_in_it(self) -> None:
        theirs = replace(agent_replied("r1"), client_id="chatwoot:12")
        assert shown(started(), theirs, noted("Fidèle.", "chatwoot:13")) == []

    def test_has_the_package_as_a_note_for_each_handoff(self) -> None:
        events = (started(), wrote("m1"), handed_off("m1"), released("m1"), handed_off())

        notes = [(at, voice) for at, voice, text in shown(*events) if voice is EntryVoice.NOTE]

        assert notes == [(3, EntryVoice.NOTE), (5, EntryVoice.NOTE)]

    def test_tells_what_was_known_at_the_handoff_and_not_after_it(self) -> None:
        late = wrote("m2", text="Ma commande 2077 ?")
        note = shown(started(), wrote("m1"), handed_off("m1"), late)[1][2]

        assert "« Bonjour »" in note
        assert "2077" not in note

    @pytest.mark.parametrize(
        ("team", "until"), [("us", "02/03/2026 07:00"), (None, "02/03/2026 13:00")]
    )
    def test_tells_times_by_the_clock_of_the_team_that_is_waited_for(
        self, team: str | None, until: str
    ) -> None:
        whatsapp = replace(started(), channel=ChannelKind.WHATSAPP)
        to = ConversationAssigned(
            conversation_id=C1, at=NOON, agent_id=None, team=TeamId(team) if team else None
        )

        told = shown(whatsapp, to, wrote("m1"), handed_off("m1"))[-1][2]

        assert f"Réponse possible jusqu'au : {until}" in told

    def test_notes_the_address_that_the_customer_gives(self) -> None:
        given = ContactAddressGiven(conversation_id=C1, at=NOON, email="lea@example.com")

        assert shown(started(), given) == [(2, EntryVoice.NOTE, "E-mail: lea@example.com")]

    def test_names_files(self) -> None:
        file = Attachment(attachment_id="a", name="a.pdf", media_type="application/pdf", size=9)
        reply = replace(agent_replied("r1"), text="", agent_name="", attachments=(file,))

        ((_, entry),) = entries(stored(started(), reply), after=0, source="chatwoot", reader=READER)

        assert entry.attachments == ("a.pdf",)

    def test_shows_nothing_of_what_only_we_need_to_know(self) -> None:
        assert shown(started(), delivered("r1"), claimed("anna"), resolved()) == []


class TestAnEntrysName:
    def test_says_which_event_it_shows(self) -> None:
        ((_, entry),) = entries(
            stored(started(), wrote("m1")), after=0, source="chatwoot", reader=READER
        )

        assert sequence_of(entry.entry_id, C1) == 2

    @pytest.mark.parametrize("name", ["", "comptoir:c2:4", "comptoir:c1:", "comptoir:c1:x", "4"])
    def test_of_something_else_says_nothing(self, name: str) -> None:
        assert sequence_of(name, C1) is None


class TestWhetherThereIsACase:
    def test_follows_from_whether_a_person_has_it(self) -> None:
        def at(*events: ConversationEvent) -> bool:
            return needs_case(Conversation.fold(C1, events))

        assert not at(started(), wrote("m1"))
        assert at(started(), wrote("m1"), handed_off("m1"))
        assert not at(started(), wrote("m1"), handed_off("m1"), released("m1"))

    def test_may_change_with_what_people_do(self) -> None:
        assert all(opens(e) for e in (handed_off(), claimed("anna"), agent_replied("r1")))
        assert not any(opens(e) for e in (wrote("m1"), replied("r1"), released()))
        assert all(touches(e) for e in (wrote("m1"), replied("r1"), released(), noted("x")))
        assert not any(touches(e) for e in (started(), delivered("r1")))

    def test_ends_with_erasure(self) -> None:
        erased = ConversationErased(conversation_id=C1, at=NOON)
        assert is_erased(stored(started(), erased))
        assert not is_erased(stored(started()))


class TestWhatIsKnown:
    def test_of_the_customer_opens_the_case(self) -> None:
        known = opening(Conversation.fold(C1, [started()]))

        assert known is not None
        assert (known.person, known.email) == ("contact", "")
        assert opening(Conversation(conversation_id=C1)) is None

    def test_of_messages_is_up_to_what_stands_there(self) -> None:
        events = stored(started(), wrote("m1"), wrote("m2"))

        assert seen_up_to(events, 2) == {"m1"}
        assert seen_up_to(events, 9) == {"m1", "m2"}

    def test_of_the_stretch_is_where_it_began(self) -> None:
        events = (started(), wrote("m1"), handed_off("m1"))

        assert stretch_begins(stored(*events), Conversation.fold(C1, events)) == 3
        assert stretch_begins(stored(*events[:2]), Conversation.fold(C1, events[:2])) == 3
