"""The shop's people in memory, held to their contracts."""

import pytest

from assistant.desk.staff.ports import Audit, Directory, SecondFactors, Sessions
from tests.contract.second_factors import SecondFactorsContract
from tests.contract.staff import AuditContract, DirectoryContract, SessionsContract
from tests.support.memory.staff_directory import (
    MemoryAudit,
    MemoryDirectory,
    MemorySecondFactors,
    MemorySessions,
)


class TestMemoryDirectory(DirectoryContract):
    @pytest.fixture
    def directory(self) -> Directory:
        return MemoryDirectory()


class TestMemorySessions(SessionsContract):
    @pytest.fixture
    def sessions(self) -> Sessions:
        return MemorySessions()


class TestMemoryAudit(AuditContract):
    @pytest.fixture
    def audit(self) -> Audit:
        return MemoryAudit()


class TestMemorySecondFactors(SecondFactorsContract):
    @pytest.fixture
    def factors(self) -> SecondFactors:
        return MemorySecondFactors()
