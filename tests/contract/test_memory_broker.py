"""What carries work in memory, held to its contracts."""

import pytest

from assistant.operations.identity.ports import OneUse
from assistant.ports import Fanout, Leases, Presence, RateLimits, WorkQueue
from integrations.stores.memory.rate_limits import MemoryOneUse, MemoryRateLimits
from tests.contract.fanout import FanoutContract
from tests.contract.leases import LeasesContract
from tests.contract.one_use import OneUseContract
from tests.contract.presence import PresenceContract
from tests.contract.rate_limits import RateLimitsContract
from tests.contract.work_queue import WorkQueueContract
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import MemoryLeases, MemoryPresence, MemoryWorkQueue


class TestMemoryWorkQueue(WorkQueueContract):
    @pytest.fixture
    def queue(self) -> WorkQueue:
        return MemoryWorkQueue()

    @pytest.fixture
    def other(self, queue: WorkQueue) -> WorkQueue:
        return queue


class TestMemoryLeases(LeasesContract):
    @pytest.fixture
    def leases(self) -> Leases:
        return MemoryLeases()


class TestMemoryPresence(PresenceContract):
    @pytest.fixture
    def presence(self) -> Presence:
        return MemoryPresence()


class TestMemoryRateLimits(RateLimitsContract):
    @pytest.fixture
    def limits(self) -> RateLimits:
        return MemoryRateLimits()


class TestMemoryOneUse(OneUseContract):
    @pytest.fixture
    def used(self) -> OneUse:
        return MemoryOneUse()


class TestMemoryFanout(FanoutContract):
    @pytest.fixture
    def fanout(self) -> Fanout:
        return MemoryFanout()

    @pytest.fixture
    def elsewhere(self, fanout: Fanout) -> Fanout:
        return fanout
