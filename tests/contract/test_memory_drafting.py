"""The book of page drafts in memory, held to its contract."""

import pytest

from assistant.insights.drafting.ports import DraftBook
from tests.support.memory.page_draft_book import MemoryDraftBook
from tests.contract.draft_book import DraftBookContract


class TestMemoryDraftBook(DraftBookContract):
    @pytest.fixture
    def book(self) -> DraftBook:
        return MemoryDraftBook()
