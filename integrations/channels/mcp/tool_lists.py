"""List the tools of a caller: a program that speaks for customers, or a person of the shop.

The tools of operations are made from the operations' declarations. No tool has an effect by itself:
an operation is read back, and the customer's yes is a message. Each list is made once, because
every call looks into it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mcp.types import Tool, ToolAnnotations

from assistant.conversation.people import Role
from assistant.desk.staff.permissions import Permission, may
from assistant.operations.operation_register import OPERATIONS, AnyOperation
from assistant.operations.shop_rules import Rules
from assistant.tools.operation_tools import schema_of, texts
from integrations.channels.mcp.staff_tool_lists import staff_tools
from integrations.channels.mcp.tool_parts import (
    ASK,
    CONFIRM,
    LANGUAGE,
    LONGEST,
    PRODUCT,
    REPLIES,
    SEARCH,
    Schema,
    obj,
    text,
    up_to,
)
from integrations.channels.mcp.tool_results import REPLY_SCHEMA

MOST_PRODUCTS = 20

_READS = ToolAnnotations(readOnlyHint=True, openWorldHint=False)
_TELLS = ToolAnnotations(readOnlyHint=False, destructiveHint=False, openWorldHint=False)
_CHANGES = ToolAnnotations(readOnlyHint=False, destructiveHint=True, openWorldHint=False)

_NAMED: Schema = {
    "type": "string",
    "maxLength": LONGEST,
    "description": "of the answer before, so that it is one conversation; nothing: a new one",
}
_LAST = _NAMED | {
    "description": "of the answer that is meant; over pipes, or where a header names it, it may be"
    " left out: the last one then"
}
_WORDS = "what the customer said, word for word, in their language: people of the shop read it"


def customer_tools(rules: Rules | None, *, operates: bool, max_chars: int) -> list[Tool]:
    """Return the tools of a program that speaks for customers; without `rules`, no operations."""
    tools = [_ask(max_chars), _replies(), *catalogue_tools()]
    if rules is not None and operates:
        tools += [_operation(one, rules, max_chars) for one in OPERATIONS.values()]
        tools.append(_confirm(max_chars))
    return tools


def catalogue_tools() -> list[Tool]:
    """Return the tools that every key may call: the shop shows its products to everybody."""
    return [_search(), _product()]


def _search() -> Tool:
    return Tool(
        name=SEARCH,
        title="Search products",
        description="Find products of the shop by what they are: kind, colour, size, price or use."
        " Returns ids, prices, options and what is in stock, best first; none if nothing fits.",
        inputSchema=obj(
            {
                "query": text("in the customer's words: a red wool scarf under 40 euros"),
                "in_stock": {"type": "boolean", "description": "only what can be bought now"},
                "max_price": {
                    "type": "number",
                    "minimum": 0,
                    "description": "in the shop's currency",
                },
                "limit": up_to(MOST_PRODUCTS, default=5),
                "language": LANGUAGE,
            },
            required=("query",),
        ),
        annotations=_READS,
    )


def _product() -> Tool:
    return Tool(
        name=PRODUCT,
        title="Get a product",
        description="All that the catalogue says of one product: description, attributes, every"
        " variant with its price and stock.",
        inputSchema=obj(
            {"product_id": text(f"of {SEARCH}"), "language": LANGUAGE}, required=("product_id",)
        ),
        annotations=_READS,
    )


def _ask(max_chars: int) -> Tool:
    return Tool(
        name=ASK,
        title="Ask the shop",
        description="Say something to the shop's assistant in a customer's name, and get its answer"
        " with the pages it rests on: returns, delivery, payment, products, or anything else. Also"
        " for what it asked back, such as who the customer is, and for asking for a person.",
        inputSchema=obj(
            {"message": text(_WORDS, longest=max_chars), "conversation_id": _NAMED},
            required=("message",),
        ),
        outputSchema=REPLY_SCHEMA,
        annotations=_TELLS,
    )


def _replies() -> Tool:
    return Tool(
        name=REPLIES,
        title="Read on",
        description="What was replied to the customer's last message: an answer that took longer"
        " than a call waits, or what a person of the shop has written since. Says nothing to"
        " anybody.",
        inputSchema=obj({"conversation_id": _LAST}),
        outputSchema=REPLY_SCHEMA,
        annotations=_READS,
    )


def _confirm(max_chars: int) -> Tool:
    return Tool(
        name=CONFIRM,
        title="Pass on the customer's yes or no",
        description="Give the customer's answer to what was read back. Only they can say yes: show"
        " them the reply, wait for their answer, and pass it word for word. Never answer for them."
        " A confirmation_id counts for one read-back, once, for some minutes.",
        inputSchema=obj(
            {
                "conversation_id": _LAST,
                "confirmation_id": text("of the read-back"),
                "words": text("the customer's answer, word for word", longest=max_chars),
            },
            required=("confirmation_id", "words"),
        ),
        outputSchema=REPLY_SCHEMA,
        annotations=_CHANGES,
    )


def _operation(operation: AnyOperation, rules: Rules, max_chars: int) -> Tool:
    own = schema_of(operation, rules)["properties"]
    properties = {"words": text(_WORDS, longest=max_chars), **own, "conversation_id": _NAMED}
    return Tool(
        name=operation.name,
        title=operation.name.replace("_", " ").capitalize(),
        description=" ".join(_described(operation)),
        inputSchema=obj(properties, required=("words",)),
        outputSchema=REPLY_SCHEMA,
        annotations=_TELLS,
    )


def _described(operation: AnyOperation) -> Iterable[str]:
    yield texts()["operations"][operation.name]
    if not operation.of_basket:
        yield "For the customer who has proven who they are; else the reply asks them."
    if operation.has_effect:
        yield "Nothing is done by this call: the reply reads back what would be, and"
        yield f"{CONFIRM} takes the customer's answer."
    if operation.slots:
        yield "What is left out is asked for in the reply."


Tools = Sequence[Tool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolLists:
    """Hold the lists of tools, by the permissions of a caller."""

    rules: Rules | None  # None: there is no shop system, so there are no operations
    max_chars: int  # of a customer's message
    _made: dict[str, Tools] = field(default_factory=dict, init=False)

    def to_customers(self, *, operates: bool) -> Tools:
        """Return the tools of a program that speaks for customers."""
        name = "operations" if operates else "questions"
        if name not in self._made:
            self._made[name] = customer_tools(
                self.rules, operates=operates, max_chars=self.max_chars
            )
        return self._made[name]

    def to_staff(self, role: Role) -> Tools:
        """Return the tools of one of the shop's people."""
        reads = may(role, Permission.READ_INSIGHTS)
        name = "insights" if reads else "catalogue"
        if name not in self._made:
            self._made[name] = [*catalogue_tools(), *(staff_tools() if reads else ())]
        return self._made[name]
