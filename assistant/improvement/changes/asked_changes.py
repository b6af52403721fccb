"""Make a proposal that a person or a program asks for, once for each thing. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
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
from assistant.operations.autonomy.autonomy_table import AutonomyTable, Level, encode_table
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

    Personal data is taken out of the question, of the answer and of the reason.
    """
    way = WayOfAsking(language=language, text=remove_personal_data(" ".join(question.split())).text)
    key = asked_words(way.text, language).key
    for one in known:
        if any(asked_words(it.text, it.language).key == key for it in ways_of(one)):
            return one
    text = remove_personal_data(answer.strip()).text
    change_id = _identify(key, text, now.date().isoformat())
    proposed = VerifiedAnswer(
        answer_id=VerifiedId(change_id),
        ways=(way,),
        texts={language: text} if text else {},
        state=AnswerState.LIVE,
    )
    change = CandidateChange(kind=ChangeKind.VERIFIED, content=encode_answer(proposed))
    asked = _asked(change_id, change, why=why, by=by, now=now)
    return replace(asked, stake=stake_of(change))


class UnknownSubjectError(ValueError):
    """Say that the autonomy table has no row of this name."""


def ask_for_level(
    *,
    name: str,
    level: Level,
    table: AutonomyTable,
    why: str,
    by: str,
    known: Sequence[ChangeSet],
    now: datetime,
) -> ChangeSet:
    """Return the proposal of another level for an operation or a topic of the table in force.

    Of `known`, the one is returned that proposes the same already.

    Raises:
        UnknownSubjectError: there is no such row, or it has this level.
    """
    rows = table.model_dump(mode="json")
    part = next((one for one in ("operations", "topics") if name in rows[one]), None)
    if part is None or rows[part][name]["level"] == level:
        raise UnknownSubjectError(name)
    about = f"{name}: {rows[part][name]['level']} → {level}"
    rows[part][name]["level"] = str(level)
    content = encode_table(AutonomyTable.model_validate(rows))
    for one in known:
        if one.change.content == content:
            return one
    change = CandidateChange(kind=ChangeKind.AUTONOMY, content=content)
    asked = _asked(_identify(content, now.date().isoformat()), change, why=why, by=by, now=now)
    before = encode_table(table)
    return replace(asked, about=about, before=before, stake=stake_of(change, before))


def ask_for_task(
    *, about: str, why: str, by: str, known: Sequence[ChangeSet], now: datetime
) -> ChangeSet:
    """Return the proposal of something that people do where Comptoir changes nothing itself.

    Of `known`, the one is returned that has these words already. Personal data is taken out.
    """
    words = remove_personal_data(" ".join(about.split())).text
    for one in known:
        if one.kind is ChangeKind.TASK and one.about == words:
            return one
    change_id = _identify(ChangeKind.TASK, words, now.date().isoformat())
    change = CandidateChange(kind=ChangeKind.TASK, content=words)
    return replace(_asked(change_id, change, why=why, by=by, now=now), about=words)


def _asked(
    change_id: ChangeId, change: CandidateChange, *, why: str, by: str, now: datetime
) -> ChangeSet:
    note = remove_personal_data(why.strip()).text
    return ChangeSet(
        change_id=change_id,
        version=1,
        cause=ChangeCause.ASKED_FOR,
        change=change,
        proposed_at=now,
        steps=(ChangeStep(deed=ChangeDeed.PROPOSED, at=now, by=by, note=note),),
    )


def _identify(*parts: str) -> ChangeId:
    return ChangeId(hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16])
