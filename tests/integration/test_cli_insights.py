"""`comptoir insights`: what people do with insights and webhooks, from the command line."""

import asyncio
from pathlib import Path

import orjson
import pytest

from assistant.insights.insight import Insight
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.insight_book import SqlInsightBook
from integrations.stores.sql.staff.staff_audit import SqlAudit
from tests.support.processes.comptoir import run
from tests.support.seeds.insight_rows import missing_attribute, open_insight

pytestmark = pytest.mark.slow  # commands as processes, with builds of insights

LINING, TENTS = missing_attribute("p1", "lining"), open_insight("tents", score=9.0)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder in which two things were found."""

    async def find(*insights: Insight) -> None:
        async with open_database(Settings(data_dir=tmp_path).log_url) as database:
            for one in insights:
                await SqlInsightBook(database).put(one, expected_version=None)

    asyncio.run(find(LINING, TENTS))
    return tmp_path


def audited(data_dir: Path) -> list[tuple[str, str]]:
    async def read() -> list[tuple[str, str]]:
        async with open_database(Settings(data_dir=data_dir).log_url) as database:
            entries = await SqlAudit(database).recent(limit=9)
            return [(one.deed.action, one.deed.subject) for one in entries]

    return asyncio.run(read())


class TestInsights:
    def test_are_listed_taken_on_and_done(self, data_dir: Path) -> None:
        listed = run("insights", "list", "--json", "--data-dir", data_dir)
        lines = [orjson.loads(line) for line in listed.stdout.splitlines()]
        assert [one["id"] for one in lines] == [TENTS.insight_id, LINING.insight_id]
        assert lines[0]["says"].startswith("Customers look for “tents”")

        short = LINING.insight_id[:6]
        taken = run("insights", "accept", short, "--owner", "content", "--data-dir", data_dir)
        done = run("insights", "done", short, "--json", "--data-dir", data_dir)

        assert taken.returncode == 0, taken.stderr
        told = orjson.loads(done.stdout)
        assert (told["status"], told["owner"]) == ("done", "content")
        assert [one["by"] for one in told["moves"]] == ["command line", "command line"]
        assert ("insight_moved", LINING.insight_id) in audited(data_dir)

    def test_are_dismissed_for_a_reason_and_opened_again(self, data_dir: Path) -> None:
        name = TENTS.insight_id
        without = run("insights", "dismiss", name, "--reason", " ", "--data-dir", data_dir)
        given = run("insights", "dismiss", name, "--reason", "no", "--data-dir", data_dir)
        late = run("insights", "done", name, "--data-dir", data_dir)
        again = run("insights", "reopen", name, "--data-dir", data_dir)

        assert (without.returncode, given.returncode) == (2, 0)
        assert "a dismissal needs a reason" in without.stderr
        assert late.returncode == 2
        assert "dismissed cannot become done" in late.stderr
        assert "open" in again.stdout

    def test_that_are_none_are_said_to_be_none(self, data_dir: Path) -> None:
        refused = run("insights", "show", "ffff", "--data-dir", data_dir)

        assert refused.returncode == 2
        assert "comptoir insights list shows their ids" in refused.stderr


class TestAWebhook:
    def test_is_added_told_of_what_is_done_and_removed(self, data_dir: Path) -> None:
        added = run("insights", "webhook", "add", "https://hooks.example/x", "--data-dir", data_dir)
        name, secret = added.stdout.split()
        run("insights", "accept", LINING.insight_id, "--data-dir", data_dir)
        told = run("insights", "webhook", "deliveries", name, "--json", "--data-dir", data_dir)
        removed = run("insights", "webhook", "remove", name, "--data-dir", data_dir)
        again = run("insights", "webhook", "remove", name, "--data-dir", data_dir)

        assert secret.startswith("whsec_")
        types = [orjson.loads(line)["type"] for line in told.stdout.splitlines()]
        assert "insight.accepted" in types
        assert (removed.returncode, again.returncode) == (0, 2)
        assert ("webhook_changed", name) in audited(data_dir)

    def test_of_a_private_network_is_refused_with_what_to_do(self, data_dir: Path) -> None:
        refused = run("insights", "webhook", "add", "https://10.0.0.7/", "--data-dir", data_dir)

        assert refused.returncode == 2
        assert "COMPTOIR_WEBHOOKS__ALLOW_PRIVATE" in refused.stderr
