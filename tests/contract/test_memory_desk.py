"""Presence and waits in memory, held to their contracts."""

import pytest

from assistant.desk.ports import AgentPresence, CustomerPresence, ReplyWaits
from assistant.messages.ports import CustomerTyping
from tests.contract.staffing import (
    AgentPresenceContract,
    CustomerPresenceContract,
    CustomerTypingContract,
    ReplyWaitsContract,
)
from tests.support.memory.desk_rooms import (
    MemoryAgentPresence,
    MemoryCustomerPresence,
    MemoryCustomerTyping,
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


class TestMemoryCustomerTyping(CustomerTypingContract):
    @pytest.fixture
    def typing(self) -> CustomerTyping:
        return MemoryCustomerTyping()


class TestMemoryReplyWaits(ReplyWaitsContract):
    @pytest.fixture
    def waits(self) -> ReplyWaits:
        return MemoryReplyWaits()
