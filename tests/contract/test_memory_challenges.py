"""Judgements on answers kept in memory."""

import pytest

from assistant.improvement.challenges.ports import ChallengeBook
from tests.contract.challenge_book import ChallengeBookContract
from tests.support.memory.challenge_book import MemoryChallengeBook


class TestMemoryChallenges(ChallengeBookContract):
    @pytest.fixture
    def book(self) -> ChallengeBook:
        return MemoryChallengeBook()
