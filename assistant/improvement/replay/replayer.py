"""Replay a recorded conversation: read `Replayer.replay` first.

Each turn is taken again on the conversation as it was recorded up to it, so that one difference
makes no others after it. All that the turn needs is the product's own, on a gate without effects;
see `assistant.messages.trials`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.conversation.events import ConversationEvent, DialogueMoved, OperationDone
from assistant.improvement.replay.recorded_turn import RecordedTurn, turns_of
from assistant.improvement.replay.replay_tally import ReplayedTurn, ReplayTally, tally_of
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.turn_result import TurnResult, compare, result_of
from assistant.kit.fault_log import report
from assistant.messages.trials.trial import Trials
from assistant.understanding.personal_data.removal import remove_personal_data


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedConversation:
    """Hold the counts of a replayed conversation, and its turns that differ."""

    tally: ReplayTally
    turns: tuple[ReplayedTurn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayer:
    """Compare two assistants on the same turns; hold no state."""

    before: Trials | None = field(default=None)  # None: what was recorded
    after: Trials

    async def replay(
        self, events: Sequence[ConversationEvent], span: ReplaySpan | None = None
    ) -> ReplayedConversation:
        """Return the differences of a conversation, whose events come oldest first.

        With a `span`, only turns count whose customer wrote within it; those before it are taken
        as they were recorded.

        A turn that fails under the change is counted with the name of its error. Passed over are
        turns that fail without it, too, and those whose order moved on since: an operation that was
        read back or done then is refused on both sides now. Beside the record, all that was said
        about an operation is passed over once one was done: the order is another since.
        """
        tally, found = ReplayTally(conversations=1), []
        moved_on = self.before is None and any(isinstance(one, OperationDone) for one in events)
        for turn in turns_of(events):
            if span is not None and not any(one.at in span for one in turn.before.to_answer):
                continue
            counted, differing = await self._compare(turn, moved_on=moved_on)
            tally += counted
            found += [differing] if differing else []
        return ReplayedConversation(tally=tally, turns=tuple(found))

    async def _compare(
        self, turn: RecordedTurn, *, moved_on: bool
    ) -> tuple[ReplayTally, ReplayedTurn | None]:
        recorded = result_of(turn.followed)
        try:
            before = recorded
            if self.before is not None:
                before = result_of(await self.before.retake(turn.before, turn.at))
        except Exception as error:  # noqa: BLE001 - one turn that fails does not end the others
            report("replay.passed_over", error, turn=turn.number)
            return ReplayTally(turns=1, passed_over=1), None
        try:
            after = result_of(await self.after.retake(turn.before, turn.at))
        except Exception as error:  # noqa: BLE001 - the same
            report("replay.failed", error, turn=turn.number)
            return ReplayTally(turns=1, failed={type(error).__name__: 1}), None
        sides = (after,) if self.before is None else (before, after)
        if _is_past(turn, recorded, sides, moved_on=moved_on):
            return ReplayTally(turns=1, passed_over=1), None
        difference = compare(before, after)
        counted = tally_of(before, after, difference)
        if difference is None:
            return counted, None
        return counted, ReplayedTurn(
            conversation_id=turn.before.conversation_id,
            number=turn.number,
            said=remove_personal_data("\n".join(turn.said)).text,
            before=_readable(before),
            after=_readable(after),
            difference=difference,
        )


def _is_past(
    turn: RecordedTurn, recorded: TurnResult, sides: Sequence[TurnResult], *, moved_on: bool
) -> bool:
    """Tell whether the order of a turn moved on since, so that there is nothing to compare."""
    if recorded.acts and all(not one.acts and one.refused for one in sides):
        return True
    on_order = any(isinstance(one, DialogueMoved) for one in turn.followed)
    return moved_on and (on_order or recorded.acts or any(one.acts for one in sides))


def _readable(result: TurnResult) -> TurnResult:
    """Return a result whose words have no personal data."""
    return replace(
        result,
        text=remove_personal_data(result.text).text,
        suggested=remove_personal_data(result.suggested).text,
        proposed=tuple(remove_personal_data(one).text for one in result.proposed),
    )
