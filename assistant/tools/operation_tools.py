"""Prepare the shop's operations: one tool for each declared operation, none with an effect.

A call goes the way of a customer who asks for it: autonomy, proof of identity, missing values,
refusal, read-back. What is read back is done after a yes in a message of its own, by the gate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files

import orjson
import yaml
from pydantic import JsonValue

from assistant.answers.reply_draft import Draft
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Call
from assistant.operations.declarations.address_changes import NewAddress
from assistant.operations.declarations.basket_changes import MOST
from assistant.operations.dialogue.engine_moves import Reply
from assistant.operations.dialogue.frames import Dialogue
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.dialogue.program_calls import called_wish
from assistant.operations.dialogue.values.slot_values import reasons_of
from assistant.operations.operation_register import OPERATIONS, AnyOperation
from assistant.operations.shop_rules import Rules
from assistant.operations.types import Slot, SlotKind
from assistant.tools.declaration import LONGEST, ConversationTool, Schema
from assistant.tools.facts import FactOrigin, ToolError, ToolFact, ToolResult
from assistant.tools.tool_turn import ToolTurn
from assistant.understanding.entities.message_entities import read_entities

Given = Mapping[str, JsonValue]

_ARGUMENTS: Mapping[SlotKind, tuple[str, ...]] = {
    SlotKind.ORDER: ("order_number",),
    SlotKind.LINES: ("items",),
    SlotKind.PARTS: ("how_many",),
    SlotKind.WISH: ("wish",),
    SlotKind.SWAPS: ("items", "instead"),
    SlotKind.METHOD: ("method",),
    SlotKind.ADDRESS: ("address",),
    SlotKind.PRODUCT: ("product_id", "variant"),
    SlotKind.ITEM: ("product_id", "variant"),
    SlotKind.PIECES: ("pieces",),
    SlotKind.BASKET_LINES: ("items",),
    SlotKind.VERSION: ("instead",),
}
"""Kind of slot -> the arguments that fill it."""

_EXACT = frozenset({"order_number", "reason", "address", "pieces", "product_id"})
"""Arguments that are values; all others are words, which the dialogue reads as a customer's."""

_ORDER_SLOT = "order_number"
LEAVE = "leave_request"
_STATES = frozenset({ReplyKind.ANSWERED, ReplyKind.DID})
_REFUSED = "refused_"


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Return the words of operations and values."""
    file = files("assistant.tools") / "resources" / "operations.yml"
    read: dict[str, dict[str, str]] = yaml.safe_load(file.read_text("utf-8"))
    return read


def operation_tools(
    rules: Rules, *, operates: bool = True, sells: bool = True
) -> tuple[ConversationTool, ...]:
    """Return a tool for each operation that can be asked for; the order never changes."""
    offered = tuple(
        ConversationTool(
            name=name,
            words=_words(operation),
            schema=schema_of(operation, rules, as_words=True),
            call=partial(_prepare, operation),
            moves=True,
        )
        for name, operation in OPERATIONS.items()
        if (sells if operation.of_basket else operates)
    )
    leave = ConversationTool(
        name=LEAVE,
        words="The customer no longer wants what is in progress, and nothing in its place.",
        schema={"type": "object", "properties": {}},
        call=_leave,
        moves=True,
    )
    return (*offered, leave)


def schema_of(operation: AnyOperation, rules: Rules, *, as_words: bool = False) -> Schema:
    """Return the schema of an operation's arguments; none is required: the rest is asked for.

    `as_words`: an address is a text, which the dialogue reads; else it has its parts.
    """
    properties: dict[str, Schema] = {}
    for slot in operation.slots:
        properties.update(_of_slot(operation, slot, rules))
    if as_words and "address" in properties:
        properties["address"] = _described("address", {"type": "string"})
    return {"type": "object", "properties": properties, "additionalProperties": False}


def call_of(operation: AnyOperation, given: Given) -> Call:
    """Return the operation that is called, with exact values as slots and all others as words."""
    exact: dict[str, JsonValue] = {}
    described: dict[str, str] = {}
    for slot in operation.slots:
        value = _exact(slot, given)
        exact |= {slot.name: value} if value or value == 0 else {}
        names = [
            one for one in _ARGUMENTS.get(slot.kind, ()) if one not in _EXACT or one == "address"
        ]
        said = (given.get(one) for one in names)
        words = ", ".join(one for one in said if one and isinstance(one, str))
        described |= {slot.name: words} if words else {}
    return Call(
        operation=operation.name,
        slots=orjson.dumps(exact).decode(),
        described=orjson.dumps(described).decode(),
    )


async def _prepare(operation: AnyOperation, turn: ToolTurn, given: Given) -> ToolResult:
    if turn.dialogue is None or turn.rules is None:
        msg = "nothing can be done in the shop here: say how its people are reached"
        raise ToolError(msg)
    unknown = sorted(set(given) - set(schema_of(operation, turn.rules)["properties"]))
    if unknown:
        msg = f"{operation.name} takes no {', '.join(unknown)}: leave it out and call again"
        raise ToolError(msg)
    text = turn.understanding.message or turn.understanding.text
    call = call_of(operation, _as_said(given, turn))
    wish = _going_on(called_wish(call, text), turn.conversation)
    heard = HeardMessage(text=text, language=turn.language, wishes=(wish,), called=True)
    move = await turn.dialogue.advance(turn.conversation, heard)
    if not isinstance(move, Reply):
        msg = "this cannot be prepared in this turn: ask the customer to write it by itself"
        raise ToolError(msg)
    return _result(operation, move)


def _as_said(given: Given, turn: ToolTurn) -> dict[str, JsonValue]:
    """Return the values of a call that may count: short ones, and no proof that nobody gave.

    An e-mail address or an order's number that the customer did not write proves nothing: it may
    come from a page. Who is known may have their orders named by their facts.
    """
    talk = turn.conversation.talk
    words = turn.understanding.message or turn.understanding.text
    said = "\n".join(
        (words, *turn.conversation.earlier, *(one.text for one in talk if one.by is None))
    )
    known = turn.conversation.dealings.identity is not None
    kept: dict[str, JsonValue] = {}
    for name, value in given.items():
        if value is None or (isinstance(value, str) and len(value) > LONGEST):
            continue
        text = value if isinstance(value, str) else ""
        entities = read_entities(text)
        emails = [one.value for one in entities.emails]
        if any(one not in said for one in emails) or not isinstance(value, str | int | dict):
            continue
        if name == _ORDER_SLOT and not known and str(value).lstrip("#") not in said:
            continue
        kept[name] = value
    return kept


def _going_on(wish: Wish, conversation: Conversation) -> Wish:
    """Return a wish with what is known already of the operation in progress, if it is the same.

    That of another order begins anew.
    """
    frame = Dialogue.read(conversation.dealings.dialogue).current
    if frame is None or frame.operation != wish.operation:
        return wish
    number = wish.slots.get(_ORDER_SLOT)
    if number is not None and number != frame.slots.get(_ORDER_SLOT, number):
        return wish
    return replace(wish, slots={**frame.slots, **wish.slots})


async def _leave(turn: ToolTurn, given: Given) -> ToolResult:
    del given
    in_progress = Dialogue.read(turn.conversation.dealings.dialogue).current
    if turn.dialogue is None or in_progress is None:
        msg = "nothing is in progress: there is nothing to leave"
        raise ToolError(msg)
    heard = HeardMessage(text="", language=turn.language, stop=True)
    move = await turn.dialogue.advance(turn.conversation, heard)
    draft = move.draft if isinstance(move, Reply) else None
    return ToolResult(events=move.events, closing=draft, note="left; the reply ends with that")


def _result(operation: AnyOperation, move: Reply) -> ToolResult:
    """Return what a move came to: facts to word, or code's own words that end the reply."""
    draft = move.draft
    if draft.kind in {ReplyKind.HANDED_OFF, ReplyKind.NOTICE, ReplyKind.ABSTAINED}:
        return ToolResult(events=move.events, ends=draft, verdict=move.verdict)
    if draft.kind in _STATES or draft.rule.startswith(_REFUSED):
        refused = draft.rule.startswith(_REFUSED)
        fact = ToolFact(origin=_origin(operation, draft, refused=refused), text=draft.text)
        asks = draft if draft.kind is ReplyKind.ASKED and draft.quick_replies else None
        return ToolResult(
            facts=(fact,),
            note="refused: say why, in these words or plainer ones, and what is possible"
            if refused
            else "",
            events=move.events,
            verdict=move.verdict,
            closing=asks,
            urls=draft.urls,
            evidence=draft.evidence,
        )
    note = (
        "not done yet. The reply ends with these words, which are added behind yours: do not repeat"
        f' them, ask nothing else, and do not say that it is done: "{draft.text}"'
    )
    return ToolResult(
        note=note, events=move.events, closing=draft, verdict=move.verdict, evidence=draft.evidence
    )


def _origin(operation: AnyOperation, draft: Draft, *, refused: bool) -> FactOrigin:
    if refused:
        return FactOrigin.RULE
    return (
        FactOrigin.RECEIPT
        if draft.kind is ReplyKind.DID or operation.of_basket
        else FactOrigin.ORDER
    )


def _words(operation: AnyOperation) -> str:
    return texts()["operations"][operation.name]


def _of_slot(operation: AnyOperation, slot: Slot, rules: Rules) -> Iterable[tuple[str, Schema]]:
    if slot.kind is SlotKind.REASON:
        if reasons := reasons_of(operation.name, rules):
            yield "reason", {"type": "string", "enum": list(reasons)}
        return
    for name in _ARGUMENTS.get(slot.kind, ()):
        yield name, _argument(name)


def _argument(name: str) -> Schema:
    if name == "pieces":
        return _described(name, {"type": "integer", "minimum": 0, "maximum": MOST})
    if name == "address":
        return _address()
    return _described(name, {"type": "string"})


def _described(name: str, schema: Schema) -> Schema:
    return {**schema, "description": texts()["values"][name]}


def _address() -> Schema:
    schema = NewAddress.model_json_schema()
    longest = NewAddress.model_config.get("str_max_length", LONGEST)
    fields: dict[str, Schema] = schema["properties"]
    for one in fields.values():
        one.pop("title", None)
        one.pop("default", None)
        one["maxLength"] = longest
    return {
        "type": "object",
        "properties": fields,
        "required": schema["required"],
        "additionalProperties": False,
    }


def _exact(slot: Slot, given: Given) -> JsonValue:
    match slot.kind:
        case SlotKind.ORDER:
            return given.get("order_number")
        case SlotKind.REASON:
            return given.get("reason")
        case SlotKind.ADDRESS:
            parts = given.get("address")
            return parts if isinstance(parts, dict) else None
        case SlotKind.PIECES:
            return given.get("pieces")
        case SlotKind.PRODUCT | SlotKind.ITEM:
            product_id = given.get("product_id")
            return {"product_id": product_id} if product_id else None
        case _:
            return None
