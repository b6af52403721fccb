import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.app.cli.command_line import cli
from assistant.app.commands import record_upkeep
from assistant.conversation.ids import ConversationId
from assistant.desk.ports import CaseQuery, View
from integrations.stores.sql import open_event_log
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from tests.support.seeds.conversation_events import started
from tests.support.seeds.people_events import handed_off


async def fill(url: str) -> None:
    async with open_event_log(url) as log:
        await log.start(started())
        await log.append(ConversationId("c1"), [handed_off()])


async def listed(url: str) -> list[str]:
    async with open_database(url) as database:
        page = await SqlCases(database).list(CaseQuery(view=View.UNASSIGNED))
    return [case.conversation_id for case in page.cases]


class TestRebuild:
    @pytest.fixture
    def url(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        url = f"sqlite:///{tmp_path / 'log.db'}"
        monkeypatch.setenv("COMPTOIR_LOG__URL", url)
        return url

    def test_makes_the_lists_from_the_log_and_says_so(self, url: str) -> None:
        asyncio.run(fill(url))
        assert asyncio.run(listed(url)) == []

        done = CliRunner().invoke(cli, ["desk", "rebuild"])

        assert (done.exit_code, "2 events read" in done.stderr) == (0, True)
        assert asyncio.run(listed(url)) == ["c1"]

    def test_of_a_long_log_is_the_work_of_several_processes(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asyncio.run(fill(url))
        monkeypatch.setattr(record_upkeep, "WORTH_PROCESSES", 1)

        done = CliRunner().invoke(cli, ["desk", "rebuild", "--processes", "2"])

        assert (done.exit_code, "2 events read" in done.stderr) == (0, True)
        assert asyncio.run(listed(url)) == ["c1"]

    @pytest.mark.usefixtures("url")
    def test_of_an_empty_log_makes_empty_lists(self) -> None:
        done = CliRunner().invoke(cli, ["desk", "rebuild"])

        assert (done.exit_code, "0 events read" in done.stderr) == (0, True)
