"""Keep a person's judgement on an answer, with the question or the change set made of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.answers.verified.ports import VerifiedBook
from assistant.answers.verified.types import VerifiedAnswer, VerifiedId
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.changes.ports import ChangeBook
from assistant.improvement.quality.answer_day import AnswerDay
from assistant.improvement.quality.answer_outcomes import (
    JudgedAnswer,
    correction_of,
    page_task_of,
    question_of,
    task_of,
    without_personal_data,
)
from assistant.improvement.quality.given_answer import GivenAnswer
from assistant.improvement.quality.ports import (
    AlreadyJudgedError,
    AnswerJudgement,
    AnswerVerdict,
    Made,
)
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.kit.table_file import MOST_ROWS

PagesHere = Callable[[], Awaitable[Mapping[str, str]]]
"""Returns the published content of the pages that are written here, by title."""


class CorrectedPlace(StrEnum):
    """Name the place where a better answer is to stand."""

    ANSWER = "answer"  # a verified one
    PAGE = "page"  # the page that was quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSteps:
    """Judge answers. `by` is an agent's id."""

    day: AnswerDay
    questions: ScenarioBook
    changes: ChangeBook
    verified: VerifiedBook
    pages: PagesHere
    audit: Audit

    async def agree(self, answer: GivenAnswer, *, by: str) -> AnswerJudgement:
        """Keep that an answer is right, as a saved question if there is none alike.

        Raises:
            AlreadyJudgedError: somebody was quicker.
        """
        judged = await self._judged(answer, by)
        known = await self.questions.all()
        question = await asyncio.to_thread(question_of, judged, known)
        if question is None or len(known) >= MOST_ROWS:
            return await self._keep(judged, AnswerVerdict.AGREED)
        kept = await self._keep(judged, AnswerVerdict.AGREED, Made.QUESTION, question.scenario_id)
        await self.questions.put(question, expected_version=None)
        return kept

    async def correct(
        self, answer: GivenAnswer, words: str, *, by: str, place: CorrectedPlace
    ) -> AnswerJudgement:
        """Keep that an answer is wrong, and propose a person's words in its place.

        Raises:
            AlreadyJudgedError: somebody was quicker.
            ChangeConflictError: somebody decides on the open proposal for this question.
        """
        judged = await self._judged(answer, by, words)
        if place is CorrectedPlace.PAGE:
            page = (await self.pages()).get(answer.sources[0].title)
            if page is not None:
                made = await asyncio.to_thread(page_task_of, judged, page)
                return await self._propose(judged, AnswerVerdict.CORRECTED, made)
        live, known = await self._live(answer), await self.changes.all()
        made = await asyncio.to_thread(correction_of, judged, live, known)
        return await self._propose(judged, AnswerVerdict.CORRECTED, made)

    async def refuse(self, answer: GivenAnswer, reason: str, *, by: str) -> AnswerJudgement:
        """Keep that an answer is wrong and the person knows no better one: a task for others.

        Raises:
            AlreadyJudgedError: somebody was quicker.
        """
        judged = await self._judged(answer, by, reason)
        made = await asyncio.to_thread(task_of, judged, await self.changes.all())
        if made is None:
            return await self._keep(judged, AnswerVerdict.NOT_SO)
        return await self._propose(judged, AnswerVerdict.NOT_SO, made)

    async def _propose(
        self, judged: JudgedAnswer, verdict: AnswerVerdict, made: ChangeSet
    ) -> AnswerJudgement:
        """Keep a judgement, then the change set: one that an error leaves out can be made again."""
        is_new = made.version == 1
        kept = await self._keep(
            judged, verdict, Made.CHANGE if is_new else Made.NOTHING, made.change_id
        )
        try:
            await self.changes.put(made, expected_version=None if is_new else made.version - 1)
        except Exception:
            await self.day.book.forget_answer(kept.reply_id)
            raise
        return kept

    async def _keep(
        self,
        judged: JudgedAnswer,
        verdict: AnswerVerdict,
        made: Made = Made.NOTHING,
        made_id: str = "",
    ) -> AnswerJudgement:
        kept = AnswerJudgement(
            reply_id=judged.answer.reply_id,
            conversation_id=judged.answer.conversation_id,
            verdict=verdict,
            by=judged.by,
            at=judged.at,
            made=made,
            made_id=made_id,
        )
        await self.day.book.judge_answer(kept)
        await self._note(kept)
        return kept

    async def _judged(self, answer: GivenAnswer, by: str, words: str = "") -> JudgedAnswer:
        if await self.day.book.judged_answers([answer.reply_id]):
            raise AlreadyJudgedError(answer.reply_id)
        clean = await asyncio.to_thread(without_personal_data, answer)
        return JudgedAnswer(answer=clean, by=by, at=self.day.clock.now(), words=words)

    async def _live(self, answer: GivenAnswer) -> VerifiedAnswer | None:
        """Return the verified answer that the customer got, if it is still in force."""
        if not answer.verified_id:
            return None
        kept = await self.verified.read(VerifiedId(answer.verified_id))
        return kept.in_force.answer if kept and kept.in_force and kept.is_live else None

    async def _note(self, kept: AnswerJudgement) -> None:
        detail = {"do": str(kept.verdict), "made": kept.made_id}
        await self.audit.write(
            Deed(
                at=self.day.clock.now(),
                actor=kept.by,
                action=Action.ANSWER_JUDGED,
                subject=kept.conversation_id,
                detail={name: value for name, value in detail.items() if value},
            )
        )
