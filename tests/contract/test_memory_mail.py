"""Mail in memory, held to its contract."""

import pytest

from assistant.kit.mail.ports import MailSpool
from integrations.stores.memory.mail_spool import MemorySpool
from tests.contract.mail_spool import MailSpoolContract


class TestMemorySpool(MailSpoolContract):
    @pytest.fixture
    def spool(self) -> MailSpool:
        return MemorySpool()
