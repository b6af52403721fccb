"""Assemble the runs of scenarios in a worker, with a candidate or without."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

import orjson

from assistant.answers.verified.known_answers import NO_ANSWERS
from assistant.answers.verified.live_answers import CandidateAnswers, LiveAnswers
from assistant.answers.verified.types import AnswerState
from assistant.app.compose.assistant_turn import WholeIndex
from assistant.app.compose.data_folders import find_version
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.scenario_assembly import played_scenarios
from assistant.app.processes.candidate_pages import CandidatePages
from assistant.commerce.ports import Customers
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.improvement.runs.scenario_rounds import ScenarioRounds
from assistant.improvement.runs.trial_run import SeenVersions
from assistant.kit.duty import Duty
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer
from assistant.messages.trials.trial import Trials
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.autonomy_table import AutonomyTable, decode_table
from assistant.operations.shop_rules import load_rules

_DUTY_S = 120.0  # a run goes on for some 40 s between two looks at the lease

MakeTrials = Callable[[Settings], Trials]
"""Returns trials of the turn that other settings make."""

WithOthers = Callable[[Mapping[str, str]], Awaitable[Settings]]
"""Returns the settings in force with some others in their place, by name."""


class UnknownCandidateError(ValueError):
    """Say that a newer version wrote the candidate."""


@dataclass(frozen=True, slots=True)
class FixedTable:
    """Give one autonomy table, whichever is in force."""

    fixed: AutonomyTable

    async def table(self) -> AutonomyTable:
        return self.fixed


@dataclass(frozen=True, slots=True)
class CandidateTurns:
    """Make trials of all as it is in force, or as if a change were."""

    in_force: Trials
    make: MakeTrials
    settings: WithOthers
    verified: LiveAnswers
    customers: Customers | None
    pages: CandidatePages

    async def of(self, candidate: CandidateChange | None, stop: asyncio.Event) -> Trials:
        """Return the trials of a candidate; of none, those of all as it is in force.

        Raises:
            UnknownCandidateError: its kind is not known.
            ValueError: it cannot be used.
            RoundFailedError, NoIndexError: a page could not be indexed, or not before `stop`.
        """
        if candidate is None or candidate.kind != "page":
            await self.pages.close()
        await self.verified.look()  # a run begins at once after an answer was turned off
        return await self.over(self.in_force, candidate, stop) if candidate else self.in_force

    async def over(self, trials: Trials, change: CandidateChange, stop: asyncio.Event) -> Trials:
        """Return `trials` as if one more change were in force; raises as `of` does.

        Changes can be laid over each other; settings come first, for they make every part anew.
        """
        match change.kind:
            case "autonomy":
                return self._with_table(trials, decode_table(change.content))
            case "settings":
                return self.make(await self.settings(orjson.loads(change.content)))
            case "verified":
                answer, index = decode_answer(change.content), _index_of(trials)
                known = index.verified.known if index.verified else NO_ANSWERS
                live = replace(answer, state=AnswerState.LIVE)
                beside = CandidateAnswers(await self.verified.trying(live, among=known))
                return _with_index(trials, replace(index, verified=beside))
            case "order_rules":
                rules = load_rules(change.content)
                return replace(trials, gate=trials.gate and replace(trials.gate, rules=rules))
            case "hours":
                hours = load_desk_rules(change.content)
                return replace(trials, rules=trials.rules and hours)
            case "page":
                read = await self.pages.knowledge(change.content, stop)
                return _with_index(trials, replace(_index_of(trials), index=read))
            case _:
                raise UnknownCandidateError(change.kind)

    def _with_table(self, trials: Trials, table: AutonomyTable) -> Trials:
        fixed = FixedTable(table)
        autonomy = AnswerAutonomy(autonomy=fixed, customers=self.customers)
        gate = replace(trials.gate, autonomy=fixed) if trials.gate else None
        return replace(trials, turn=replace(trials.turn, autonomy=autonomy), gate=gate)


def _index_of(trials: Trials) -> WholeIndex:
    index = trials.turn.index
    if not isinstance(index, WholeIndex):
        raise UnknownCandidateError(type(index).__name__)
    return index


def _with_index(trials: Trials, index: WholeIndex) -> Trials:
    return replace(trials, turn=replace(trials.turn, index=index))


def assemble_scenarios(
    settings: Settings, parts: Parts, live: LiveSettings, candidates: CandidateTurns
) -> ScenarioRounds:
    """Return the runs of the scenarios, in one worker of many."""

    async def versions() -> SeenVersions:
        return SeenVersions(
            index=await find_version(settings) or "",
            table=await parts.tables.version(),
            settings=await live.book.version(),
            verified=await parts.verified.edition(),
        )

    return ScenarioRounds(
        played=played_scenarios(settings, parts),
        trials=candidates.of,
        versions=versions,
        duty=Duty(leases=parts.broker.leases, name="questions", for_s=_DUTY_S),
        clock=SystemClock(),
        hour=settings.insights.hour,
        in_force=candidates.in_force,
    )
