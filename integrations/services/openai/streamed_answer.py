"""Collect the pieces of a streamed answer. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessage

from assistant.kit.model.ports import Finish, ModelAnswerError, Request, ToolCall, Usage

_CHARS = 4  # of a token, about, where the endpoint does not count
_FINISHES = {
    "stop": Finish.STOP,
    "length": Finish.LENGTH,
    "tool_calls": Finish.TOOLS,
    "function_call": Finish.TOOLS,
    "content_filter": Finish.FILTER,
}


@dataclass(slots=True)
class _StreamedCall:
    call_id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True, kw_only=True)
class PartialAnswer:
    """Hold the part of an answer that has come."""

    most_chars: int  # a longer answer is an error
    text: str = ""
    model: str = ""
    usage: CompletionUsage | None = None
    _ended: str | None = None
    _calls: dict[int, _StreamedCall] = field(default_factory=dict)

    def take(self, chunk: ChatCompletionChunk) -> str:
        """Take one chunk; return the text that it adds.

        Raises:
            ModelAnswerError: the answer is too long.
        """
        self.model = chunk.model or self.model
        self.usage = chunk.usage or self.usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self._ended = choice.finish_reason or self._ended
        for part in choice.delta.tool_calls or ():
            call = self._calls.setdefault(part.index, _StreamedCall())
            call.call_id = part.id or call.call_id
            if part.function is not None:
                call.name += part.function.name or ""
                call.arguments += part.function.arguments or ""
        added = choice.delta.content or ""
        self.text += added
        if len(self.text) + sum(len(c.arguments) for c in self._calls.values()) > self.most_chars:
            message = "the model's answer is too long"
            raise ModelAnswerError(message)
        return added

    def calls(self) -> Iterator[ToolCall]:
        """Yield the calls, in order."""
        for at, call in sorted(self._calls.items()):
            call_id = call.call_id or f"call_{at}"
            yield ToolCall(call_id=call_id, name=call.name, arguments=call.arguments)

    def finish(self) -> Finish:
        """Return why the answer ended.

        Raises:
            ModelAnswerError: it did not: the stream broke off.
        """
        if self._ended is None:
            message = "the model's answer ended before its end"
            raise ModelAnswerError(message)
        return finish_of(self._ended)

    @staticmethod
    def calls_of(message: ChatCompletionMessage) -> tuple[ToolCall, ...]:
        """Return the calls of an answer that came whole."""
        return tuple(
            ToolCall(
                call_id=one.id or f"call_{at}",
                name=one.function.name,
                arguments=one.function.arguments,
            )
            for at, one in enumerate(message.tool_calls or ())
            if one.type == "function"
        )


def finish_of(reason: str | None) -> Finish:
    """Return why an answer ended; an unknown reason is a stop."""
    return _FINISHES.get(reason or "stop", Finish.STOP)


def usage_of(used: CompletionUsage | Any, request: Request, text: str) -> Usage:  # noqa: ANN401  # as it came
    """Return the tokens that the endpoint counted, or an estimate where it counted none."""
    if isinstance(used, CompletionUsage) and used.prompt_tokens:
        details = used.prompt_tokens_details
        return Usage(
            prompt=used.prompt_tokens,
            cached=(details.cached_tokens or 0) if details else 0,
            completion=used.completion_tokens or 0,
        )
    asked = sum(len(one.text) for one in request.messages)
    return Usage(prompt=asked // _CHARS + 1, completion=len(text) // _CHARS + 1, estimated=True)
