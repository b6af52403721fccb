"""Rules of orders that were met, kept in memory."""

import pytest

from assistant.improvement.autonomy.ports import RuleRecord
from tests.contract.rule_record import RuleRecordContract
from tests.support.memory.rule_record import MemoryRuleRecord


class TestMemoryRuleRecord(RuleRecordContract):
    @pytest.fixture
    def record(self) -> RuleRecord:
        return MemoryRuleRecord()
