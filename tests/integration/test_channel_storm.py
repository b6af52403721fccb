"""Whatever the network does and whoever is killed: every message is answered once, in order."""

from pathlib import Path

import pytest

from tests.support.processes.channel_storm import Weather, storm
from tests.support.processes.valkey_server import running_valkey

pytestmark = pytest.mark.slow  # a storm of messages with kills

MAY_BE = {"messages", "replies", "worker_kills", "api_kills", "posts"}


async def test_every_message_is_answered_once_and_in_order(tmp_path: Path) -> None:
    weather = Weather(customers=40, each=4)
    with running_valkey() as valkey:
        found = (await storm(tmp_path, valkey.url, weather)).figures()

    assert found["worker_kills"] >= 3
    assert found["api_kills"] == 1
    assert {name: n for name, n in found.items() if n and name not in MAY_BE} == {}
