"""The door of the web chat while more comes than workers answer."""

from dataclasses import replace

import pytest
from fastapi import Request

from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.load_gate import Pressure
from integrations.channels.webchat.door import Door
from integrations.stores.memory.rate_limits import MemoryRateLimits
from tests.support.memory.assemblies.web_chat import Chat, Limits
from tests.support.memory.work_queue import FixedGate
from tests.support.seeds.people_events import C1

CROWDED = Pressure(wait_s=2.0)
SHUT = Pressure(wait_s=2.0, is_shut=True)


def door_with(pressure: Pressure, limits: Limits | None = None) -> Door:
    gate = FixedGate(found=pressure)
    return Door(replace(Chat().parts, load=gate, limits=limits or MemoryRateLimits()))


def request_of(host: str) -> Request:
    return Request({"type": "http", "client": (host, 1), "headers": []})


async def let_in(door: Door, host: str, messages: int) -> int:
    """Return how many of the messages from one address were let in."""
    welcome = 0
    for _ in range(messages):
        try:
            await door.make_room(request_of(host), C1, "m1")
        except RefusedError:
            continue
        welcome += 1
    return welcome


class TestADoorInACrowd:
    async def test_holds_one_address_to_its_share_and_lets_the_others_in(self) -> None:
        door = door_with(CROWDED)

        assert await let_in(door, "203.0.113.5", 600) == 10
        assert [await let_in(door, f"198.51.100.{i}", 1) for i in range(20)] == [1] * 20

    async def test_counts_a_household_of_ipv6_as_one(self) -> None:
        door = door_with(CROWDED)

        came = [await let_in(door, f"2001:db8::{i}", 1) for i in range(1, 30)]

        assert sum(came) == 10

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
    async def test_shares_nothing_out_to_a_proxy_of_this_machine(self, host: str) -> None:
        assert await let_in(door_with(CROWDED), host, 50) == 50

    async def test_lets_everybody_in_while_messages_cannot_be_counted(self) -> None:
        assert await let_in(door_with(CROWDED, Limits(broken=True)), "203.0.113.5", 50) == 50

    async def test_refuses_everybody_once_it_is_shut(self) -> None:
        with pytest.raises(RefusedError) as refused:
            await door_with(SHUT).make_room(request_of("203.0.113.5"), C1, "m1")

        assert refused.value.code is ErrorCode.BUSY
        assert 1.0 <= (refused.value.retry_after_s or 0.0) <= 3.0

    async def test_looks_for_a_repeat_only_so_often(self) -> None:
        codes = []
        door = door_with(SHUT)
        for _ in range(40):
            with pytest.raises(RefusedError) as refused:
                await door.make_room(request_of("203.0.113.5"), C1, "m1")
            codes.append(refused.value.code)

        assert codes == [ErrorCode.BUSY] * 30 + [ErrorCode.TOO_MANY_REQUESTS] * 10

    async def test_counts_nobody_while_workers_keep_up(self) -> None:
        limits = Limits()

        assert await let_in(door_with(Pressure(), limits), "203.0.113.5", 50) == 50
        assert limits.asked == []
