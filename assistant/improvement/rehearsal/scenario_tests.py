"""Play the saved scenarios with the saved questions, as further tests of a run."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from assistant.improvement.rehearsal.order_pool import OrderPool
from assistant.improvement.rehearsal.played_talk import PlayedTalk
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.rehearsal_player import RehearsalPlayer
from assistant.improvement.rehearsal.rehearsal_tally import loses_too_much
from assistant.improvement.rehearsal.saved_scenario import Known
from assistant.improvement.rehearsal.talk_verdict import Miss, TalkVerdict, judge_talk
from assistant.insights.statistics.paired_change import PairedChange, paired
from assistant.messages.trials.ports import QuestionRun, QuestionRuns, RunState
from assistant.messages.trials.saved_question import FoundFault, QuestionFault, QuestionResult
from assistant.messages.trials.trial import Trials
from assistant.understanding.personal_data.removal import remove_personal_data


@dataclass(slots=True, kw_only=True)
class ScenarioTests:
    """Play scenarios as tests of a run: `FurtherTests`."""

    book: ScenarioBook
    zone: ZoneInfo  # of the shop's clock
    runs: QuestionRuns | None = None  # None: no talk is compared with that of another run
    _talks: tuple[str, Mapping[str, PlayedTalk]] | None = field(default=None, init=False)
    _pool: tuple[str, OrderPool] | None = field(default=None, init=False)  # of the last run

    async def ids(self) -> Sequence[str]:
        """Return the ids of all scenarios."""
        return [one.scenario_id for one in await self.book.all()]

    async def ask(
        self, trials: Trials, test_id: str, run: QuestionRun, *, before: Trials | None = None
    ) -> QuestionResult | None:
        """Return the result of a scenario, and keep its talk; None: it was removed meanwhile.

        A talk under a change that is red, or another than that of the last run in force, is played
        without the change as well: the same seed, on the same day.
        """
        scenario = await self.book.get(test_id)
        if scenario is None:
            return None
        player = self._player(trials, run)
        talk, personal = await player.play_named(scenario)
        verdict = judge_talk(scenario, talk)
        readable = await asyncio.to_thread(_readable, verdict, personal)
        await self.book.note(run.run_id, readable)
        result = result_of_talk(readable)
        if before is None or (
            result.is_green and (await self._in_force()).get(test_id) == readable.talk
        ):
            return result
        beside = await self._player(before, run).judge(scenario)
        return replace(result, before=beside.passed)

    async def _in_force(self) -> Mapping[str, PlayedTalk]:
        """Return the talks of the last run in force by the ids of their scenarios."""
        run = await self.runs.latest() if self.runs else None
        if run is None or run.state is not RunState.DONE:
            return {}
        if self._talks is None or self._talks[0] != run.run_id:
            kept = {one.scenario_id: one.talk for one in await self.book.talks(run.run_id)}
            self._talks = run.run_id, kept
        return self._talks[1]

    async def does_harm(self, results: Sequence[QuestionResult], turned: Collection[str]) -> bool:
        """Tell whether a change breaks a protected scenario, or may lose more than a point."""
        scenarios = {one.scenario_id: one for one in await self.book.all()}
        played = [one for one in results if one.question_id in scenarios]
        if any(scenarios[one.question_id].protected for one in played if one.question_id in turned):
            return True
        change = PairedChange()
        for one in played:
            was = one.question_id in turned or (one.is_green and one.before is not False)
            change += paired(before=was, after=one.is_green)
        return loses_too_much(change)

    def _player(self, trials: Trials, run: QuestionRun) -> RehearsalPlayer:
        """Return a player for a run; its orders are read once."""
        player = RehearsalPlayer.of(trials, day=run.asked_at, zone=self.zone)
        if player.pool is None or trials.gate is None:
            return player
        if self._pool is None or self._pool[0] != run.run_id:
            self._pool = run.run_id, player.pool
        _, pool = self._pool
        pool.gate = trials.gate  # each piece of a run has its own
        return replace(player, pool=pool)

    async def forget(self, runs: Sequence[str]) -> None:
        """Remove the talks of all runs but these."""
        await self.book.forget(runs)


_WHOSE = (Known.NAME, Known.EMAIL, Known.ORDER, Known.POSTCODE, "given_name", "family_name")


def result_of_talk(verdict: TalkVerdict) -> QuestionResult:
    """Return a verdict as a result of a run; the talk itself is kept apart."""
    silent = any(one.miss is Miss.ANSWERED for one in verdict.misses)
    fault = QuestionFault.ANSWERED if silent else QuestionFault.TALK
    turns = verdict.talk.turns
    return QuestionResult(
        question_id=verdict.scenario_id,
        question_version=verdict.scenario_version,
        faults=() if verdict.passed else (FoundFault(fault=fault),),
        said="",
        kind=turns[-1].kind if turns else "",
        ms=0.0,
    )


def _readable(verdict: TalkVerdict, personal: Mapping[str, str]) -> TalkVerdict:
    """Return a verdict whose words have no personal data. Blocks: that is looked for.

    `personal` are the values of the customer, by a word for each; what a scenario itself knows of
    an item or a version is none.
    """

    def plain(text: str) -> str:
        for name in _WHOSE:
            if value := personal.get(name, ""):
                text = text.replace(value, f"[{name}]")
        return remove_personal_data(text).text

    turns = tuple(
        replace(
            one,
            wrote=tuple(map(plain, one.wrote)),
            said=plain(one.said),
            choices=tuple(map(plain, one.choices)),
            sources=tuple(map(plain, one.sources)),
            quotes=(),
            effects=tuple(replace(effect, order="", values=()) for effect in one.effects),
        )
        for one in verdict.talk.turns
    )
    talk: PlayedTalk = replace(verdict.talk, turns=turns)
    misses = tuple(replace(one, what=plain(one.what)) for one in verdict.misses)
    return replace(verdict, talk=talk, misses=misses)
