"""Contacts, statuses, envelopes and media in memory, held to their contracts."""

import pytest

from assistant.messages.channels.ports import ContactBook, Envelopes, MediaQueue, StatusBook
from assistant.ports import EventLog
from integrations.stores.memory.event_log import MemoryEventLog
from tests.contract.contact_book import ContactBookContract
from tests.contract.envelopes import EnvelopesContract, MediaQueueContract
from tests.contract.status_book import StatusBookContract
from tests.support.memory.channel_books import (
    MemoryContactBook,
    MemoryEnvelopes,
    MemoryMediaQueue,
    MemoryStatusBook,
)


class TestMemoryContactBook(ContactBookContract):
    @pytest.fixture
    def book(self) -> ContactBook:
        return MemoryContactBook()


class TestMemoryStatusBook(StatusBookContract):
    @pytest.fixture
    def log(self) -> EventLog:
        return MemoryEventLog()

    @pytest.fixture
    def book(self, log: EventLog) -> StatusBook:
        return MemoryStatusBook(log)


class TestMemoryEnvelopes(EnvelopesContract):
    @pytest.fixture
    def envelopes(self) -> Envelopes:
        return MemoryEnvelopes()


class TestMemoryMediaQueue(MediaQueueContract):
    @pytest.fixture
    def queue(self) -> MediaQueue:
        return MemoryMediaQueue()
