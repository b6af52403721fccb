"""The embedded server: starts fast, is shared, comes back, and never outlives its owner."""

import asyncio
import os
import signal
import stat
import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from integrations.stores.redis.embedded_valkey import EmbeddedServerError, embedded_valkey
from integrations.stores.redis.redis_broker import open_broker
from integrations.stores.redis.redis_client import connect
from tests.support.patience import until


async def process_id(client: Redis) -> int:
    """Return the server's."""
    return int((await client.info("server"))["process_id"])


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return b"\nState:\tZ" not in Path(f"/proc/{pid}/status").read_bytes()


class TestTheServer:
    async def test_answers_on_a_private_socket_in_the_data_folder(self, tmp_path: Path) -> None:
        async with embedded_valkey(tmp_path) as url, open_broker(url) as broker:
            await broker.check()

            socket = tmp_path / "valkey" / "valkey.sock"
            assert url == f"unix://{socket}"
            assert stat.S_IMODE(socket.stat().st_mode) == 0o700

    async def test_keeps_nothing_on_disk(self, tmp_path: Path) -> None:
        async with embedded_valkey(tmp_path) as url, connect(url) as client:
            await client.set("a", "b")

        assert {p.name for p in (tmp_path / "valkey").iterdir()} == {"lock", "valkey.log"}

    async def test_ends_with_its_block(self, tmp_path: Path) -> None:
        async with embedded_valkey(tmp_path) as url, connect(url) as client:
            pid = await process_id(client)

        assert not is_running(pid)

    async def test_takes_a_data_folder_with_a_very_long_name(self, tmp_path: Path) -> None:
        folder = tmp_path / ("long" * 30)

        async with embedded_valkey(folder) as url, open_broker(url) as broker:
            await broker.check()
            socket = Path(url.removeprefix("unix://"))
            assert len(str(socket)) <= 100

        socket.parent.rmdir()

    async def test_replaces_what_a_killed_server_left(self, tmp_path: Path) -> None:
        (tmp_path / "valkey").mkdir()
        (tmp_path / "valkey" / "valkey.sock").write_text("stale")

        async with embedded_valkey(tmp_path) as url, open_broker(url) as broker:
            await broker.check()

    async def test_is_joined_by_a_second_process(self, tmp_path: Path) -> None:
        async with embedded_valkey(tmp_path) as url, connect(url) as client:
            pid = await process_id(client)
            async with embedded_valkey(tmp_path) as second_url:
                assert second_url == url

            assert await process_id(client) == pid

    async def test_is_started_again_when_it_dies(self, tmp_path: Path) -> None:
        async with embedded_valkey(tmp_path) as url, connect(url) as client:
            pid = await process_id(client)
            os.kill(pid, signal.SIGKILL)

            async def is_back() -> object:
                try:
                    return await process_id(client) != pid
                except RedisError:
                    return False

            await until(is_back)

    async def test_dies_with_a_process_that_is_killed(self, tmp_path: Path) -> None:
        owner = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.processes.embedded_server", str(tmp_path)),
            stdout=asyncio.subprocess.PIPE,
        )
        assert owner.stdout is not None
        url = (await owner.stdout.readline()).decode().strip()
        async with connect(url) as client:
            pid = await process_id(client)

        owner.kill()
        await owner.wait()

        async def is_gone() -> object:
            return not is_running(pid)

        await until(is_gone)
        async with embedded_valkey(tmp_path) as url, open_broker(url) as broker:
            await broker.check()

    async def test_that_cannot_start_says_where_to_look(self, tmp_path: Path) -> None:
        with pytest.raises(EmbeddedServerError, match=r"valkey\.log"):
            async with embedded_valkey(tmp_path, program=Path("/bin/false")):
                pytest.fail("started")
