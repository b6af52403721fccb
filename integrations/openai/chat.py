"""One endpoint that speaks the chat completions API: OpenAI's, vLLM's, Ollama's, llama.cpp's.

A request is tried once; who tries again and where is `assistant.model.failover`'s to say. What
the endpoint turns out to lack is left out or done without (`capabilities`, `emulation`).
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlsplit

import openai
import orjson
import structlog
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from assistant.model.ports import (
    Completed,
    Completion,
    Finish,
    ModelAnswerError,
    ModelError,
    Part,
    Request,
    TextDelta,
    Usage,
)
from assistant.model.prices import Prices
from integrations.openai.capabilities import SCHEMA, TOOLS, Capabilities
from integrations.openai.collecting import Collecting, finish_of, usage_of
from integrations.openai.emulation import read_calls, unfenced, without_tools
from integrations.openai.refusals import as_model_error, refusal_of
from integrations.openai.wire import sent, write

log = structlog.get_logger(__name__)

MOST_CHARS = 16  # of a token: a longer answer than `max_tokens` of these is cut off


class OpenAIChat:
    """One endpoint and one model of it; implements `assistant.model.ports.LanguageModel`.

    What is asked goes to the endpoint's operator: choose one whose terms allow that for what
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
        answer = await self._complete(request)
        if not request.tools or not self.able.unsure_of_tools:
            return answer
        if answer.calls:
            self.able.doubts = 0
            return answer
        return await self._described(request, answer)

    async def _described(self, request: Request, answer: Completion) -> Completion:
        """Ask again with the tools in words; if that brings a call, the endpoint lacks tools."""
        self.able.doubts -= 1
        try:
            again = await self._complete(without_tools(request))
        except ModelError:
            return answer
        used = answer.end.usage.plus(again.end.usage)
        text, calls = read_calls(again.text)
        if not calls:
            return replace(answer, end=replace(answer.end, usage=used))
        self.able.lacks.add(TOOLS)
        self._say_what_lacks()
        return Completion(
            text=text, calls=calls, end=replace(again.end, finish=Finish.TOOLS, usage=used)
        )

    async def _complete(self, request: Request) -> Completion:
        answer = cast("ChatCompletion", await self._post(request, stream=False))
        try:
            choice = answer.choices[0]
            text, calls = choice.message.content or "", Collecting.calls_of(choice.message)
            used = usage_of(answer.usage, request, text)
            finish = finish_of(choice.finish_reason)
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise as_model_error(error) from None
        if request.tools and not self.able.has(TOOLS):
            text, calls = read_calls(text)
            finish = Finish.TOOLS if calls else finish
        elif request.format is not None:
            text = _json(text)
        return Completion(text=text, calls=calls, end=self._end(finish, used, answer.model))

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        if request.tools and not self.able.has(TOOLS):
            async for part in self._whole(request):
                yield part
            return
        chunks = await self._post(request, stream=True)
        if request.tools and not self.able.has(TOOLS):  # as it turned out just now
            await _close(chunks)
            async for part in self._whole(request):
                yield part
            return
        collecting = Collecting(most_chars=MOST_CHARS * request.max_tokens)
        async with _closing(chunks) as arriving:
            async for chunk in arriving:
                if text := collecting.take(chunk):
                    yield TextDelta(text=text)
        for call in collecting.calls():
            yield call
        used = usage_of(collecting.usage, request, collecting.text)
        yield self._end(collecting.finish(), used, collecting.model)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _whole(self, request: Request) -> AsyncIterator[Part]:
        """Yield an answer that cannot be read before it is whole."""
        answer = await self.complete(request)
        if answer.text:
            yield TextDelta(text=answer.text)
        for call in answer.calls:
            yield call
        yield answer.end

    async def _post(self, request: Request, *, stream: bool) -> Any:  # noqa: ANN401  # either of two
        """Ask, and ask again without what the endpoint says that it does not take."""
        while True:
            body = write(request, model=self._model, able=self.able, stream=stream)
            try:
                return await self._client.chat.completions.create(**cast("Any", body))
            except openai.OpenAIError as error:
                refusal = refusal_of(error)
                if refusal is None or not self.able.learn(refusal, sent(body)):
                    raise as_model_error(error) from None
                self._say_what_lacks()
            except ValueError as error:  # a body that is no JSON
                raise as_model_error(error) from None

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
        """Whether the endpoint is not known to lack JSON schemas."""
        return self.able.has(SCHEMA)


def _json(text: str) -> str:
    """Return an answer that has to be JSON, without what is around it.

    Raises:
        ModelAnswerError: it is none.
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
    """Close the connection at the end of the block; what breaks it is the port's error."""
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
