"""Write a request in the form of the chat completions API; pure."""

from base64 import b64encode
from typing import Any

import orjson

from assistant.kit.model.ports import Message, MessageRole, Request, Tool
from integrations.services.openai.endpoint_capabilities import (
    MAX_TOKENS,
    OBJECT,
    SCHEMA,
    TEMPERATURE,
    TOOLS,
    USAGE,
    Capabilities,
)
from integrations.services.openai.tool_emulation import without_tools

Body = dict[str, Any]

_AS_JSON = "Answer with one JSON object and nothing else. It has to fit this JSON schema: "


def write(request: Request, *, model: str, able: Capabilities, stream: bool) -> Body:
    """Return the body of a request, without the features that the endpoint is known to lack."""
    if request.tools and not able.takes_tools:
        request = without_tools(request)
    body: Body = {
        "model": model,
        "messages": [_message(one) for one in request.messages],
        MAX_TOKENS if able.has(MAX_TOKENS) else "max_completion_tokens": request.max_tokens,
    }
    if able.has(TEMPERATURE):
        body["temperature"] = request.temperature
    if request.tools:
        body["tools"] = [_tool(one) for one in request.tools]
    if request.format is not None:
        _ask_for_json(body, request, able)
    if stream:
        body["stream"] = True
        if able.has(USAGE):
            body["stream_options"] = {"include_usage": True}
    return body


def sent(body: Body) -> frozenset[str]:
    """Return the features of `body` that an endpoint may lack."""
    kind = body.get("response_format", {}).get("type")
    names = {TOOLS, USAGE, TEMPERATURE, MAX_TOKENS} & set(body)
    return frozenset(names | ({kind} if kind else set()))


def _ask_for_json(body: Body, request: Request, able: Capabilities) -> None:
    wanted = request.format
    if wanted is None:
        raise LookupError
    if able.has(SCHEMA):
        schema = {"name": wanted.name, "schema": dict(wanted.schema), "strict": True}
        body["response_format"] = {"type": SCHEMA, SCHEMA: schema}
        return
    if able.has(OBJECT):
        body["response_format"] = {"type": OBJECT}
    # After what never changes, so that the endpoint still finds the beginning in its cache.
    said = _AS_JSON + orjson.dumps(wanted.schema).decode()
    at = next((n for n, m in enumerate(body["messages"]) if m["role"] != MessageRole.SYSTEM), 0)
    body["messages"].insert(at, {"role": MessageRole.SYSTEM, "content": said})


def _message(message: Message) -> Body:
    written: Body = {"role": message.role.value, "content": message.text}
    if message.calls:
        written["content"] = message.text or None
        written["tool_calls"] = [
            {
                "id": one.call_id,
                "type": "function",
                "function": {"name": one.name, "arguments": one.arguments},
            }
            for one in message.calls
        ]
    if message.images:
        pictures = ((one.media_type, b64encode(one.data).decode()) for one in message.images)
        written["content"] = [
            {"type": "text", "text": message.text},
            *(
                {"type": "image_url", "image_url": {"url": f"data:{kind};base64,{data}"}}
                for kind, data in pictures
            ),
        ]
    if message.answers:
        written["tool_call_id"] = message.answers
    return written


def _tool(tool: Tool) -> Body:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }
    return {"type": "function", "function": function}
