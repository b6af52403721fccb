from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.console.conversations.thread_head import ComposerState, ThreadHead, read_head
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import ConversationEvent, LabelsChanged, StoredEvent
from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.conversation.windows import ReplyWindow
from tests.support.pages.console_desktop import ANNA, BEN
from tests.support.seeds.conversation_events import LATER, NOON, minute, replied, started, wrote
from tests.support.seeds.people_events import (
    agent_replied,
    assigned,
    claimed,
    handed_off,
    resolved,
    snoozed,
)

C1 = ConversationId("c1")
NAMES = {ANNA.agent_id: ANNA.name, BEN.agent_id: BEN.name}


def head(*events: ConversationEvent, at: datetime = NOON) -> ThreadHead:
    """Return the conversation as Anna meets it."""
    stored = tuple(
        StoredEvent(position=n, sequence=n, event=one) for n, one in enumerate(events, start=1)
    )
    return read_head(Conversation.fold(C1, events), stored, agent=ANNA, names=NAMES, at=at)


class TestTheComposer:
    @pytest.mark.parametrize(
        ("events", "composer"),
        [
            ((started(), wrote("m1")), ComposerState.LOCKED),
            ((started(), wrote("m1"), handed_off("m1")), ComposerState.FREE),
            ((started(), claimed("anna")), ComposerState.FREE),
            ((started(), claimed("ben")), ComposerState.TAKEN),
            ((started(), assigned("ben", accept_by=LATER)), ComposerState.FREE),
            ((started(), claimed("anna"), resolved()), ComposerState.FREE),
        ],
    )
    def test_is_free_unless_the_assistant_or_a_colleague_has_it(
        self, events: tuple[ConversationEvent, ...], composer: ComposerState
    ) -> None:
        assert head(*events).composer is composer


class TestAHead:
    def test_says_who_has_it_and_since_when_the_customer_waits(self) -> None:
        found = head(
            started(), wrote("m1", at=minute(1)), wrote("m2", at=minute(2)), claimed("ben")
        )

        assert (found.agent, found.mine, found.asked) == ("Ben Keller", False, False)
        assert found.waiting_since == minute(1)

    def test_knows_which_words_were_last(self) -> None:
        found = head(started(), wrote("m1"), replied("r1", "m1"), claimed("anna"))

        assert (found.spoken, found.sequence) == (3, 4)

    def test_lets_what_is_put_away_or_done_be_opened_again(self) -> None:
        assert head(started(), claimed("anna"), snoozed()).may_reopen
        assert head(started(), claimed("anna"), resolved()).may_reopen
        assert not head(started(), claimed("anna")).may_reopen

    def test_has_the_labels_that_are_left(self) -> None:
        put = LabelsChanged(conversation_id=C1, at=NOON, added=("b", "a"))
        off = LabelsChanged(conversation_id=C1, at=NOON, removed=("b",))

        assert head(started(), put).labels == ("a", "b")
        assert head(started(), put, off).labels == ("a",)

    def test_of_an_agent_who_wrote_is_that_agents(self) -> None:
        found = head(started(), wrote("m1"), agent_replied("r1", "m1", agent="anna"))

        assert found.mine
        assert found.status is ConversationStatus.OPEN
        assert found.agent_id == AgentId("anna")


DAY = timedelta(days=1)
WHATSAPP = replace(started(), channel=ChannelKind.WHATSAPP)
MESSENGER = replace(started(), channel=ChannelKind.MESSENGER)
HANDED = (wrote("m1"), handed_off("m1"))


class TestAChannelThatTakesWordsForATime:
    @pytest.mark.parametrize(
        ("channel", "at", "composer", "until"),
        [
            (started(), NOON + 300 * DAY, ComposerState.FREE, None),
            (WHATSAPP, NOON, ComposerState.FREE, NOON + DAY),
            (WHATSAPP, NOON + DAY, ComposerState.TEMPLATE, None),
            (MESSENGER, NOON, ComposerState.FREE, NOON + 7 * DAY),
            (MESSENGER, NOON + DAY, ComposerState.FREE, NOON + 7 * DAY),
            (MESSENGER, NOON + 7 * DAY, ComposerState.CLOSED, None),
        ],
    )
    def test_says_what_may_be_written_and_until_when(
        self,
        channel: ConversationEvent,
        at: datetime,
        composer: ComposerState,
        until: datetime | None,
    ) -> None:
        now = head(channel, *HANDED, at=at)

        assert (now.composer, now.window_until) == (composer, until)

    def test_says_when_words_go_marked_as_a_persons(self) -> None:
        assert head(MESSENGER, *HANDED).window is ReplyWindow.FREE
        assert head(MESSENGER, *HANDED, at=NOON + DAY).window is ReplyWindow.HUMAN_AGENT_TAG

    def test_is_still_the_assistants_or_a_colleagues_first(self) -> None:
        assert head(WHATSAPP, wrote("m1"), at=NOON + DAY).composer is ComposerState.LOCKED
        taken = head(WHATSAPP, wrote("m1"), claimed("ben"), at=NOON + DAY)
        assert taken.composer is ComposerState.TAKEN
