"""The book of page drafts in memory, held to its contract."""

import pytest

from assistant.insights.drafting.ports import DraftBook
from tests.contract.draft_book import DraftBookContract
from tests.support.memory.page_draft_book import MemoryDraftBook


class TestMemoryDraftBook(DraftBookContract):
    @pytest.fixture
    def book(self) -> DraftBook:
        return MemoryDraftBook()
