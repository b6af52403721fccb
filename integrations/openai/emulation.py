"""Tools for endpoints that know none: described in words, called in JSON. Pure."""

from dataclasses import replace

import orjson
from pydantic import BaseModel, JsonValue, ValidationError

from assistant.model.ports import Format, Message, Request, Role, Tool, ToolCall

_HOW = (
    "You have tools. Answer with one JSON object and nothing else: to call a tool, "
    '{"tool": its name, "arguments": what it takes, "say": ""}; to say something instead, '
    '{"tool": "", "arguments": {}, "say": what you say}. The tools, each with the JSON schema of '
    "its arguments:"
)


class _Chosen(BaseModel):
    tool: str = ""
    arguments: dict[str, JsonValue] = {}
    say: str = ""


def without_tools(request: Request) -> Request:
    """Return the same request for an endpoint without tools; `read_call` reads its answer."""
    described = "\n".join((_HOW, *map(_described, request.tools)))
    messages = [_plain(one) for one in request.messages]
    at = next((n for n, one in enumerate(messages) if one.role is not Role.SYSTEM), len(messages))
    messages.insert(at, Message(role=Role.SYSTEM, text=described))
    names = ["", *(tool.name for tool in request.tools)]
    schema = {
        "type": "object",
        "properties": {
            "tool": {"type": "string", "enum": names},
            "arguments": {"type": "object"},
            "say": {"type": "string"},
        },
        "required": ["tool", "arguments", "say"],
    }
    wanted = Format(name="tool_call", schema=schema)
    return replace(request, messages=tuple(messages), tools=(), format=wanted)


def read_call(text: str) -> tuple[str, tuple[ToolCall, ...]]:
    """Return what is said, and the call if there is one; what is no such JSON is said as it is."""
    try:
        chosen = _Chosen.model_validate_json(unfenced(text))
    except ValidationError:
        return text, ()
    if not chosen.tool:
        return chosen.say, ()
    arguments = orjson.dumps(chosen.arguments).decode()
    return chosen.say, (ToolCall(call_id="call_0", name=chosen.tool, arguments=arguments),)


def unfenced(text: str) -> str:
    """Return JSON without the code fence that models like to put around it."""
    bare = text.strip()
    if bare.startswith("```"):
        bare = bare.removeprefix("```json").removeprefix("```").removesuffix("```")
    return bare.strip()


def _described(tool: Tool) -> str:
    return f"- {tool.name}: {tool.description} {orjson.dumps(dict(tool.parameters)).decode()}"


def _plain(message: Message) -> Message:
    """Return a message without calls, and a tool's result as something that is told."""
    if message.role is Role.TOOL:
        return Message(role=Role.USER, text=f"Result of the tool: {message.text}")
    if not message.calls:
        return message
    calls = "\n".join(
        orjson.dumps({"tool": one.name, "arguments": one.arguments, "say": ""}).decode()
        for one in message.calls
    )
    return Message(role=Role.ASSISTANT, text="\n".join(filter(None, (message.text, calls))))
