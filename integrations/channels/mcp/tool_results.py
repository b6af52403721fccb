"""Write the results of tools: words for the customer, notes for the program, and data. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from mcp.types import CallToolResult, TextContent

from assistant.conversation.dealings import Proposal
from assistant.conversation.events import ReplyWritten
from assistant.conversation.message import Language
from integrations.channels.completions.answer_chunks import details, reachable, text_of
from integrations.channels.mcp.tool_parts import CONFIRM, REPLIES

REPLY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "conversation_id": {"type": "string", "description": "to be given with the next call"},
        "reply": {"type": "string", "description": "to be shown to the customer as it is"},
        "kind": {
            "type": "string",
            "description": "answered, asked, did, abstained, handed_off ...",
        },
        "reason": {"type": ["string", "null"]},
        "author": {"type": ["string", "null"], "description": "assistant or agent (a person)"},
        "language": {"type": ["string", "null"]},
        "disclosure": {"type": "string", "description": "show it with the first reply"},
        "quick_replies": {"type": "array", "items": {"type": "string"}},
        "sources": {"type": "array", "items": {"type": "object"}},
        "cards": {"type": "array", "items": {"type": "object"}},
        "confirmation": {
            "type": ["object", "null"],
            "description": f"what waits for the customer's yes: see {CONFIRM}",
            "properties": {"id": {"type": "string"}, "operation": {"type": "string"}},
        },
    },
    "required": ["conversation_id", "reply", "kind", "confirmation"],
}


def replied(
    called: str,
    replies: Sequence[ReplyWritten],
    *,
    language: Language | None,
    awaited: Proposal | None,
    shop_url: str = "",
) -> CallToolResult:
    """Return replies as a result, with the proposal that waits for a yes.

    `shop_url` completes addresses of the shop's pages.
    """
    data = details(called, reachable(replies, shop_url))
    data["reply"] = text_of(replies, language)
    data["confirmation"] = (
        {"id": awaited.proposal_id, "operation": awaited.operation} if awaited else None
    )
    notes = [*_cited(data["sources"]), *_noted(data)]
    content = [TextContent(type="text", text=data["reply"])]
    content.append(TextContent(type="text", text="\n".join(notes)))
    return CallToolResult(content=content, structuredContent=_plain(data))


def told(data: Mapping[str, Any]) -> CallToolResult:
    """Return data as a result; its text is the same as JSON, for programs that read texts only."""
    plain = _plain(data)
    text = orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode()
    return CallToolResult(content=[TextContent(type="text", text=text)], structuredContent=plain)


def refused(message: str) -> CallToolResult:
    """Return an error as a result."""
    return CallToolResult(content=[TextContent(type="text", text=message)], isError=True)


def _cited(sources: Sequence[Any]) -> list[str]:
    """Return a line for each page that a reply rests on."""
    lines = [f"Source: {one.title} {one.url}".rstrip() for one in sources]
    return list(dict.fromkeys(lines))


def _noted(data: Mapping[str, Any]) -> list[str]:
    """Return notes for the program, which the customer need not read."""
    notes = [f"conversation_id: {data['conversation_id']}"]
    if data["disclosure"]:
        notes.append(f"Show with the first reply: {data['disclosure']}")
    if data["kind"] == "handed_off":
        notes.append(f"A person of the shop goes on: {REPLIES} has what they write.")
    if data["confirmation"] is not None:
        notes.append(
            "Nothing is done yet. Show the reply to the customer. Once they have answered it"
            f" themselves, call {CONFIRM} with their words and"
            f" confirmation_id {data['confirmation']['id']}."
        )
    return notes


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with values that JSON has."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(data, default=str))
    return plain
