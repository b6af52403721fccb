"""Recorded turns that are taken again, as they are and under a change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.app.compose.assistant_turn import assemble_steps
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    DialogueMoved,
    OperationDone,
)
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.replayer import Replayer
from assistant.improvement.replay.turn_result import Difference
from assistant.messages.trials.trial import Trials
from tests.support.seeds.recorded_talks import talk
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 23, 10, 0, tzinfo=UTC)


def trials(*, floor: float = 0.0) -> Trials:
    turn = Assistant(asked(ASKED), RETURNS).turn
    policy = replace(turn.policy, floor=floor) if floor else turn.policy
    return Trials(turn=replace(turn, policy=policy), steps=assemble_steps, key=b"k" * 32)


def hourly(events: Sequence[ConversationEvent]) -> list[ConversationEvent]:
    """Return a conversation in which an hour passes before each message of the customer."""
    at, spread = MONDAY, []
    for one in events:
        at += timedelta(hours=isinstance(one, CustomerWrote))
        spread.append(replace(one, at=at))
    return spread


class Broken(Trials):
    async def retake(
        self, conversation: Conversation, at: datetime
    ) -> tuple[ConversationEvent, ...]:
        raise LookupError(conversation.conversation_id, at)


class TestAReplay:
    async def test_without_a_change_differs_in_nothing(self) -> None:
        recorded = await talk(trials(), (ASKED, ASKED), MONDAY)

        replayed = await Replayer(after=trials()).replay(recorded)

        assert replayed.tally.turns == 2
        assert not replayed.turns

    async def test_shows_both_replies_side_by_side(self) -> None:
        recorded = await talk(trials(), (ASKED,), MONDAY)
        silent = trials(floor=1.0)

        replayed = await Replayer(before=trials(), after=silent).replay(recorded)

        (one,) = replayed.turns
        assert one.difference is Difference.ANSWER_LOST
        assert one.said == ASKED
        assert "30" in one.before.text
        assert one.after.kind == "abstained"

    async def test_counts_the_turns_of_a_span_alone_each_on_all_that_was_said_before(self) -> None:
        recorded = hourly(await talk(trials(), (ASKED, ASKED, ASKED), MONDAY))
        first, second, _ = (one.at for one in recorded if isinstance(one, CustomerWrote))
        replayer = Replayer(before=trials(), after=trials(floor=1.0))

        since_second = await replayer.replay(recorded, ReplaySpan(second, LATER))
        first_alone = await replayer.replay(recorded, ReplaySpan(first, second))

        assert since_second.tally.turns == 2
        assert [one.number for one in since_second.turns] == [2, 3]
        assert [one.number for one in first_alone.turns] == [1]

    async def test_counts_a_turn_that_fails_and_goes_on(self) -> None:
        recorded = await talk(trials(), (ASKED, ASKED), MONDAY)
        whole = trials()
        broken = Broken(turn=whole.turn, steps=whole.steps, key=whole.key)

        replayed = await Replayer(after=broken).replay(recorded)

        assert replayed.tally.failed == {"LookupError": 2}
        assert replayed.tally.turns == 2

    async def test_passes_over_a_turn_that_fails_without_the_change_too(self) -> None:
        recorded = await talk(trials(), (ASKED,), MONDAY)
        whole = trials()
        broken = Broken(turn=whole.turn, steps=whole.steps, key=whole.key)

        replayed = await Replayer(before=broken, after=broken).replay(recorded)

        assert not replayed.tally.failed
        assert (replayed.tally.passed_over, replayed.tally.turns) == (1, 1)

    async def test_passes_over_what_was_said_about_an_order_that_was_changed_then(self) -> None:
        recorded = list(await talk(trials(), (ASKED,), MONDAY))
        name = recorded[0].conversation_id
        recorded += [
            DialogueMoved(conversation_id=name, at=MONDAY, state="{}"),
            OperationDone(
                conversation_id=name,
                at=MONDAY,
                proposal_id="p1",
                operation="cancel_order",
                reference="R1",
            ),
        ]

        beside_record = await Replayer(after=trials()).replay(recorded)
        beside_itself = await Replayer(before=trials(), after=trials()).replay(recorded)

        assert (beside_record.tally.passed_over, len(beside_record.turns)) == (1, 0)
        assert beside_itself.tally.passed_over == 0

    async def test_keeps_no_personal_data(self) -> None:
        recorded = await talk(trials(), (f"{ASKED} camille.roussel@example.com",), MONDAY)

        replayed = await Replayer(after=trials(floor=1.0)).replay(recorded)

        assert "example.com" not in replayed.turns[0].said
