"""A running Comptoir tells other systems, and publishes pages, in processes of its own."""

from pathlib import Path

import pytest

from assistant.insights.drafting.draft_changes import Drafting
from assistant.insights.drafting.page_draft import DraftStatus, DraftTask, PageDraft
from assistant.insights.lake.lake import Lakes
from assistant.insights.queries.insight_reader import InsightReader
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from integrations.stores.sql.insights.insight_book import SqlInsightBook
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.patience import until
from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, run, running
from tests.support.seeds import small_shop
from tests.support.seeds.insight_rows import ANSWER, ask_for_wrapping, wrapping_gap
from tests.support.simulators.webhook_subscriber import receiving

pytestmark = [pytest.mark.slow, pytest.mark.long]  # whole processes and a build of insights

ENV = {"COMPTOIR_WEBHOOKS__ALLOW_PRIVATE": "true"}
SOON_S = 90.0  # a process of its own starts on a machine that does much else


async def drafted(database: Database) -> PageDraft:
    [draft] = await SqlDraftBook(database).all()
    return draft


class TestARunningComptoir:
    async def test_tells_who_wants_to_know_and_has_a_page_answer(
        self, demo_data: Path, tmp_path: Path
    ) -> None:
        tree = Tree(new_data_dir(tmp_path / "data", like=demo_data), env=ENV)
        where = ("--data-dir", tree.data_dir)
        indexed = run("index", small_shop.write(tmp_path / "shop"), *where)
        assert indexed.returncode == 0, indexed.stderr
        settings, gap = Settings(data_dir=tree.data_dir), wrapping_gap()
        ask_for_wrapping(settings.insights_folder)
        async with (
            open_database(settings.log_url) as database,
            receiving() as receiver,
            running(tree),
            new_client(tree.base_url) as client,
        ):
            await SqlInsightBook(database).put(gap, expected_version=None)
            added = run("insights", "webhook", "add", receiver.url, *where, env=ENV)
            accepted = run("insights", "accept", gap.insight_id, *where, env=ENV)
            assert (added.returncode, accepted.returncode) == (0, 0), accepted.stderr

            async def is_told() -> bool:
                return any(one["type"] == "insight.accepted" for one in receiver.said)

            await until(is_told, within_s=SOON_S, every_s=0.1)
            assert receiver.is_signed(0, added.stdout.split()[1])

            async def is_idle() -> bool:
                return (await drafted(database)).task is DraftTask.NONE

            await until(is_idle, within_s=SOON_S, every_s=0.2)
            draft = await drafted(database)
            book = SqlDraftBook(database)
            reading = InsightReader(
                book=SqlInsightBook(database), lakes=Lakes(root=settings.insights_folder)
            )
            drafting = Drafting(book=book, reading=reading, clock=SystemClock())
            written = await drafting.write(
                draft.draft_id,
                title="Gift wrapping",
                text=ANSWER,
                url="",
                by="mara",
                edition=draft.edition,
            )
            await drafting.ask(
                draft.draft_id, DraftTask.PUBLISH, by="mara", edition=written.edition
            )
            await until(is_idle, within_s=SOON_S, every_s=0.2)
            assert (await drafted(database)).status is DraftStatus.PUBLISHED

            customer = await Customer.arrive(client, "en")
            await customer.say("Do you offer gift wrapping?")
            assert "gift wrapping" in str(await customer.hear()).lower()
