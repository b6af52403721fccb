from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assistant.app.commands.autonomy_administration import put_table
from assistant.app.commands.installation_checkup import PARTS, PartFinding, examine
from assistant.app.commands.staff_administration import open_staff
from assistant.conversation.ids import ConversationId, TeamId
from assistant.conversation.people import Account
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import RedisSettings, Settings
from assistant.kit.settings.shop_settings import ShopSettings
from assistant.operations.autonomy.autonomy_table import load_table
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import open_database
from tests.support.pages.staff_office import agent
from tests.support.processes.comptoir import free_port
from tests.support.seeds.conversation_events import started
from tests.support.seeds.people_events import noted


async def look(settings: Settings, part: str) -> PartFinding:
    (finding,) = [finding async for finding in examine(settings, [part])]
    return finding


class TestACheckup:
    async def test_finds_in_the_order_that_was_wanted(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)

        found = [finding async for finding in examine(settings, ["shop", "python", "data"])]

        assert [finding.part for finding in found] == ["shop", "python", "data"]
        assert all(finding.well and not finding.mend for finding in found)

    @pytest.mark.parametrize("part", PARTS)
    def test_knows_how_to_mend_every_part(self, part: str) -> None:
        assert PARTS[part][1]

    async def test_leaves_nothing_in_the_data_folder(self, tmp_path: Path) -> None:
        await look(Settings(data_dir=tmp_path / "data"), "data")

        assert list((tmp_path / "data").iterdir()) == []

    async def test_finds_a_data_folder_that_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a file")

        finding = await look(Settings(data_dir=tmp_path / "data"), "data")

        assert not finding.well
        assert "--data-dir" in finding.mend

    async def test_finds_a_shop_file_that_is_missing(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path, shop=ShopSettings(file=tmp_path / "shop.yaml"))

        finding = await look(settings, "shop")

        assert not finding.well
        assert "shop.yaml does not exist" in finding.detail
        assert "COMPTOIR_SHOP__FILE" in finding.mend

    async def test_finds_that_nothing_is_indexed(self, tmp_path: Path) -> None:
        finding = await look(Settings(data_dir=tmp_path), "index")

        assert (finding.well, finding.detail) == (False, "nothing is indexed")
        assert finding.mend.startswith("run: comptoir index PATH...")

    async def test_finds_a_redis_that_does_not_answer(self, tmp_path: Path) -> None:
        url = f"redis://127.0.0.1:{free_port()}"

        finding = await look(Settings(data_dir=tmp_path, redis=RedisSettings(url=url)), "redis")

        assert not finding.well
        assert "COMPTOIR_REDIS__URL" in finding.mend

    async def test_finds_lists_that_are_far_behind(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        async with open_database(settings.log_url) as database:
            log = SqlEventLog(database)
            await log.start(started())
            many = [noted("c1", f"n{number}", "vu") for number in range(5_000)]
            await log.append(ConversationId("c1"), many)

        finding = await look(settings, "lists")

        assert (finding.well, finding.detail) == (
            False,
            "5,001 events of the log are not in the lists yet",
        )
        assert "workers take them in" in finding.mend

    async def test_finds_the_embedded_parts_well(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)

        assert (await look(settings, "log")).detail == "sqlite+aiosqlite answers"
        assert (await look(settings, "lists")).detail == "0 events behind the log"
        assert (await look(settings, "redis")).detail == "embedded Valkey answers"
        assert (await look(settings, "worker")).detail == "no worker is alive"

    async def test_finds_a_team_that_nobody_who_may_sign_in_is_in(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        teams = "teams: {support: {hours: {}}, returns: {}, sizes: {name: Sizes}}"
        settings = layer(settings, {"helpdesk.rule_text": f"default_team: support\n{teams}\n"})
        returns, sizes = TeamId("returns"), TeamId("sizes")
        async with open_staff(settings) as staff:
            here = replace(agent("anna"), teams=frozenset({returns}))
            gone = replace(agent("ben"), teams=frozenset({sizes}), active=False)
            for one in (here, gone):
                await staff.directory.add(Account(agent=one))

        finding = await look(settings, "staff")

        assert not finding.well
        assert finding.detail == "nobody who may sign in is in the team Sizes"
        assert "team" in finding.mend

    async def test_tells_what_the_autonomy_table_of_an_older_version_lacks(
        self, tmp_path: Path
    ) -> None:
        settings = Settings(data_dir=tmp_path / "data")
        assert (await look(settings, "autonomy")).detail == "the default table is in force"
        rows = load_table().model_dump(mode="json", exclude_defaults=True)
        del rows["operations"]["remove_items"], rows["goodwill"]["voucher"]
        (tmp_path / "older.yml").write_text(yaml.safe_dump(rows))
        await put_table(settings, tmp_path / "older.yml", by="noor", note="", version=None)

        finding = await look(settings, "autonomy")

        assert finding.well
        lacks = "without a row for operations.remove_items, goodwill.voucher: left to people"
        assert lacks in finding.detail
