"""The desk's other ports in memory, held to their contracts."""

import pytest

from assistant.desk.attachment_store import Attachments
from assistant.desk.canned_replies import CannedReplies
from tests.contract.attachments import MOST, AttachmentsContract
from tests.contract.canned_replies import CannedRepliesContract
from tests.support.memory.desk_rooms import MemoryAttachments, MemoryCannedReplies


class TestMemoryAttachments(AttachmentsContract):
    @pytest.fixture
    def files(self) -> Attachments:
        return MemoryAttachments(most_bytes=MOST)


class TestMemoryCannedReplies(CannedRepliesContract):
    @pytest.fixture
    def canned(self) -> CannedReplies:
        return MemoryCannedReplies()
