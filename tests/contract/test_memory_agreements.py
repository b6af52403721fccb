"""People's decisions kept in memory."""

import pytest

from assistant.improvement.autonomy.ports import AgreementBook
from tests.contract.agreement_book import AgreementBookContract
from tests.support.memory.agreement_book import MemoryAgreementBook


class TestMemoryAgreements(AgreementBookContract):
    @pytest.fixture
    def book(self) -> AgreementBook:
        return MemoryAgreementBook()
