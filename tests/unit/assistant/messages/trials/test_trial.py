"""A trial by itself: its settings, its time, its turns, and what the guard held back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.answers.guard.draft_review import Blocked
from assistant.app.compose.assistant_turn import assemble_steps
from assistant.conversation.events import ConversationStarted, CustomerWrote
from assistant.conversation.message import ChannelKind
from assistant.messages.trials.trial import TrialMessage, Trials, UnknownCustomerError
from assistant.messages.trials.turn_trace import GuardedFact
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def trials() -> Trials:
    turn = Assistant(asked(ASKED), RETURNS).turn
    return Trials(turn=turn, steps=assemble_steps, key=b"k" * 32)


class TestATrial:
    async def test_begins_on_its_channel_in_its_language_at_its_time(self) -> None:
        message = TrialMessage(
            text=ASKED,
            channel=ChannelKind.WHATSAPP,
            language="en",
            page="boots",
            category="shoes",
            at=MONDAY,
        )

        tried = await trials().take(message)

        opened, wrote = tried.events[:2]
        assert isinstance(opened, ConversationStarted)
        assert (opened.channel, opened.language, opened.at) == ("whatsapp", "en", MONDAY)
        assert isinstance(wrote, CustomerWrote)
        assert (wrote.page_product, wrote.page_category) == ("boots", "shoes")
        assert tried.reply is not None
        assert tried.taken is not None
        assert tried.suggested is None

    async def test_goes_on_with_what_was_said_before(self) -> None:
        message = TrialMessage(text=ASKED, at=MONDAY)
        first = await trials().take(message)

        second = await trials().take(replace(message, events=first.events))

        assert second.events[: len(first.events)] == first.events
        assert second.at - first.at == timedelta(minutes=1)
        assert len({one.conversation_id for one in second.events}) == 1

    async def test_without_a_time_is_now(self) -> None:
        one = trials()

        tried = await one.take(TrialMessage(text=ASKED))

        assert tried.at <= one.turn.clock.now()

    async def test_of_a_customer_needs_a_shop(self) -> None:
        with pytest.raises(UnknownCustomerError):
            await trials().take(TrialMessage(text=ASKED, customer="lea@example.com"))

    async def test_tells_that_the_guard_let_the_answer_pass(self) -> None:
        tried = await trials().take(TrialMessage(text=ASKED))

        assert tried.steps[-1].fact == GuardedFact(rule="")

    async def test_tells_what_the_guard_held_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "assistant.messages.turn.review", lambda *_, **__: Blocked("date_not_in_evidence")
        )

        tried = await trials().take(TrialMessage(text=ASKED))

        guarded = tried.steps[-1].fact
        assert isinstance(guarded, GuardedFact)
        assert guarded.rule == "date_not_in_evidence"
        assert "30 jours" in guarded.text
