"""Where a contract's tests keep what they keep: inherit one of these beside the contract."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.processes.postgres import fresh_database


class OnSqlite:
    """Each test has a file of its own."""

    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite+aiosqlite:///{tmp_path / 'log.db'}"


@pytest.mark.postgres
class OnPostgres:
    """Each test has a database of its own on a real server."""

    @pytest.fixture
    async def url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url
