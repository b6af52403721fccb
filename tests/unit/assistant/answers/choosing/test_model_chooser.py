"""A model's choice moves the reader's odds; without a choice they stand."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answers.choosing.model_chooser import (
    MOVED,
    SEARCHES,
    MessageChoices,
    ModelChooser,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.kit.model.ports import Completion, ModelUnavailableError, Request
from assistant.understanding.types import Understanding
from retrieval.types import ReadStatement
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.language_model import MemoryModel
from tests.support.seeds.conversation_events import replied
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.answers.writing.writing import ended

RETURNS = ReadStatement(text="Returns > 30 days from delivery.", signals=())
GIFTS = ReadStatement(text="Gifts > Wrapping is free.", signals=())
ODDS = (-0.5, 1.5)


class _Reader:
    async def read(self, question: str, statements: Sequence[ReadStatement]) -> Sequence[float]:
        del question
        return ODDS[: len(statements)]


async def _understand(text: str, *, language: Language | None) -> Understanding:
    return asked(text, language=language or "en")


def _choices(model: MemoryModel) -> MessageChoices:
    chooser = ModelChooser(model=model, clock=HandClock(), reader=_Reader())
    return chooser.of(Conversation(conversation_id=ConversationId("c1")), _understand)


def _says(*answers: int, search: str = "") -> MemoryModel:
    text = json.dumps({"answers": answers, "search": search})
    return MemoryModel(lambda _: Completion(text=text, end=ended()))


def _away(request: Request) -> Completion:
    del request
    msg = "no answer in time"
    raise ModelUnavailableError(msg)


class TestAChoice:
    async def test_shows_the_model_nobodys_number_of_the_question_or_the_last_reply(self) -> None:
        model = _says(1)
        chooser = ModelChooser(model=model, clock=HandClock(), reader=_Reader())
        said = replace(replied("m1"), text="Your order CT-104218 has left.")
        state = Conversation(conversation_id=ConversationId("c1")).after(said)
        choices = chooser.of(state, _understand)
        await choices.read("may I return CT-104218, ann@shop.example?", [RETURNS, GIFTS])
        shown = model.asked[0].messages[1].text
        assert "104218" not in shown
        assert "ann@" not in shown
        assert "has left" in shown

    async def test_moves_what_it_chose_up_and_the_rest_down(self) -> None:
        choices = _choices(_says(1))
        odds = await choices.read("how long to return?", [RETURNS, GIFTS])
        assert odds == [ODDS[0] + MOVED, ODDS[1] - MOVED]
        assert [(use.purpose, use.outcome) for use in choices.events] == [("reading", "chosen")]

    async def test_is_asked_for_without_personal_data(self) -> None:
        model = _says(1)
        await _choices(model).read("lea@example.com here: how long to return?", [RETURNS])

        sent = model.asked[0].messages[-1].text
        assert "lea@example.com" not in sent
        assert "how long to return?" in sent

    async def test_of_nothing_makes_everything_less_likely(self) -> None:
        choices = _choices(_says())
        assert await choices.read("do you sell cars?", [RETURNS, GIFTS]) == [
            ODDS[0] - MOVED,
            ODDS[1] - MOVED,
        ]
        assert choices.events[0].outcome == "silent"

    async def test_is_made_once_for_the_same_statements(self) -> None:
        choices = _choices(_says(1))
        first = await choices.read("how long to return?", [RETURNS, GIFTS])
        assert await choices.read("how long to return?", [RETURNS, GIFTS]) == first
        assert len(choices.events) == 1

    async def test_records_what_it_cost(self) -> None:
        choices = _choices(_says(1))
        await choices.read("how long to return?", [RETURNS, GIFTS])
        assert (choices.events[0].prompt, choices.events[0].completion) == (300, 40)


class TestOtherWords:
    async def test_are_asked_for_where_nothing_answers(self) -> None:
        choices = _choices(_says(search="return period"))
        await choices.read("how long?", [GIFTS])
        words = await choices.other_words()
        assert words is not None
        assert words.text == "return period"
        assert await choices.other_words() is None

    async def test_are_searched_a_few_times_and_no_more(self) -> None:
        choices = _choices(_says(search="return period"))
        searched = 0
        for number in range(SEARCHES + 2):
            await choices.read(f"question {number}", [GIFTS])
            searched += await choices.other_words() is not None
        assert searched == SEARCHES


class TestChoose:
    async def test_returns_the_places_of_what_answers_best_first(self) -> None:
        assert await _choices(_says(2, 1)).choose("gift wrap?", ["a", "b", "c"]) == (1, 0)

    async def test_returns_nothing_where_nothing_answers_and_none_where_it_failed(self) -> None:
        assert await _choices(_says()).choose("cars?", ["a"]) == ()
        assert await _choices(MemoryModel(_away)).choose("cars?", ["a"]) is None


class TestAModelThatFails:
    async def test_leaves_the_odds_as_the_reader_said(self) -> None:
        choices = _choices(MemoryModel(_away))
        assert await choices.read("how long?", [RETURNS, GIFTS]) == list(ODDS)
        assert choices.events[0].outcome == "unavailable"

    async def test_is_not_asked_again_for_the_same_message(self) -> None:
        choices = _choices(MemoryModel(_away))
        await choices.read("how long?", [RETURNS, GIFTS])
        await choices.read("how long?", [GIFTS])
        assert len(choices.events) == 1

    @pytest.mark.parametrize("text", ["Sorry, what was that?", '{"answers": [9], "search": ""}'])
    async def test_with_no_choice_leaves_the_odds(self, text: str) -> None:
        choices = _choices(MemoryModel(lambda _: Completion(text=text, end=ended())))
        assert await choices.read("how long?", [RETURNS, GIFTS]) == list(ODDS)
        assert choices.events[0].outcome == "unusable"
