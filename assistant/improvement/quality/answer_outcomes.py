"""Make a saved question or a change set of a person's judgement on an answer. Pure.

Every text that is kept has no personal data: it is taken out of the answer before, by
`without_personal_data`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from assistant.answers.verified.types import (
    AnswerState,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.answers.verified.way_agreement import asked_words
from assistant.conversation.message import ChannelKind, Language
from assistant.improvement.changes.change_erasure import digest_of
from assistant.improvement.changes.change_proposals import ways_of
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeId,
    ChangeKind,
    ChangeSet,
    ChangeSignal,
    ChangeStep,
)
from assistant.improvement.changes.change_stakes import stake_of
from assistant.improvement.quality.given_answer import GivenAnswer
from assistant.improvement.rehearsal.saved_scenario import (
    CustomerPart,
    SavedScenario,
    TalkExpectation,
)
from assistant.improvement.rehearsal.talk_verdict import plain
from assistant.improvement.rehearsal.written_scenario import MOST_NAME
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer
from assistant.understanding import stated_facts
from assistant.understanding.personal_data.removal import remove_personal_data

_FACTS = 5  # of an answer that a saved question expects
_ASKED_ON = frozenset({ChannelKind.WEBCHAT, ChannelKind.WHATSAPP, ChannelKind.MESSENGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAnswer:
    """Hold an answer without personal data, the person who judges it, and their words."""

    answer: GivenAnswer
    by: str  # an agent's id
    at: datetime  # aware, UTC
    words: str = ""  # a better answer, or the reason


def without_personal_data(answer: GivenAnswer) -> GivenAnswer:
    """Return an answer as people who may not read conversations can see it. Blocks."""
    return replace(
        answer,
        question=remove_personal_data(answer.question).text,
        text=remove_personal_data(answer.text).text,
    )


def question_of(judged: JudgedAnswer, known: Sequence[SavedScenario]) -> SavedScenario | None:
    """Return the saved question of an answer that is right; None: there is one alike."""
    answer = judged.answer
    if any(_is_alike(one, answer) for one in known):
        return None
    return SavedScenario(
        scenario_id=uuid4().hex,
        version=1,
        name=answer.question[:MOST_NAME],
        part=CustomerPart(
            opening=answer.question,
            language=answer.language,
            channel=answer.channel if answer.channel in _ASKED_ON else ChannelKind.WEBCHAT,
            page=answer.page,
            category=answer.category,
            once=True,
        ),
        expected=TalkExpectation(
            answered=True, source=answer.sources[0].title, says=tuple(_facts(answer.text))
        ),
        by=judged.by,
        at=judged.at,
    )


def correction_of(
    judged: JudgedAnswer, live: VerifiedAnswer | None, known: Sequence[ChangeSet]
) -> ChangeSet:
    """Return the proposal of a verified answer in a person's words, new or in place of an open one.

    `live` is the verified answer that the customer got; None: it was none.
    """
    answer = judged.answer
    opened = next(
        (one for one in known if one.is_open and not one.before and _asks(one, answer)), None
    )
    if opened is not None:
        proposed = _with_text(decode_answer(opened.change.content), answer.language, judged.words)
        change = replace(opened.change, content=encode_answer(proposed))
        step = ChangeStep(deed=ChangeDeed.EDITED, at=judged.at, by=judged.by)
        return replace(
            opened,
            version=opened.version + 1,
            change=change,
            stake=stake_of(change),
            steps=(*opened.steps, step),
        )
    change_id = _identify(judged)
    way = WayOfAsking(language=answer.language, text=answer.question)
    new = VerifiedAnswer(
        answer_id=VerifiedId(change_id), ways=(way,), texts={}, state=AnswerState.LIVE
    )
    before = encode_answer(live) if live else ""
    content = encode_answer(_with_text(live or new, answer.language, judged.words))
    return _proposed(judged, ChangeKind.VERIFIED, content, before=before)


def page_task_of(judged: JudgedAnswer, page: str) -> ChangeSet:
    """Return the proposal to edit a page that is written here, with a person's words as the reason.

    `page` is its published content.
    """
    made = _proposed(judged, ChangeKind.PAGE, page, before=page)
    return replace(made, about=judged.answer.sources[0].title)


def task_of(judged: JudgedAnswer, known: Sequence[ChangeSet]) -> ChangeSet | None:
    """Return the task of an answer that is wrong; None: one that is open has the same question."""
    answer = judged.answer
    content = digest_of(answer.key)
    if any(one.is_open and one.change.content == content for one in known):
        return None
    made = _proposed(judged, ChangeKind.TASK, content, before="")
    return replace(made, about=answer.question)


def _proposed(judged: JudgedAnswer, kind: ChangeKind, content: str, *, before: str) -> ChangeSet:
    answer, change = judged.answer, CandidateChange(kind=kind, content=content)
    note = "" if kind is ChangeKind.VERIFIED else remove_personal_data(judged.words).text
    return ChangeSet(
        change_id=_identify(judged),
        version=1,
        cause=ChangeCause.CHALLENGED,
        change=change,
        before=before,
        signals=(
            ChangeSignal(
                conversation_id=answer.conversation_id,
                message_id=answer.question_id,
                at=judged.at,
                wording=digest_of(answer.question),
            ),
        ),
        conversations=1,
        customers=1,
        stake=stake_of(change, before),
        proposed_at=judged.at,
        steps=(ChangeStep(deed=ChangeDeed.PROPOSED, at=judged.at, by=judged.by, note=note),),
    )


def _with_text(answer: VerifiedAnswer, language: Language, words: str) -> VerifiedAnswer:
    texts: Mapping[Language, str] = {
        **answer.texts,
        language: remove_personal_data(words.strip()).text,
    }
    return replace(answer, texts=texts)


def _asks(change: ChangeSet, answer: GivenAnswer) -> bool:
    return any(
        way.language == answer.language and asked_words(way.text, way.language).key == answer.key
        for way in ways_of(change)
    )


def _is_alike(known: SavedScenario, answer: GivenAnswer) -> bool:
    """Tell whether a saved question asks the same where the customer asked it."""
    part = known.part
    asked = (part.once, part.language, part.page, part.category)
    if asked != (True, answer.language, answer.page, answer.category):
        return False
    return asked_words(part.opening, answer.language).key == answer.key


def _facts(text: str) -> Iterator[str]:
    """Yield the first facts of an answer, as they stand in it, each once."""
    told: set[str] = set()
    for begin, end, _ in stated_facts.places(text):
        fact = text[begin:end].strip()
        if plain(fact) not in told and len(told) < _FACTS:
            told.add(plain(fact))
            yield fact


def _identify(judged: JudgedAnswer) -> ChangeId:
    made = f"challenge\x1f{judged.answer.reply_id}\x1f{judged.at.isoformat()}"
    return ChangeId(hashlib.sha256(made.encode()).hexdigest()[:16])
