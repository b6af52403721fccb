"""Play a saved scenario in a run, without a change or on both sides of one, and keep its talk."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from assistant.improvement.rehearsal.order_pool import OrderPool
from assistant.improvement.rehearsal.played_talk import PlayedTalk
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.rehearsal_player import RehearsalPlayer
from assistant.improvement.rehearsal.saved_scenario import Known, SavedScenario
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict, judge_talk
from assistant.improvement.runs.ports import TrialRuns
from assistant.improvement.runs.trial_run import RunState, TrialRun
from assistant.messages.trials.trial import Trials
from assistant.understanding.personal_data.removal import remove_personal_data


@dataclass(slots=True, kw_only=True)
class PlayedScenarios:
    """Play the scenarios of runs."""

    book: ScenarioBook
    runs: TrialRuns
    zone: ZoneInfo  # of the shop's clock
    _talks: tuple[str, Mapping[str, PlayedTalk]] | None = field(default=None, init=False)
    _pool: tuple[str, OrderPool] | None = field(default=None, init=False)  # of the last run

    async def play(
        self, scenario: SavedScenario, run: TrialRun, trials: Trials, before: Trials | None
    ) -> TalkVerdict:
        """Return the verdict on a scenario, without personal data.

        `before` are the trials without the change of the run. What is red under it, and a talk
        that is another than in the last run in force, is played on them as well: the same seed, on
        the same day.
        """
        talk, personal = await self._player(trials, run).play_named(scenario)
        verdict = await asyncio.to_thread(_readable, judge_talk(scenario, talk), personal)
        if before is None or (verdict.passed and await self._is_as_before(scenario, verdict)):
            return verdict
        beside = await self._player(before, run).judge(scenario)
        return replace(verdict, before=beside.passed)

    async def _is_as_before(self, scenario: SavedScenario, verdict: TalkVerdict) -> bool:
        """Tell whether a talk is that of the last run in force; an answered question is one."""
        if scenario.part.once:
            return True
        run = await self.runs.latest()
        if run is None or run.state is not RunState.DONE:
            return False
        if self._talks is None or self._talks[0] != run.run_id:
            kept = {one.scenario_id: one.talk for one in await self.book.talks(run.run_id)}
            self._talks = run.run_id, kept
        return self._talks[1].get(scenario.scenario_id) == verdict.talk

    def _player(self, trials: Trials, run: TrialRun) -> RehearsalPlayer:
        """Return a player for a run; its orders are read once."""
        player = RehearsalPlayer.of(trials, day=run.asked_at, zone=self.zone)
        if player.pool is None or trials.gate is None:
            return player
        if self._pool is None or self._pool[0] != run.run_id:
            self._pool = run.run_id, player.pool
        _, pool = self._pool
        pool.gate = trials.gate  # each piece of a run has its own
        return replace(player, pool=pool)


_WHOSE = (Known.NAME, Known.EMAIL, Known.ORDER, Known.POSTCODE, "given_name", "family_name")


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
