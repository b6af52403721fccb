"""Runs in memory, held to their contract."""

import pytest

from assistant.improvement.runs.trial_run import TrialRuns
from tests.contract.trial_runs import TrialRunsContract
from tests.support.memory.trial_run_book import MemoryTrialRuns


class TestMemoryTrialRuns(TrialRunsContract):
    @pytest.fixture
    def runs(self) -> TrialRuns:
        return MemoryTrialRuns()
