"""The desk's other ports in memory, held to their contracts."""

import pytest

from assistant.desk.attachments import Attachments
from assistant.desk.canned import CannedReplies
from assistant.memory_attachments import MemoryAttachments
from assistant.memory_canned import MemoryCannedReplies
from tests.contract.attachments import MOST, AttachmentsContract
from tests.contract.canned_replies import CannedRepliesContract


class TestMemoryAttachments(AttachmentsContract):
    @pytest.fixture
    def files(self) -> Attachments:
        return MemoryAttachments(most_bytes=MOST)


class TestMemoryCannedReplies(CannedRepliesContract):
    @pytest.fixture
    def canned(self) -> CannedReplies:
        return MemoryCannedReplies()
