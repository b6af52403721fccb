"""Runs in memory, held to their contract."""

import pytest

from assistant.improvement.runs.ports import TrialRuns
from tests.contract.trial_runs import TrialRunsContract
from tests.support.memory.trial_run_book import MemoryTrialRuns


class TestMemoryTrialRuns(TrialRunsContract):
    @pytest.fixture
    def runs(self) -> TrialRuns:
        return MemoryTrialRuns()
