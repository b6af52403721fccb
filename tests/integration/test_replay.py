"""The time machine on real parts: processes that replay, and nothing in the world is changed."""

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
import pytest_asyncio

from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.local_installation import find_key
from assistant.app.compose.shop_profile import DEMO_SHOP
from assistant.app.compose.shops.shop_system import fill_demo
from assistant.app.processes.replaying.replay_work import ReplayWork
from assistant.app.processes.round_processes import RoundFailedError
from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_tally import ReplayedTurn, ReplayTally
from assistant.improvement.replay.turn_result import Difference
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import AutonomyTable, Level, Topic, load_table
from integrations.stores.sql.log.event_log import open_event_log
from tests.support.processes.comptoir import new_data_dir, run
from tests.support.seeds.recorded_talks import record, talk

TALKS = (
    ("Combien de jours pour un retour ?", "et les frais ?"),
    ("where is my order BM10482783, tom.peters@example.com",),
    ("do you have rain boots in 39?", "the cheapest one?"),
    ("je veux parler à quelqu'un",),
    ("annulez ma commande BM10482783, tom.peters@example.com", "oui"),
)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A shop in whose log conversations stand."""

    settings: Settings
    ids: Sequence[ConversationId]

    @property
    def digest(self) -> str:
        """Of every row, every mail and every file of the installation."""
        hashed = hashlib.sha256()
        folder = self.settings.data_dir
        with sqlite3.connect(f"file:{folder / 'comptoir.db'}?mode=ro", uri=True) as connection:
            for line in connection.iterdump():
                hashed.update(line.encode())
        files = (one for one in folder.rglob("*") if "comptoir.db" not in one.name)
        for name in sorted(str(one.relative_to(folder)) for one in files):
            hashed.update(name.encode())
        return hashed.hexdigest()

    async def replay(
        self, *changes: CandidateChange, from_record: bool = False
    ) -> tuple[ReplayTally, list[ReplayedTurn]]:
        plan = ReplayPlan(changes=changes, from_record=from_record)
        work = ReplayWork(settings=self.settings, plan=plan, processes=2)
        tally = ReplayTally()
        turns: list[ReplayedTurn] = []
        async with aclosing(work.replay(self.ids)) as replayed:
            async for one in replayed:
                tally += one.tally
                turns += one.turns
        return tally, turns


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recorded(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Recorded]:
    folder = new_data_dir(tmp_path_factory.mktemp("replay"), like=demo_data, index=True)
    desk = HelpdeskSettings(kind="builtin")
    settings = Settings(data_dir=folder, shop=DEMO_SHOP, helpdesk=desk)
    await fill_demo(settings, datetime.now(UTC))
    async with open_trials(settings) as opened, open_event_log(settings.log_url) as log:
        trials = replace(opened.trials, key=find_key(settings))
        ids = [
            await record(log, await talk(trials, texts, NOON), f"talk-{number}")
            for number, texts in enumerate(TALKS)
        ]
    yield Recorded(settings=settings, ids=ids)


class TestAReplay:
    async def test_without_a_change_differs_from_the_record_in_nothing_and_leaves_no_trace(
        self, recorded: Recorded
    ) -> None:
        before = recorded.digest

        tally, turns = await recorded.replay(from_record=True)

        assert (tally.conversations, tally.turns) == (5, 8)
        assert not turns, turns
        assert not tally.failed
        assert recorded.digest == before

    @pytest.mark.slow
    async def test_tells_what_another_table_would_change(self, recorded: Recorded) -> None:
        table = _left_to_people(load_table(), Topic.RETURNS)
        before = recorded.digest

        tally, turns = await recorded.replay(
            CandidateChange(kind="autonomy", content=table.model_dump_json())
        )

        assert tally.differing.get(Difference.HANDED_OVER)
        assert {one.conversation_id for one in turns} == {"talk-0"}
        assert tally.to_people.gained == tally.answered.lost > 0
        assert recorded.digest == before

    @pytest.mark.slow
    async def test_of_a_change_that_cannot_be_used_ends_with_an_error(
        self, recorded: Recorded
    ) -> None:
        with pytest.raises(RoundFailedError):
            await recorded.replay(CandidateChange(kind="settings", content='{"policy.floor": "x"}'))


@pytest.mark.slow
async def test_the_command_replays_a_span_under_a_setting(recorded: Recorded) -> None:
    done = run(
        "replay",
        "--demo",
        "--since",
        "2026-11-23",
        "--until",
        "2026-11-24",
        "--setting",
        "policy.floor=0.999",
        "--processes",
        "1",
        "--language",
        "fr",
        "--json",
        "--strict",
        "--data-dir",
        recorded.settings.data_dir,
    )

    turns = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert {one["difference"] for one in turns} >= {"answer_lost"}
    assert "La réponse serait perdue" in done.stderr


def _left_to_people(table: AutonomyTable, topic: Topic) -> AutonomyTable:
    row = table.topics[topic].model_copy(update={"level": Level.HUMAN_ONLY})
    return table.model_copy(update={"topics": {**table.topics, topic: row}})
