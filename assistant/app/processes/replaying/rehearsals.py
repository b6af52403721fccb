"""Play scenarios without a server: saved ones, those of a file, and drawn ones."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, get_args

from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.services.scenario_assembly import shape_of_shop
from assistant.app.compose.shop_profile import spoken_languages
from assistant.app.processes.replaying.changed_trials import with_changes
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.rehearsal_player import RehearsalPlayer
from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.scenario_generator import ShopShape, draw_scenarios
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict
from assistant.improvement.runs.run_tally import RunTally, tally_verdicts, turned_red
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from integrations.stores.memory.model_spending import MemorySpending
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook

Rehearsed = Sequence[tuple[SavedScenario, TalkVerdict]]
"""Scenarios with their verdicts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRehearsal:
    """Hold the players of a rehearsal: of all as it is, and under a change."""

    after: RehearsalPlayer
    before: RehearsalPlayer | None  # None: no change is tried
    languages: Sequence[Language]
    book: ScenarioBook

    async def rehearse(self, scenario: SavedScenario) -> TalkVerdict:
        """Return the verdict on a scenario, which is played on both sides if there are two."""
        verdict = await self.after.judge(scenario)
        before = await self.before.judge(scenario) if self.before else None
        return replace(verdict, before=before.passed) if before else verdict

    async def draw(
        self, *, count: int, language: Language | None, by: str
    ) -> tuple[SavedScenario, ...]:
        """Return drawn scenarios of this shop."""
        player = self.after
        shape = await shape_of(player)
        spoken = (language,) if language else self.languages
        return draw_scenarios(
            shape, languages=spoken, count=count, seed=player.seed, by=by, at=player.day
        )


async def shape_of(player: RehearsalPlayer) -> ShopShape:
    """Return all of a player's shop that scenarios are drawn from."""
    vocabulary = (await player.trials.turn.index.current()).searcher.vocabulary
    products = {
        language: [title for _, named_in, title in vocabulary.named if named_in == language]
        for language in get_args(Language)
    }
    return await shape_of_shop(player.trials.gate, products, now=player.day, pool=player.pool)


@asynccontextmanager
async def open_rehearsal(
    settings: Settings,
    changes: Sequence[CandidateChange],
    *,
    server: Settings,
    day: datetime,
    seed: int,
) -> AsyncIterator[OpenedRehearsal]:
    """Open the players of a command.

    `settings` are those in force, `server` those of the environment. The day is that of `day`, by
    the shop's clock.

    Raises:
        NoIndexError, LogUnavailableError, RulesFileError, DeskFileError, SettingError: see
            `open_trials`.
        UnknownCandidateError, ValueError, RoundFailedError: a change cannot be used.
    """
    zone = load_desk_rules(settings.helpdesk.rule_source).zone(None)
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(open_trials(settings, spending=MemorySpending()))
        before = RehearsalPlayer.of(opened.trials, day=day, zone=zone, seed=seed)
        after = before
        if changes:
            trials = await with_changes(changes, opened, server, settings, stack)
            after = RehearsalPlayer.of(trials, day=day, zone=zone, seed=seed)
        yield OpenedRehearsal(
            before=before if changes else None,
            after=replace(after, pool=before.pool),
            languages=spoken_languages(settings.shop),
            book=SqlScenarioBook(opened.database),
        )


def tally_of_all(rehearsed: Rehearsed, *, changed: bool) -> RunTally:
    """Return the counts of rehearsed scenarios; `changed`: without and with a change."""
    verdicts = [verdict for _, verdict in rehearsed]
    turned = {one.scenario_id for one in turned_red((), verdicts)} if changed else None
    return tally_verdicts([scenario for scenario, _ in rehearsed], verdicts, turned)


def rehearsal_as_dict(rehearsed: Rehearsed, opened: OpenedRehearsal) -> dict[str, Any]:
    """Return the JSON object of a rehearsal: the same for the same seed, shop and day."""
    tally = tally_of_all(rehearsed, changed=opened.before is not None)
    value, low, high = tally.change.difference
    return {
        "seed": opened.after.seed,
        "day": f"{opened.after.day:%Y-%m-%d}",
        "played": tally.played,
        "passed": tally.passed,
        "broken": list(tally.broken),
        "answers": list(tally.answers),
        "change": {**asdict(tally.change), "difference": value, "low": low, "high": high}
        if tally.change.pairs
        else None,
        "scenarios": [
            {
                "id": scenario.scenario_id,
                "name": scenario.name,
                "protected": scenario.protected,
                "passed_before": verdict.before,
                "passed": verdict.passed,
                "misses": [asdict(one) for one in verdict.misses],
                **asdict(verdict.talk),
            }
            for scenario, verdict in rehearsed
        ],
    }
