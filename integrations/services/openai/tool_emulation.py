"""Describe tools in words, for endpoints that know none, and read the calls from JSON. Pure."""

from collections.abc import Sequence
from dataclasses import replace

import orjson
from pydantic import BaseModel, JsonValue, ValidationError

from assistant.kit.model.ports import Format, Json, Message, MessageRole, Request, Tool, ToolCall

_HOW = (
    "You have tools. Answer with one JSON object and nothing else: "
    '{"calls": [{"tool": its name, "arguments": what it takes}], "say": ""}, with one call for '
    "each thing to do. To call none and say something instead: "
    '{"calls": [], "say": what you say}. The tools, each with the JSON schema of its arguments:'
)
MOST_CALLS = 3  # of one answer; a weak model that a grammar leads would never end


class _EmulatedCall(BaseModel):
    tool: str
    arguments: dict[str, JsonValue] = {}


class _EmulatedChoice(BaseModel):
    calls: list[_EmulatedCall] = []
    say: str = ""


def without_tools(request: Request) -> Request:
    """Return the same request for an endpoint without tools; `read_calls` reads its answer."""
    described = "\n".join((_HOW, *map(_described, request.tools)))
    messages = [_plain(one) for one in request.messages]
    at = next(
        (n for n, one in enumerate(messages) if one.role is not MessageRole.SYSTEM), len(messages)
    )
    messages.insert(at, Message(role=MessageRole.SYSTEM, text=described))
    calls = {"type": "array", "maxItems": MOST_CALLS, "items": {"anyOf": _calls(request.tools)}}
    schema = {
        "type": "object",
        "properties": {"calls": calls, "say": {"type": "string"}},
        "required": ["calls", "say"],
        "additionalProperties": False,
    }
    wanted = Format(name="tool_calls", schema=schema)
    return replace(request, messages=tuple(messages), tools=(), format=wanted)


def _calls(tools: Sequence[Tool]) -> list[Json]:
    return [
        {
            "type": "object",
            "properties": {"tool": {"const": tool.name}, "arguments": dict(tool.parameters)},
            "required": ["tool", "arguments"],
            "additionalProperties": False,
        }
        for tool in tools
    ]


def read_calls(text: str) -> tuple[str, tuple[ToolCall, ...]]:
    """Return the text and the calls, each once, of an answer; without the JSON it is all text."""
    try:
        chosen = _EmulatedChoice.model_validate_json(unfenced(text))
    except ValidationError:
        return text, ()
    wanted = dict.fromkeys((one.tool, orjson.dumps(one.arguments).decode()) for one in chosen.calls)
    calls = (
        ToolCall(call_id=f"call_{at}", name=name, arguments=arguments)
        for at, (name, arguments) in enumerate(wanted)
    )
    return chosen.say, tuple(calls)


def unfenced(text: str) -> str:
    """Return JSON without the code fence that models like to put around it."""
    bare = text.strip()
    if bare.startswith("```"):
        bare = bare.removeprefix("```json").removeprefix("```").removesuffix("```")
    return bare.strip()


def _described(tool: Tool) -> str:
    return f"- {tool.name}: {tool.description} {orjson.dumps(dict(tool.parameters)).decode()}"


def _plain(message: Message) -> Message:
    """Return a message without calls; the result of a tool becomes words of the user."""
    if message.role is MessageRole.TOOL:
        return Message(role=MessageRole.USER, text=f"Result of the tool: {message.text}")
    if not message.calls:
        return message
    calls = [{"tool": one.name, "arguments": one.arguments} for one in message.calls]
    text = orjson.dumps({"calls": calls, "say": message.text}).decode()
    return Message(role=MessageRole.ASSISTANT, text=text)
