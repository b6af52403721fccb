"""Replays kept in memory."""

import pytest

from assistant.improvement.replay.replay_run import ReplayRuns
from tests.contract.replay_runs import ReplayRunsContract
from tests.support.memory.replay_book import MemoryReplayRuns


class TestMemoryReplays(ReplayRunsContract):
    @pytest.fixture
    def runs(self) -> ReplayRuns:
        return MemoryReplayRuns()
