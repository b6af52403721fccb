"""Rules of orders and hours that are not in force are rehearsed as if they were."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from assistant.app.commands.trial_administration import OpenedTrials, open_trials
from assistant.app.compose.shop_profile import DEMO_SHOP
from assistant.app.compose.shops.shop_system import fill_demo
from assistant.app.processes.replaying.changed_trials import with_changes
from assistant.improvement.rehearsal.rehearsal_player import RehearsalPlayer
from assistant.improvement.rehearsal.talk_verdict import Miss
from assistant.improvement.rules.rule_values import HOURS, ORDER_RULES
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import encode_table, load_table
from tests.integration.test_rehearsal import NOW, SCENARIOS
from tests.support.processes.comptoir import new_data_dir
from tests.unit.assistant.improvement.rules.test_rule_values import values_with

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHIPPED_ONLY = CandidateChange(
    kind=ORDER_RULES, content=values_with(ORDER_RULES, cancel__statuses=["shipped"])
)
SUNDAYS = CandidateChange(
    kind=HOURS, content=values_with(HOURS, teams__support__hours__sunday=["00:00-24:00"])
)
TABLE = CandidateChange(kind="autonomy", content=encode_table(load_table()))


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The demo shop on which changes are tried."""

    opened: OpenedTrials
    settings: Settings
    stack: AsyncExitStack

    async def misses(self, name: str, *changes: CandidateChange) -> set[Miss]:
        trials = await with_changes(changes, self.opened, self.settings, self.settings, self.stack)
        player = RehearsalPlayer.of(trials, day=NOW, zone=ZoneInfo("Europe/Paris"))
        return {one.miss for one in (await player.judge(SCENARIOS[name])).misses}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    folder = new_data_dir(tmp_path_factory.mktemp("rules"), like=demo_data, index=True)
    helpdesk = HelpdeskSettings(kind="builtin")
    settings = Settings(data_dir=folder, shop=DEMO_SHOP, helpdesk=helpdesk)
    await fill_demo(settings, NOW)
    async with open_trials(settings) as opened, AsyncExitStack() as stack:
        yield Stage(opened=opened, settings=settings, stack=stack)


@pytest.mark.parametrize(
    ("name", "change", "missed"),
    [
        ("Annuler une commande qui n'est pas préparée", SHIPPED_ONLY, Miss.NOT_DONE),
        ("Dimanche soir, une personne est annoncée pour lundi", SUNDAYS, Miss.NOT_SAID),
    ],
)
async def test_a_talk_goes_by_the_rules_of_a_change_alone(
    stage: Stage, name: str, change: CandidateChange, missed: Miss
) -> None:
    assert await stage.misses(name) == set()
    assert missed in await stage.misses(name, change)
    assert missed in await stage.misses(name, change, TABLE)  # another change beside it
    assert await stage.misses(name) == set()


async def test_rules_that_cannot_be_used_are_refused(stage: Stage) -> None:
    wrong = replace(SHIPPED_ONLY, content="cancel: {}")

    with pytest.raises(ValueError, match="cancel"):
        await stage.misses("Délai de retour", wrong)
