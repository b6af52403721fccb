"""Saved questions in memory, held to their contract."""

import pytest

from assistant.messages.trials.ports import QuestionRuns, SavedQuestions
from tests.contract.saved_questions import QuestionRunsContract, SavedQuestionsContract
from tests.support.memory.question_book import MemoryQuestionRuns, MemorySavedQuestions


class TestMemorySavedQuestions(SavedQuestionsContract):
    @pytest.fixture
    def questions(self) -> SavedQuestions:
        return MemorySavedQuestions()


class TestMemoryQuestionRuns(QuestionRunsContract):
    @pytest.fixture
    def runs(self) -> QuestionRuns:
        return MemoryQuestionRuns()
