"""Presence and waits in memory, held to their contracts."""

import pytest

from assistant.desk.ports import AgentPresence, CustomerPresence, ReplyWaits
from tests.contract.staffing import (
    AgentPresenceContract,
    CustomerPresenceContract,
    ReplyWaitsContract,
)
from tests.support.memory.desk_rooms import (
    MemoryAgentPresence,
    MemoryCustomerPresence,
    MemoryReplyWaits,
)


class TestMemoryAgentPresence(AgentPresenceContract):
    @pytest.fixture
    def agents(self) -> AgentPresence:
        return MemoryAgentPresence()


class TestMemoryCustomerPresence(CustomerPresenceContract):
    @pytest.fixture
    def customers(self) -> CustomerPresence:
        return MemoryCustomerPresence()


class TestMemoryReplyWaits(ReplyWaitsContract):
    @pytest.fixture
    def waits(self) -> ReplyWaits:
        return MemoryReplyWaits()
