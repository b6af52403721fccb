"""Mail in memory, held to its contract."""

import pytest

from assistant.mail.ports import MailSpool
from assistant.memory_mail import MemorySpool
from tests.contract.mail_spool import MailSpoolContract


class TestMemorySpool(MailSpoolContract):
    @pytest.fixture
    def spool(self) -> MailSpool:
        return MemorySpool()
