"""Make the proposals of a round of insights: read signals, group them, and keep those new."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from assistant.answers.verified.ports import VerifiedBook
from assistant.answers.verified.types import AnswerVersion
from assistant.improvement.changes.change_proposals import (
    propose_answers,
    propose_task,
    ways_of,
)
from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.changes.ports import ChangeBook, ChangeConflictError
from assistant.improvement.changes.raised_questions import RaisedQuestion
from assistant.improvement.changes.signal_sources import SignalSources
from assistant.ports import Clock
from retrieval.ports import Encoder
from retrieval.types import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRound:
    """Make proposals, in the one process that has the round of insights."""

    sources: SignalSources
    changes: ChangeBook
    verified: VerifiedBook
    encoder: Encoder
    clock: Clock

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
        if questions := await self.sources.questions(until):
            live = [
                one.in_force for one in await self.verified.all() if one.in_force and one.is_live
            ]
            vectors = await asyncio.to_thread(self._encode, questions, known, live)
            made += propose_answers(questions, known, live, vectors, now=now)
        return await self._keep(made, known)

    def _encode(
        self,
        questions: Sequence[RaisedQuestion],
        known: Sequence[ChangeSet],
        live: Iterable[AnswerVersion],
    ) -> Mapping[str, Vector]:
        texts = [one.text for one in questions]
        texts += [way.text for one in known for way in ways_of(one)]
        texts += [way.text for one in live for way in one.answer.ways]
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
