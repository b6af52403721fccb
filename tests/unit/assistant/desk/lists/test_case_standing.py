from dataclasses import replace

import pytest

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Attachment
from assistant.desk.lists.case_standing import MissingEventError, Standing
from assistant.desk.lists.list_projection import project
from tests.support.seeds.conversation_events import minute, replied, started, wrote
from tests.support.seeds.people_events import (
    agent_replied,
    assigned,
    claimed,
    handed_off,
    labelled,
    merged,
    noted,
    proven,
    released,
    reopened,
    resolved,
    snoozed,
    suggested,
)

C1 = ConversationId("c1")


def standing(*events: ConversationEvent) -> Standing:
    stored = [StoredEvent(position=n, sequence=n, event=e) for n, e in enumerate(events, 1)]
    return project(Standing(conversation_id=C1), stored).after


class TestStanding:
    def test_agrees_with_the_conversation_after_every_event(self) -> None:
        story: list[ConversationEvent] = [
            started(),
            wrote("m1"),
            handed_off("m1"),
            assigned("ben"),
            claimed("anna"),
            wrote("m2", at=minute(1)),
            agent_replied("r1", "m1"),
            suggested("s1", "m2"),
            agent_replied("r2", "m2"),
            snoozed(),
            wrote("m3", at=minute(2)),
            released("m3"),
            replied("r3", "m3"),
            resolved(),
            reopened("anna"),
            merged("c2"),
            wrote("m4", at=minute(3)),
        ]
        for count in range(1, len(story) + 1):
            one, other = standing(*story[:count]), Conversation.fold(C1, story[:count])

            assert one.ownership == other.ownership
            waiting = [(w.message_id, w.at) for w in other.unanswered]
            assert [(w.message_id, w.at) for w in one.unanswered] == waiting
            assert one.case.language == other.language

    def test_an_event_that_came_before_changes_nothing(self) -> None:
        one = standing(started(), wrote("m1"))

        assert one.after(StoredEvent(position=9, sequence=2, event=wrote("m2"))) is one

    def test_an_event_whose_predecessor_is_missing_is_refused(self) -> None:
        one = standing(started())

        with pytest.raises(MissingEventError, match="event 3 came after event 1"):
            one.after(StoredEvent(position=9, sequence=3, event=wrote("m2")))

    def test_a_long_message_is_shown_by_its_start(self) -> None:
        preview = standing(started(), wrote("m1", text="mot " * 100)).case.preview

        assert len(preview) <= 140
        assert preview.endswith("mot…")

    def test_a_reply_of_files_alone_is_shown_by_their_names(self) -> None:
        file = Attachment(attachment_id="a", name="photo.png", media_type="image/png", size=9)
        reply = replace(agent_replied("r1"), text="", attachments=(file,))

        case = standing(started(), reply).case
        assert (case.preview, case.preview_author) == ("photo.png", "agent")

    def test_shows_what_waits_rather_than_that_somebody_will_answer(self) -> None:
        announced = replied("r1")  # answers nothing

        case = standing(started(), wrote("m1", text="Bonjour ?"), handed_off("m1"), announced).case

        assert (case.preview, case.preview_author) == ("Bonjour ?", "customer")

    def test_a_note_is_no_word_of_either_side(self) -> None:
        case = standing(started(), wrote("m1"), noted("c1", "n1", "Vue")).case

        assert (case.preview, case.last_at) == ("Bonjour", minute(0))

    def test_the_first_proof_holds(self) -> None:
        case = standing(started(), proven("c1", "lea"), proven("c1", "ben")).case

        assert case.customer_id == "lea"

    def test_labels_come_sorted_and_each_once(self) -> None:
        events = labelled("c1", "vip", "retour"), labelled("c1", "vip", removed=("retour",))

        assert standing(started(), *events).case.labels == ("vip",)

    def test_a_merged_conversation_says_where_it_goes_on_until_it_goes_on_itself(self) -> None:
        one = standing(started(), merged("c2"))
        assert (one.case.status, one.case.merged_into) == (ConversationStatus.RESOLVED, "c2")

        two = one.after(StoredEvent(position=3, sequence=3, event=wrote("m1")))
        assert (two.case.status, two.case.merged_into) == (ConversationStatus.PENDING, None)

    @pytest.mark.parametrize(
        ("reason", "priority"),
        [(Reason.SAFETY, 3), (Reason.ANGER, 2), (Reason.OPERATION_FAILED, 1), (Reason.UNCLEAR, 0)],
    )
    def test_is_pressing_by_why_it_was_handed_on(self, reason: Reason, priority: int) -> None:
        assert standing(started(), handed_off(reason=reason)).case.priority == priority
