"""Keep the judgements of the set-up's questions as verified answers, and ask each at once."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, Self, TypeVar

from assistant.answers.verified.ports import VerifiedConflictError
from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.console.verified.answer_check import AnswerFault
from assistant.console.verified.verified_changes import AnswerRefusedError, VerifiedChanges
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.events import ReplyWritten
from assistant.conversation.message import Language

T = TypeVar("T")
_TRIES = 3  # where somebody changes the same answer meanwhile


class AskedReply(Protocol):
    """Hold the reply to a question that was asked outside any conversation."""

    @property
    def reply(self) -> ReplyWritten:
        """Return the reply."""
        ...


class AskedQuestions(Protocol):
    """Ask the assistant as a customer would."""

    async def ask(self, text: str, language: Language) -> AskedReply | None:
        """Return the reply that a customer would get now; None: nothing can be asked here."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedJudgement:
    """Hold the right answer to a need in one language, or that people answer it."""

    need: str
    language: Language
    wordings: tuple[str, ...]
    text: str
    person: bool

    @property
    def answer_id(self) -> VerifiedId:
        """Return the id of the need's verified answer, the same in both languages."""
        return VerifiedId(f"need-{self.need}")

    @property
    def own_id(self) -> VerifiedId:
        """Return the id of an answer in this language alone."""
        return VerifiedId(f"need-{self.need}-{self.language}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedNow:
    """Hold a judged question, as the assistant answers it from now on."""

    question: str
    language: Language
    answer_id: VerifiedId
    text: str  # "": nothing can be asked in this process
    person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAnswer:
    """Hold an answer that was not kept, and the reason."""

    need: str
    language: Language
    text: str
    fault: AnswerFault
    other: VerifiedAnswer | None

    @classmethod
    def of(cls, judgement: NeedJudgement, error: AnswerRefusedError) -> Self:
        """Return a refused judgement with the first of its faults."""
        first = error.faults[0]
        return cls(
            need=judgement.need,
            language=judgement.language,
            text=judgement.text,
            fault=first.fault,
            other=first.other,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAnswers:
    """Keep judgements, each need one verified answer in both languages."""

    changes: VerifiedChanges
    asked: AskedQuestions

    async def keep(self, judgement: NeedJudgement, *, by: str) -> AskedNow:
        """Verify the answer of a judgement, live at once, and ask the question.

        Raises:
            AnswerRefusedError: the answer has faults.
            VerifiedConflictError: somebody else changes it again and again.
        """
        kept = await _again(partial(self._write, judgement, by=by))
        question = judgement.wordings[0]
        got = await self.asked.ask(question, judgement.language)
        return AskedNow(
            question=question,
            language=judgement.language,
            answer_id=kept.answer.answer_id,
            text=got.reply.text if got else "",
            person=got is not None and got.reply.kind is ReplyKind.HANDED_OFF,
        )

    async def take_back(self, need: str, language: Language, *, by: str) -> None:
        """Take a need's language out of its verified answers; all their versions are kept.

        Raises:
            AnswerRefusedError: what is left of an answer has faults.
            VerifiedConflictError: somebody else changes it again and again.
        """
        for answer_id in (f"need-{need}-{language}", f"need-{need}"):
            await _again(partial(self._leave, VerifiedId(answer_id), language, by=by))

    async def _leave(self, answer_id: VerifiedId, language: Language, *, by: str) -> None:
        """Let an answer that is live answer a language no more."""
        kept = await self.changes.book.read(answer_id)
        if kept is None or kept.in_force is None or not kept.is_live:
            return
        live, version = kept.in_force.answer, kept.newest.version
        rest = _without(live, language)
        if rest is None:
            await self.changes.turn(answer_id, AnswerState.OFF, expected_version=version, by=by)
        elif rest != live:
            await self.changes.write(rest, expected_version=version, by=by)

    async def _write(self, judgement: NeedJudgement, *, by: str) -> AnswerVersion:
        """Keep a judgement in the need's answer, or in one of its language alone.

        People answer all languages of an answer, or none: where only one is left to them, it has
        an answer of its own.
        """
        for_all = await self._newest(judgement.answer_id)
        alone = await self._newest(judgement.own_id)
        if alone is not None:
            return await self._put(_judged(alone.answer, judgement), alone, by=by)
        before = for_all.answer if for_all else None
        others = _without(before, judgement.language) if before else None
        if others is None or others.person == judgement.person:
            return await self._put(_judged(before, judgement), for_all, by=by)
        mine = replace(_judged(None, judgement), answer_id=judgement.own_id)
        taken = await self.changes.taken()
        taken.put(others)
        await self.changes.checked(mine, expected_version=0, taken=taken)
        await self._put(others, for_all, by=by)  # first: no question is of two answers
        return await self._put(mine, None, by=by)

    async def _newest(self, answer_id: VerifiedId) -> AnswerVersion | None:
        kept = await self.changes.book.read(answer_id)
        return kept.newest if kept else None

    async def _put(
        self, answer: VerifiedAnswer, before: AnswerVersion | None, *, by: str
    ) -> AnswerVersion:
        version = before.version if before else 0
        return await self.changes.write(answer, expected_version=version, by=by)

    async def verified(self) -> Mapping[str, VerifiedAnswer]:
        """Return the verified answers that are live, by need, or need and language (`jobs-en`)."""
        return {
            one.in_force.answer.answer_id.removeprefix("need-"): one.in_force.answer
            for one in await self.changes.book.all()
            if one.in_force and one.is_live
        }


async def _again(change: Callable[[], Awaitable[T]]) -> T:
    """Return the result of a change, made anew where somebody changed the same answer meanwhile."""
    for _ in range(_TRIES - 1):
        with suppress(VerifiedConflictError):
            return await change()
    return await change()


def _judged(before: VerifiedAnswer | None, judgement: NeedJudgement) -> VerifiedAnswer:
    """Return the answer of a need with a judgement in it; its other language stays."""
    language = judgement.language
    new = tuple(WayOfAsking(language=language, text=one) for one in judgement.wordings)
    text = judgement.text.strip()
    texts: Mapping[Language, str] = {} if judgement.person or not text else {language: text}
    if before is None:
        return VerifiedAnswer(
            answer_id=judgement.answer_id,
            ways=new,
            texts=texts,
            person=judgement.person,
            state=AnswerState.LIVE,
        )
    ways = tuple(dict.fromkeys((*before.ways, *new)))
    kept = (
        {} if judgement.person else {one: t for one, t in before.texts.items() if one != language}
    )
    return replace(
        before, ways=ways, texts={**kept, **texts}, person=judgement.person, state=AnswerState.LIVE
    )


def _without(answer: VerifiedAnswer, language: Language) -> VerifiedAnswer | None:
    """Return an answer without one of its languages; None: nothing asks for it any more."""
    ways = tuple(one for one in answer.ways if one.language != language)
    texts = {one: text for one, text in answer.texts.items() if one != language}
    return replace(answer, ways=ways, texts=texts) if ways and (texts or answer.person) else None
