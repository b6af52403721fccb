"""What a container asks about its own worker, on a real Valkey server."""

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assistant.app.commands.installation_checkup import WORKER_HERE, PartFinding, examine
from assistant.kit.settings.settings import RedisSettings, Settings
from integrations.stores.redis.redis_broker import Broker, open_broker
from tests.support.processes.valkey_server import Valkey, running_valkey

HERE = socket.gethostname()


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with running_valkey() as valkey:
        yield valkey


@pytest.fixture
async def broker(server: Valkey) -> AsyncIterator[Broker]:
    server.flush()
    async with open_broker(server.url) as broker:
        yield broker


async def look(server: Valkey, folder: Path) -> PartFinding:
    settings = Settings(data_dir=folder, redis=RedisSettings(url=server.url))
    (finding,) = [finding async for finding in examine(settings, [WORKER_HERE])]
    return finding


class TestAContainer:
    async def test_is_well_while_its_own_worker_lives(
        self, server: Valkey, broker: Broker, tmp_path: Path
    ) -> None:
        await broker.presence.beat(broker.name, for_s=60)

        assert (await look(server, tmp_path)).well

    @pytest.mark.parametrize("other", [f"{HERE}-2/1f0c", f"{HERE}x/1f0c", "elsewhere/1f0c"])
    async def test_is_not_well_while_only_others_live(
        self, server: Valkey, broker: Broker, tmp_path: Path, other: str
    ) -> None:
        await broker.presence.beat(broker.name, for_s=60)
        await broker.presence.beat(other, for_s=60)
        await broker.presence.leave(broker.name)

        finding = await look(server, tmp_path)

        assert (finding.well, finding.mend) == (False, "run: comptoir worker on this machine")
