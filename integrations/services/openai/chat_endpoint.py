"""Request answers from an endpoint that speaks the chat completions API.

Not only OpenAI's: vLLM, Ollama and llama.cpp speak it, too. A request is tried once;
`assistant.kit.model.failover` decides whether and where to try again. The features that an endpoint
lacks are left out or replaced (`endpoint_capabilities`, `tool_emulation`).
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlsplit

import openai
import orjson
import structlog
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from assistant.kit.model.model_budget import Prices
from assistant.kit.model.ports import (
    Completed,
    Completion,
    Finish,
    ModelAnswerError,
    Part,
    Request,
    TextDelta,
    ToolCall,
    Usage,
)
from integrations.services.openai.endpoint_capabilities import SCHEMA, TOOLS, Capabilities
from integrations.services.openai.endpoint_errors import as_model_error, refusal_of
from integrations.services.openai.request_body import sent, write
from integrations.services.openai.streamed_answer import PartialAnswer, finish_of, usage_of
from integrations.services.openai.tool_emulation import read_calls, unfenced

log = structlog.get_logger(__name__)

MOST_CHARS = 16  # of a token: a longer answer than `max_tokens` of these is cut off


class OpenAIChat:
    """Request answers from a model of an endpoint, as `assistant.kit.model.ports.LanguageModel`.

    Every request goes to the endpoint's operator: choose one whose terms allow that for what
    customers write.
    """

    def __init__(
        self, *, base_url: str, model: str, api_key: str, prices: Prices, timeout_s: float
    ) -> None:
        """Remember the endpoint; nothing is sent yet.

        Args:
            base_url: up to and without `/chat/completions`, usually ending in `/v1`.
            model: as the endpoint calls it.
            api_key: any string where the endpoint asks for none.
            prices: of this model, by which costs are counted.
            timeout_s: for a connection and between two reads; whoever asks may give up earlier.
        """
        self._client = openai.AsyncOpenAI(
            base_url=base_url, api_key=api_key, timeout=timeout_s, max_retries=0
        )
        self._model = model
        self._prices = prices
        self.name = urlsplit(base_url).netloc or base_url
        self.able = Capabilities()

    async def complete(self, request: Request) -> Completion:
        posted, tools = await self._post(request, stream=False)
        answer = cast("ChatCompletion", posted)
        try:
            choice = answer.choices[0]
            text, calls = choice.message.content or "", PartialAnswer.calls_of(choice.message)
            used = usage_of(answer.usage, request, text)
            finish = finish_of(choice.finish_reason)
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise as_model_error(error) from None
        if request.tools:
            text, calls, finish = self._called(text, calls, finish, tools=tools)
        elif request.format is not None:
            text = _json(text)
        return Completion(text=text, calls=calls, end=self._end(finish, used, answer.model))

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        chunks, tools = await self._post(request, stream=True)
        in_words = bool(request.tools) and not tools  # cannot be read before it is whole
        collecting = PartialAnswer(most_chars=MOST_CHARS * request.max_tokens)
        async with _closing(chunks) as arriving:
            async for chunk in arriving:
                text = collecting.take(chunk)
                if text and not in_words:
                    yield TextDelta(text=text)
        calls, finish = tuple(collecting.calls()), collecting.finish()
        if request.tools:
            text, calls, finish = self._called(collecting.text, calls, finish, tools=tools)
            if text and in_words:
                yield TextDelta(text=text)
        for call in calls:
            yield call
        used = usage_of(collecting.usage, request, collecting.text)
        yield self._end(finish, used, collecting.model)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _post(self, request: Request, *, stream: bool) -> tuple[Any, bool]:
        """Post a request, and again without the features that the endpoint says it lacks.

        Returns the answer or its chunks, and whether tools were sent as such.
        """
        while True:
            body = write(request, model=self._model, able=self.able, stream=stream)
            try:
                answer = await self._client.chat.completions.create(**cast("Any", body))
            except openai.OpenAIError as error:
                refusal = refusal_of(error)
                if refusal is None or not self.able.learn(refusal, sent(body)):
                    raise as_model_error(error) from None
                self._say_what_lacks()
            except ValueError as error:  # a body that is no JSON
                raise as_model_error(error) from None
            else:
                return answer, TOOLS in body

    def _called(
        self, text: str, calls: tuple[ToolCall, ...], finish: Finish, *, tools: bool
    ) -> tuple[str, tuple[ToolCall, ...], Finish]:
        """Return the text and the calls of an answer to a request with tools, and why it ended."""
        knew = self.able.has(TOOLS)
        if not tools:
            text, calls = read_calls(text)
            finish = Finish.TOOLS if calls else finish
        if knew:
            self.able.saw(tools=tools, called=bool(calls))
            if not self.able.has(TOOLS):
                self._say_what_lacks()
        return text, calls, finish

    def _say_what_lacks(self) -> None:
        log.info(
            "model.endpoint_lacks",
            endpoint=self.name,
            model=self._model,
            lacks=sorted(self.able.lacks),
        )

    def _end(self, finish: Finish, used: Usage, model: str) -> Completed:
        priced = Usage(
            prompt=used.prompt,
            cached=used.cached,
            completion=used.completion,
            cost=self._prices.of(used) if used.tokens else Decimal(0),
            estimated=used.estimated,
        )
        return Completed(
            finish=finish, usage=priced, model=model or self._model, endpoint=self.name
        )

    @property
    def has_schema(self) -> bool:
        """Return whether the endpoint is not known to lack JSON schemas."""
        return self.able.has(SCHEMA)


def _json(text: str) -> str:
    """Return an answer that has to be JSON, without a code fence around it.

    Raises:
        ModelAnswerError: it is no JSON.
    """
    bare = unfenced(text)
    try:
        orjson.loads(bare)
    except orjson.JSONDecodeError:
        message = "the model's answer is no JSON"
        raise ModelAnswerError(message) from None
    return bare


@asynccontextmanager
async def _closing(
    chunks: openai.AsyncStream[ChatCompletionChunk],
) -> AsyncIterator[openai.AsyncStream[ChatCompletionChunk]]:
    """Close the connection at the end of the block; an error becomes one of the port."""
    try:
        yield chunks
    except ModelAnswerError:
        raise
    except Exception as error:  # noqa: BLE001 - the HTTP library's own, of which there are many
        raise as_model_error(error) from None
    finally:
        await _close(chunks)


async def _close(chunks: openai.AsyncStream[ChatCompletionChunk]) -> None:
    with suppress(Exception):  # what is broken already cannot be closed well
        await chunks.close()
