"""The request for a choice shows statements as data, and only a whole choice is read."""

import json

import pytest

from assistant.answers.choosing.choice_request import (
    CHOICE,
    MOST_CHARACTERS,
    choice_request,
    read_choice,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.kit.model.ports import ModelAnswerError, Purpose
from retrieval.types import ReadStatement

NEW = Conversation(conversation_id=ConversationId("c1"))


def _statements(*texts: str) -> list[ReadStatement]:
    return [ReadStatement(text=text, signals=()) for text in texts]


class TestARequest:
    def test_numbers_the_statements_from_one(self) -> None:
        request = choice_request("how long?", _statements("Returns > 30 days.", "Gifts"), NEW)
        shown = json.loads(request.messages[1].text)
        assert shown["statements"] == {"1": "Returns > 30 days.", "2": "Gifts"}
        assert shown["question"] == "how long?"
        assert (request.purpose, request.format) == (Purpose.READING, CHOICE)

    def test_has_the_same_instructions_for_every_question(self) -> None:
        first = choice_request("how long?", _statements("Returns"), NEW)
        second = choice_request("combien ?", _statements("Retours", "Cadeaux"), NEW)
        assert first.messages[0] == second.messages[0]

    def test_cuts_long_statements(self) -> None:
        request = choice_request("how long?", _statements("x" * 2000), NEW)
        assert len(json.loads(request.messages[1].text)["statements"]["1"]) == MOST_CHARACTERS


class TestAChoice:
    def test_counts_its_statements_from_zero(self) -> None:
        choice = read_choice('{"answers": [3, 1], "search": ""}', count=3)
        assert choice.places == (2, 0)

    def test_names_a_statement_once_and_three_at_most(self) -> None:
        choice = read_choice('{"answers": [2, 2, 1, 3, 4], "search": ""}', count=4)
        assert choice.places == (1, 0, 2)

    def test_has_no_search_beside_an_answer(self) -> None:
        choice = read_choice('{"answers": [1], "search": "return period"}', count=3)
        assert choice.search == ""

    def test_has_other_words_where_nothing_answers(self) -> None:
        choice = read_choice('{"answers": [], "search": " return\\n period "}', count=3)
        assert (choice.places, choice.search) == ((), "return period")

    def test_searches_no_whole_story(self) -> None:
        assert read_choice(f'{{"answers": [], "search": "{"word " * 40}"}}', count=3).search == ""

    @pytest.mark.parametrize(
        "text",
        [
            "I think the first one.",
            '{"search": ""}',
            '{"answers": [4], "search": ""}',
            '{"answers": [0], "search": ""}',
            '{"answers": "all", "search": ""}',
            '{"sentences": [{"source": 1, "quote": "a", "text": "a"}]}',
        ],
    )
    def test_of_another_form_counts_as_no_choice(self, text: str) -> None:
        with pytest.raises(ModelAnswerError):
            read_choice(text, count=3)
