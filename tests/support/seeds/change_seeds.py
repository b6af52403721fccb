"""Make change sets for tests, in the words of a shop."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeId,
    ChangeSet,
    ChangeSignal,
    ChangeStake,
)
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import encode_answer

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

PARKING = VerifiedAnswer(
    answer_id=VerifiedId("parking"),
    ways=(WayOfAsking(language="en", text="Is there a parking at the shop?"),),
    texts={"en": "Yes, behind the shop, for our customers."},
    state=AnswerState.LIVE,
)


def verified_change(answer: VerifiedAnswer = PARKING) -> CandidateChange:
    return CandidateChange(kind="verified", content=encode_answer(answer))


def change_set(
    answer: VerifiedAnswer = PARKING,
    change_id: str = "c0ffee",
    *,
    stake: ChangeStake = ChangeStake.PLAIN,
    conversations: int = 4,
) -> ChangeSet:
    """Return a proposal that people's answers to customers led to."""
    return ChangeSet(
        change_id=ChangeId(change_id),
        version=1,
        cause=ChangeCause.CORRECTED,
        change=verified_change(replace(answer, answer_id=VerifiedId(change_id))),
        signals=(ChangeSignal(conversation_id="c1", message_id="m1", at=NOON),),
        conversations=conversations,
        customers=conversations,
        stake=stake,
        proposed_at=NOON,
    )
