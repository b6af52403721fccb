"""Make the proposals of a round of insights: read signals, group them, and keep those new."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.answers.composing.reply_fit import ReplyFit
from assistant.answers.verified.ports import VerifiedBook
from assistant.answers.verified.types import AnswerVersion, WayOfAsking
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_proposals import (
    propose_answers,
    propose_task,
    ways_of,
)
from assistant.improvement.changes.change_set import (
    ChangeDeed,
    ChangeEffect,
    ChangeKind,
    ChangeSet,
    ChangeState,
)
from assistant.improvement.changes.ports import ChangeBook, ChangeConflictError
from assistant.improvement.changes.published_effect import (
    EffectWindows,
    LoggedQuestion,
    are_met,
    is_measurable,
    measure_questions,
    measure_visits,
    questions_near,
    share_words,
)
from assistant.improvement.changes.raised_questions import RaisedQuestion
from assistant.improvement.changes.signal_sources import DAYS, SignalSources
from assistant.insights.insight import Window
from assistant.ports import Clock
from retrieval.ports import Encoder
from retrieval.types import Vector

MakeTasks = Callable[[Sequence[ChangeSet], datetime], Awaitable[Sequence[ChangeSet]]]
"""Makes and closes tasks of signals that are counted elsewhere, beside the change sets known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRound:
    """Make proposals, in the one process that has the round of insights."""

    sources: SignalSources
    changes: ChangeBook
    verified: VerifiedBook
    encoder: Encoder
    fit: ReplyFit | None = None  # None: replies are taken as they are
    clock: Clock
    further: MakeTasks | None = None  # None: there are no others

    async def propose(self) -> int:
        """Make proposals of the signals of the last weeks; return how many are new.

        Raises:
            NoBuildError: there is no build yet.
            LogUnavailableError: the log or a book cannot be used.
        """
        now = self.clock.now()
        until = now.date() + timedelta(days=1)
        known = await self.changes.all()
        raised = await self.sources.tasks(until)
        made = [task for one in raised if (task := propose_task(one, known, now=now))]
        if self.further is not None:
            made += await self.further(known, now)
        if questions := await self.sources.questions(until):
            live = [
                one.in_force for one in await self.verified.all() if one.in_force and one.is_live
            ]
            since = min(one.at for one in questions)
            recent = [
                one
                for one in known
                if one.is_open or one.is_quiet(now.date()) or one.moved_at >= since
            ]
            questions = await asyncio.to_thread(self._weigh, questions)
            vectors = await asyncio.to_thread(self._encode, questions, recent, live)
            made += propose_answers(questions, recent, live, vectors, now=now)
        made += await self._met(known, now)
        return await self._keep(made, known)

    async def _met(self, known: Sequence[ChangeSet], now: datetime) -> list[ChangeSet]:
        """Return the proposals that wait for an answer which customers have got meanwhile, closed.

        A page that was added since answers them, or another verified answer does.
        """
        waiting = [one for one in known if one.is_open and not one.steps and has_gaps(one.change)]
        if not waiting:
            return []
        until = now.date() + timedelta(days=1)
        asked = await self.sources.asked(Window.before(until, days=DAYS))
        closed = []
        for one in waiting:
            last = max((signal.at for signal in one.signals), default=one.proposed_at)
            since = [it for it in asked if it.at > last and share_words(it, ways_of(one))]
            texts = [*(it.text for it in since), *(way.text for way in ways_of(one))]
            vectors = await asyncio.to_thread(self._vectors, texts)
            if are_met(questions_near(since, ways_of(one), vectors)):
                closed.append(change_moves.expire(one, at=now, why=ChangeDeed.MENDED))
        return closed

    async def measure(self) -> int:
        """Measure changes that were published long enough ago; return how many there were.

        Raises:
            NoBuildError: there is no build yet.
            LogUnavailableError: the book cannot be used.
        """
        now = self.clock.now()
        until, measured = now.date() + timedelta(days=1), 0
        for change in await self.changes.all((ChangeState.PUBLISHED,)):
            published = change.published_at
            if published is None or not is_measurable(published.date(), until):
                continue
            effect = await self._measure(change, EffectWindows.around(published.date(), until))
            if effect is None or effect == change.effect:
                continue
            with suppress(ChangeConflictError):  # somebody takes it back
                after = change_moves.measure(change, effect, at=now)
                await self.changes.put(after, expected_version=change.version)
                measured += 1
        return measured

    async def _measure(self, change: ChangeSet, windows: EffectWindows) -> ChangeEffect | None:
        """Return the effect on the questions behind a change, or else on all visits.

        A task that no question led to has none: what people did for it is not known.
        """
        ids = [one.message_id for one in change.signals]
        if ways := ways_of(change) or tuple(await self.sources.wordings(ids)):
            whole = Window(since=windows.before.since, until=windows.after.until)
            asked = await self.sources.asked(whole)
            return await asyncio.to_thread(self._of_questions, asked, ways, windows)
        if change.kind is ChangeKind.TASK:
            return None
        then = await self.sources.visits(windows.before)
        return measure_visits(then, await self.sources.visits(windows.after), windows)

    def _of_questions(
        self, asked: Sequence[LoggedQuestion], ways: Sequence[WayOfAsking], windows: EffectWindows
    ) -> ChangeEffect:
        near = [one.text for one in asked if share_words(one, ways)]
        vectors = self._vectors([*near, *(way.text for way in ways)])
        return measure_questions(asked, ways, windows, vectors)

    def _weigh(self, questions: Sequence[RaisedQuestion]) -> list[RaisedQuestion]:
        """Return the questions, with those marked whose reply may well answer something else."""
        return [
            replace(one, is_unsure=self._is_unsure(one)) if one.reply else one for one in questions
        ]

    def _is_unsure(self, one: RaisedQuestion) -> bool:
        language = one.reply_language or one.language
        return self.fit is not None and self.fit.is_unsure(one.text, one.reply, language)

    def _encode(
        self,
        questions: Sequence[RaisedQuestion],
        known: Sequence[ChangeSet],
        live: Iterable[AnswerVersion],
    ) -> Mapping[str, Vector]:
        texts = [one.text for one in questions]
        texts += [way.text for one in known for way in ways_of(one)]
        texts += [way.text for one in live for way in one.answer.ways]
        return self._vectors(texts)

    def _vectors(self, texts: Iterable[str]) -> Mapping[str, Vector]:
        return {text: self.encoder.encode_query(text) for text in dict.fromkeys(texts)}

    async def _keep(self, made: Sequence[ChangeSet], known: Sequence[ChangeSet]) -> int:
        versions = {one.change_id: one.version for one in known}
        new = 0
        for one in made:
            before = versions.get(one.change_id)
            with suppress(ChangeConflictError):  # somebody decided meanwhile: the next round looks
                await self.changes.put(one, expected_version=before)
                new += before is None
        return new
