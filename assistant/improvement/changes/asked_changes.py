"""Make a proposal that a person or a program asks for, once for each question. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from assistant.answers.verified.types import (
    AnswerState,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.answers.verified.way_agreement import asked_words
from assistant.conversation.message import Language
from assistant.improvement.changes.change_proposals import ways_of
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeId,
    ChangeKind,
    ChangeSet,
    ChangeStep,
)
from assistant.improvement.changes.change_stakes import stake_of
from assistant.messages.trials.candidate_codec import encode_answer
from assistant.messages.trials.ports import CandidateChange
from assistant.understanding.personal_data.removal import remove_personal_data


def ask_for_answer(
    *,
    question: str,
    answer: str,
    language: Language,
    why: str,
    by: str,
    known: Sequence[ChangeSet],
    now: datetime,
) -> ChangeSet:
    """Return the proposal of a verified answer; of `known`, the one that has the question already.

    Personal data is taken out of the question and of the reason.
    """
    way = WayOfAsking(language=language, text=remove_personal_data(" ".join(question.split())).text)
    key = asked_words(way.text, language).key
    for one in known:
        if any(asked_words(it.text, it.language).key == key for it in ways_of(one)):
            return one
    digest = hashlib.sha256("\x1f".join((key, answer, now.date().isoformat())).encode())
    change_id = ChangeId(digest.hexdigest()[:16])
    text = answer.strip()
    proposed = VerifiedAnswer(
        answer_id=VerifiedId(change_id),
        ways=(way,),
        texts={language: text} if text else {},
        state=AnswerState.LIVE,
    )
    change = CandidateChange(kind=ChangeKind.VERIFIED, content=encode_answer(proposed))
    note = remove_personal_data(why.strip()).text
    return ChangeSet(
        change_id=change_id,
        version=1,
        cause=ChangeCause.ASKED_FOR,
        change=change,
        stake=stake_of(change),
        proposed_at=now,
        steps=(ChangeStep(deed=ChangeDeed.PROPOSED, at=now, by=by, note=note),),
    )
