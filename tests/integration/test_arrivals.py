"""The count of where customers come from, in a real Valkey, and what doctor says of it."""

from pathlib import Path

import pytest

from assistant.app.commands.installation_checkup import PartFinding, examine
from assistant.kit.settings.settings import RedisSettings, Settings
from assistant.ports import ArrivalCount
from integrations.stores.redis.redis_broker import open_broker
from integrations.stores.redis.redis_client import connect
from tests.support.processes.valkey_server import Valkey, running_valkey


async def _doctor(server: Valkey, data_dir: Path) -> PartFinding:
    settings = Settings(data_dir=data_dir, redis=RedisSettings(url=server.url))
    (finding,) = [one async for one in examine(settings, ["web"])]
    return finding


class TestArrivals:
    async def test_are_counted_without_an_address(self) -> None:
        with running_valkey() as server:
            async with open_broker(server.url) as broker, connect(server.url) as redis:
                for number in range(40):
                    await broker.arrivals.note(f"203.0.113.{number % 4}")

                assert await broker.arrivals.count() == ArrivalCount(conversations=40, networks=4)
                for key in await redis.keys("*arrivals*"):
                    assert b"203.0.113" not in (await redis.dump(key) or b"")
                    assert await redis.ttl(key) > 0


class TestDoctor:
    @pytest.mark.parametrize(("networks", "well"), [(1, False), (2, True)])
    async def test_warns_when_everybody_comes_from_one_address(
        self, tmp_path: Path, networks: int, *, well: bool
    ) -> None:
        with running_valkey() as server:
            async with open_broker(server.url) as broker:
                for number in range(40):
                    await broker.arrivals.note(f"172.18.0.{number % networks}")
            finding = await _doctor(server, tmp_path)

        assert finding.well is well
        assert ("COMPTOIR_WEB__TRUSTED_PROXIES" in finding.mend) is not well
