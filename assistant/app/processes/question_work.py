"""Assemble the runs of the saved questions in a worker, with a candidate or without."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import orjson

from assistant.answers.verified.live_answers import CandidateAnswers, LiveAnswers
from assistant.answers.verified.types import AnswerState, VerifiedAnswer
from assistant.app.compose.assistant_turn import WholeIndex
from assistant.app.compose.data_folders import find_version
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.commerce.ports import Customers
from assistant.kit.duty import Duty
from assistant.kit.settings.layered_settings import layer_strictly
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_codec import decode_answer
from assistant.messages.trials.ports import CandidateChange, SeenVersions
from assistant.messages.trials.question_run import QuestionRounds
from assistant.messages.trials.trial import Trials
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.autonomy_table import AutonomyTable, decode_table
from integrations.stores.sql.desk.question_book import SqlQuestionRuns, SqlSavedQuestions

_DUTY_S = 120.0  # a run goes on for some 40 s between two looks at the lease

MakeTrials = Callable[[Settings], Trials]
"""Returns trials of the turn that other settings make."""


class UnknownCandidateError(ValueError):
    """Say that a newer version wrote the candidate."""


@dataclass(frozen=True, slots=True)
class FixedTable:
    """Give one autonomy table, whichever is in force."""

    fixed: AutonomyTable

    async def table(self) -> AutonomyTable:
        return self.fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateTurns:
    """Make trials of all as it is in force, or as if a change were."""

    in_force: Trials
    make: MakeTrials
    live: LiveSettings
    verified: LiveAnswers
    customers: Customers | None

    async def of(self, candidate: CandidateChange | None) -> Trials:
        """Return the trials of a candidate.

        Raises:
            UnknownCandidateError: its kind is not known.
            ValueError: it cannot be used.
        """
        if candidate is None:
            return self.in_force
        match candidate.kind:
            case "autonomy":
                return self._with_table(decode_table(candidate.content))
            case "settings":
                newest = await self.live.book.current()
                values = {**(newest.values if newest else {}), **orjson.loads(candidate.content)}
                return self.make(layer_strictly(self.live.server, values))
            case "verified":
                return await self._with_answer(decode_answer(candidate.content))
            case _:
                raise UnknownCandidateError(candidate.kind)

    async def _with_answer(self, answer: VerifiedAnswer) -> Trials:
        live = replace(answer, state=AnswerState.LIVE)
        known, index = await self.verified.trying(live), self.in_force.turn.index
        if not isinstance(index, WholeIndex):
            raise UnknownCandidateError(type(index).__name__)
        turn = replace(self.in_force.turn, index=replace(index, verified=CandidateAnswers(known)))
        return replace(self.in_force, turn=turn)

    def _with_table(self, table: AutonomyTable) -> Trials:
        fixed, trials = FixedTable(table), self.in_force
        autonomy = AnswerAutonomy(autonomy=fixed, customers=self.customers)
        gate = replace(trials.gate, autonomy=fixed) if trials.gate else None
        return replace(trials, turn=replace(trials.turn, autonomy=autonomy), gate=gate)


def assemble_questions(
    settings: Settings, parts: Parts, live: LiveSettings, candidates: CandidateTurns
) -> QuestionRounds:
    """Return the runs of the saved questions, in one worker of many."""

    async def versions() -> SeenVersions:
        return SeenVersions(
            index=await find_version(settings) or "",
            table=await parts.tables.version(),
            settings=await live.book.version(),
            verified=await parts.verified.edition(),
        )

    return QuestionRounds(
        questions=SqlSavedQuestions(parts.database),
        runs=SqlQuestionRuns(parts.database),
        trials=candidates.of,
        versions=versions,
        duty=Duty(leases=parts.broker.leases, name="questions", for_s=_DUTY_S),
        clock=SystemClock(),
        hour=settings.insights.hour,
    )
