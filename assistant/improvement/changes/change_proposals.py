"""Make proposals of signals, once each, and join new signals to the proposal they belong to. Pure.

A signal belongs to a change set that has its message, or asks the same. An open one takes it up; a
closed one has used it up, and one that people rejected keeps its like quiet for some weeks.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from assistant.answers.composing.pages.wrong_statements import wrong_statement
from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    CorrectedStatement,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.answers.verified.way_agreement import asked_words
from assistant.improvement.changes.change_erasure import digest_of
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeId,
    ChangeKind,
    ChangeSet,
    ChangeSignal,
    ChangeStake,
    ChangeState,
    ChangeStep,
)
from assistant.improvement.changes.change_stakes import stake_of
from assistant.improvement.changes.raised_questions import (
    QuestionGroup,
    QuestionIndex,
    RaisedQuestion,
    group_questions,
)
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer
from retrieval.types import Vector

T = TypeVar("T")

BETWEEN = " | "  # titles, in the content of a task on pages that disagree

UNSURE = "unsure"
"""Note of a proposal whose words may well answer something else; a page has the words for it."""

_WAYS = 8  # of a proposed answer
_SIGNALS = 40  # kept of a change set, the newest; and those that ways of asking need
_LIVE = frozenset({ChangeState.APPROVED, ChangeState.PUBLISHED, ChangeState.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedTask:
    """Hold a signal that asks for work: on a page that is written here, or where nothing is."""

    cause: ChangeCause
    subject: str  # an id, or the titles of pages: with the cause, one task
    about: str  # as people read it
    signals: tuple[ChangeSignal, ...] = ()
    conversations: int = 0
    customers: int = 0
    change: CandidateChange | None = None  # to be edited or approved; None: nothing is changed here
    before: str = ""  # the content in its place
    note: str = ""  # what led to it, where no conversation did


def propose_answers(
    questions: Sequence[RaisedQuestion],
    known: Sequence[ChangeSet],
    live: Sequence[AnswerVersion],
    vectors: Mapping[str, Vector],
    *,
    now: datetime,
) -> list[ChangeSet]:
    """Return proposals of verified answers that are new, and open ones that more customers touch.

    `live` are the answers in force: a question before one is answered by it, and one that stays
    open after it is another way of asking for it, unless its customer disliked that very answer,
    which is to be edited then. `vectors` has all texts.
    """
    known = [one for one in known if not one.is_undone]
    unmet: dict[tuple[VerifiedId, bool], list[RaisedQuestion]] = {}
    others: list[RaisedQuestion] = []
    answered = _NearThings.of([(one, one.answer.ways) for one in live], vectors)
    for one in questions:
        version = next(answered.near(one), None)
        if version is None:
            others.append(one)
        elif one.at > version.at:
            unmet.setdefault((version.answer.answer_id, one.is_disliked), []).append(one)
    answers = {one.answer.answer_id: one.answer for one in live}
    groups = [
        *((group, None) for group in group_questions(others, vectors)),
        *((QuestionGroup(tuple(group)), answers[one]) for (one, _), group in unmet.items()),
    ]
    made: dict[ChangeId, ChangeSet] = {}
    proposed = _NearThings.of([(one, ways_of(one)) for one in known], vectors)
    for group, answer in groups:
        like = _like(group, known, proposed)
        if like is not None and like.is_open:
            made[like.change_id] = _touched(made.get(like.change_id, like), group)
            continue
        fresh = group if like is None else _fresh(group, like, now)
        if fresh.is_signal:
            new = _proposal(fresh, now, answer)
            made.setdefault(new.change_id, new)
    before = {one.change_id: one for one in known}
    return [one for one in made.values() if one != before.get(one.change_id)]


def propose_task(
    raised: RaisedTask, known: Sequence[ChangeSet], *, now: datetime
) -> ChangeSet | None:
    """Return the task of a signal, new or touched by more conversations; None: nothing is new.

    Of a page that is written here, or a verified answer, it is an edit, which people fill in.
    """
    alike = [
        one
        for one in known
        if one.cause is raised.cause
        and (one.change.content == raised.subject or one.about == raised.about)
    ]
    last = max(alike, key=lambda one: one.proposed_at, default=None)
    if last is not None and last.is_open:
        more = replace(
            last,
            signals=raised.signals[:_SIGNALS],
            conversations=max(last.conversations, raised.conversations),
            customers=max(last.customers, raised.customers),
        )
        return replace(more, version=last.version + 1) if more != last else None
    signals = raised.signals
    if last is not None:
        if last.is_quiet(now.date()):
            return None
        signals = tuple(one for one in signals if one.at > last.moved_at)
        if not signals:
            return None  # all of it is from before it was done
    task = CandidateChange(kind=ChangeKind.TASK, content=raised.subject)
    return ChangeSet(
        change_id=_identify(raised.cause, raised.subject, str(len(alike))),
        version=1,
        cause=raised.cause,
        change=raised.change or task,
        before=raised.before,
        about=raised.about,
        signals=signals[:_SIGNALS],
        conversations=raised.conversations,
        customers=raised.customers,
        stake=stake_of(raised.change, raised.before) if raised.change else ChangeStake.PLAIN,
        proposed_at=now,
        steps=_led(raised.note, now),
    )


def is_unsure(change: ChangeSet) -> bool:
    """Tell whether the words of a proposal may answer something else, and nobody edited them."""
    edited = any(one.deed is ChangeDeed.EDITED for one in change.steps)
    return bool(change.steps) and change.steps[0].note == UNSURE and not edited


def ways_of(change: ChangeSet) -> tuple[WayOfAsking, ...]:
    """Return the ways of asking of a change of a verified answer; of any other there are none."""
    if change.kind is not ChangeKind.VERIFIED:
        return ()
    return decode_answer(change.change.content).ways


@dataclass(frozen=True, slots=True)
class _NearThings(Generic[T]):
    """Find the things whose ways of asking are near a question."""

    index: QuestionIndex
    things: Sequence[T]  # of each way in the index

    @classmethod
    def of(
        cls, things: Iterable[tuple[T, Sequence[WayOfAsking]]], vectors: Mapping[str, Vector]
    ) -> "_NearThings[T]":
        index, owners = QuestionIndex(vectors), list[T]()
        for thing, ways in things:
            for way in ways:
                index.add(way.text, way.language)
                owners.append(thing)
        return cls(index, owners)

    def near(self, question: RaisedQuestion) -> Iterator[T]:
        yield from (self.things[one] for one in self.index.near(question.text, question.language))


def _like(
    group: QuestionGroup, known: Sequence[ChangeSet], proposed: _NearThings[ChangeSet]
) -> ChangeSet | None:
    """Return the change set that a group belongs to: an open one, or else the newest."""
    ids = {one.message_id for one in group.questions}
    alike = [
        one for one in known if not ids.isdisjoint(signal.message_id for signal in one.signals)
    ]
    alike += (one for question in group.questions for one in proposed.near(question))
    return max(alike, key=lambda one: (one.is_open, one.moved_at), default=None)


def _fresh(group: QuestionGroup, like: ChangeSet, now: datetime) -> QuestionGroup:
    """Return the questions of a group that came after people closed the change set like it."""
    if like.is_quiet(now.date()) or like.state in _LIVE - {ChangeState.PUBLISHED}:
        return QuestionGroup(())
    return QuestionGroup(tuple(one for one in group.questions if one.at > like.moved_at))


def _touched(change: ChangeSet, group: QuestionGroup) -> ChangeSet:
    """Return an open proposal with the signals and counts of all its questions."""
    more = replace(
        change,
        signals=_signals(ways_of(change), group, change.signals),
        conversations=max(change.conversations, group.conversations),
        customers=max(change.customers, group.customers),
    )
    return replace(more, version=change.version + 1) if more != change else change


def _proposal(group: QuestionGroup, now: datetime, live: VerifiedAnswer | None) -> ChangeSet:
    """Return the proposal of a verified answer, or of more ways of asking for a `live` one."""
    change_id = _identify(ChangeKind.VERIFIED, group.questions[0].message_id)
    if live is None:
        answer, cause = _answer(group, change_id), group.cause
    elif group.is_disliked:
        answer, cause = live, ChangeCause.DISLIKED  # people write what is better
    else:
        answer, cause = _with_ways(live, group), ChangeCause.REWORDED
    before, told = encode_answer(live) if live else "", None if live else group.answered
    change = CandidateChange(kind=ChangeKind.VERIFIED, content=encode_answer(answer))
    return ChangeSet(
        change_id=change_id,
        version=1,
        cause=cause,
        change=change,
        before=before,
        signals=_signals(answer.ways, group),
        conversations=group.conversations,
        customers=group.customers,
        stake=stake_of(change, before),
        proposed_at=now,
        steps=_led(UNSURE if told is not None and told.is_unsure else "", now),
    )


def _led(note: str, now: datetime) -> tuple[ChangeStep, ...]:
    """Return the first step of a change set, for its note; without one there is none."""
    return (ChangeStep(deed=ChangeDeed.PROPOSED, at=now, note=note),) if note else ()


def _answer(group: QuestionGroup, change_id: ChangeId) -> VerifiedAnswer:
    """Return a verified answer of customers' questions and a person's words; none: to be filled."""
    told = group.answered
    return VerifiedAnswer(
        answer_id=VerifiedId(change_id),
        ways=_ways(group),
        texts={told.reply_language or told.language: told.reply} if told else {},
        state=AnswerState.LIVE,
        corrects=_corrects(group),
    )


def _with_ways(live: VerifiedAnswer, group: QuestionGroup) -> VerifiedAnswer:
    return replace(
        live,
        ways=tuple(dict.fromkeys((*live.ways, *_ways(group)))),
        corrects=tuple(dict.fromkeys((*live.corrects, *_corrects(group)))),
    )


def _corrects(group: QuestionGroup) -> tuple[CorrectedStatement, ...]:
    """Return the statements of pages that state other figures than a person's words do."""
    found = (
        wrong_statement(one.told, one.reply, one.reply_language or one.language, question=one.text)
        for one in group.questions
        if one.told is not None and one.reply
    )
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _ways(group: QuestionGroup) -> tuple[WayOfAsking, ...]:
    """Return distinct wordings of the questions, the one that a person answered first."""
    asked = [*([group.answered] if group.answered else []), *reversed(group.questions)]
    ways: dict[tuple[str, str], WayOfAsking] = {}
    for one in asked:
        key = (asked_words(one.text, one.language).key, one.language)
        if key[0]:
            ways.setdefault(key, WayOfAsking(language=one.language, text=one.text))
    return tuple(ways.values())[:_WAYS]


def _signals(
    ways: Sequence[WayOfAsking], group: QuestionGroup, known: Sequence[ChangeSignal] = ()
) -> tuple[ChangeSignal, ...]:
    """Return the newest signals, and one of each of the `ways`: erasing finds a way by it."""
    by_id = {one.message_id: one for one in (*known, *(one.signal for one in group.questions))}
    newest = sorted(by_id.values(), key=lambda one: one.at, reverse=True)
    kept, older = newest[:_SIGNALS], newest[_SIGNALS:]
    missing = {digest_of(way.text) for way in ways} - {one.wording for one in kept}
    for one in older:
        if one.wording in missing:
            missing.remove(one.wording)
            kept.append(one)
    return tuple(kept)


def _identify(*parts: str) -> ChangeId:
    """Return the id that follows from a signal, so that it makes one proposal."""
    return ChangeId(hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16])
