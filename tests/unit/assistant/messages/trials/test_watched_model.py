"""What is told of a language model: its question, its answer, its tokens, its failures."""

import pytest

from assistant.kit.model.ports import (
    Completed,
    Completion,
    Finish,
    Format,
    Message,
    MessageRole,
    ModelUnavailableError,
    Purpose,
    Request,
    Usage,
)
from assistant.messages.trials.turn_trace import AskedFact, TurnTrace
from assistant.messages.trials.watched_model import WatchedModel
from tests.support.memory.language_model import MemoryModel

END = Completed(
    finish=Finish.STOP, usage=Usage(prompt=40, completion=5), model="m1", endpoint="here"
)
ASK = Request(
    messages=(
        Message(role=MessageRole.SYSTEM, text="instructions"),
        Message(role=MessageRole.USER, text="Délai ?"),
    ),
    purpose=Purpose.READING,
    format=Format(name="choice", schema={}),
)


def fails(request: Request) -> Completion:
    del request
    why = "away"
    raise ModelUnavailableError(why)


def facts(trace: TurnTrace) -> list[AskedFact]:
    return [one.fact for one in trace.steps if isinstance(one.fact, AskedFact)]


class TestAModel:
    async def test_is_told_with_what_it_was_shown_and_said(self) -> None:
        trace = TurnTrace()
        model = WatchedModel(MemoryModel(lambda _: Completion(text="[1]", end=END)), trace)

        await model.complete(ASK)

        (fact,) = facts(trace)
        assert (fact.asked, fact.said, fact.form) == ("Délai ?", "[1]", "choice")
        assert (fact.prompt, fact.completion, fact.model) == (40, 5, "m1")

    async def test_is_told_as_it_writes(self) -> None:
        trace = TurnTrace()
        said = "Vous avez trente jours pour cela."
        model = WatchedModel(MemoryModel(lambda _: Completion(text=said, end=END)), trace)

        async for _ in model.stream(ASK):
            pass

        assert facts(trace)[0].said == said

    async def test_that_gives_no_answer_is_told_too(self) -> None:
        trace = TurnTrace()
        model = WatchedModel(MemoryModel(fails), trace)

        with pytest.raises(ModelUnavailableError):
            await model.complete(ASK)
        with pytest.raises(ModelUnavailableError):
            async for _ in model.stream(ASK):
                pass

        assert [one.failed for one in facts(trace)] == ["unavailable", "unavailable"]
