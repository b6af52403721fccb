"""List the tools of the shop's people: insights to read, and changes to read and propose."""

from mcp.types import Tool, ToolAnnotations

from assistant.improvement.assertions.assertion import AssertionState
from assistant.improvement.changes.change_set import ChangeState
from assistant.insights.insight import LEAST_CUSTOMERS, Kind, Status
from assistant.operations.autonomy.autonomy_table import Level
from integrations.channels.mcp.tool_parts import (
    ASSERTIONS,
    CHANGE,
    CHANGES,
    INSIGHTS,
    LANGUAGE,
    NUMBERS,
    OVERVIEW,
    PROPOSE,
    PROPOSE_LEVEL,
    PROPOSE_TASK,
    QUOTES,
    Schema,
    obj,
    one_of,
    text,
    up_to,
)

DAYS = (7, 28, 90, 365)
"""The periods that can be asked for."""

MOST_INSIGHTS = 50

_DAYS: Schema = one_of(DAYS, "to look back") | {"default": 28}
_PRODUCT = text("a product's id; nothing: all products")


def staff_tools() -> list[Tool]:
    """Return the tools for insights and changes, beside those of the catalogue."""
    return [
        _tool(
            OVERVIEW,
            "What conversations show the shop: how many there were and how they ended, beside as"
            " long a time before, and the insights that are new or open.",
            obj({"days": _DAYS, "language": LANGUAGE}),
        ),
        _tool(
            INSIGHTS,
            "Insights, how sure they are and what people did about them, those that concern most"
            f" conversations first. Nothing is told of fewer than {LEAST_CUSTOMERS} customers.",
            obj(
                {
                    "kind": one_of(Kind),
                    "status": one_of(Status),
                    "product_id": _PRODUCT,
                    "limit": up_to(MOST_INSIGHTS, default=20),
                    "language": LANGUAGE,
                }
            ),
        ),
        _tool(
            NUMBERS,
            "For every subject of a kind of insight, how often, with the interval that holds the"
            " rate 95 times in 100; whether or not there is an insight.",
            obj(
                {
                    "kind": one_of(Kind),
                    "days": _DAYS,
                    "product_id": _PRODUCT,
                    "language": LANGUAGE,
                },
                required=("kind",),
            ),
        ),
        _tool(
            QUOTES,
            "Customers' messages behind an insight, redacted, the newest first. That they were read"
            " is recorded under your name.",
            obj({"insight_id": text(f"of {INSIGHTS}")}, required=("insight_id",)),
        ),
        *_change_tools(),
        _tool(
            ASSERTIONS,
            "What the parts of Comptoir assert about the shop, typed, with figures and interval,"
            " and which of them dispute each other; those that concern most conversations first."
            " People settle them on their page, and no tool does. No state: those to be settled.",
            obj({"state": one_of(AssertionState)}),
        ),
    ]


def _change_tools() -> list[Tool]:
    level = _tool(
        PROPOSE_LEVEL,
        "Propose how far the assistant goes alone with an operation or a topic. Nothing changes by"
        " this call: two people of the shop have to approve it.",
        obj(
            {
                "row": text("of the autonomy table: cancel_order, returns ..."),
                "level": one_of(Level),
                "why": text("what led to it: people decide by this", longest=500),
            },
            required=("row", "level", "why"),
        ),
    )
    answer = _tool(
        PROPOSE,
        "Propose a verified answer to a question of customers. Nothing changes by this call: people"
        " of the shop read it, and approve it or not. A question that is proposed already gives"
        " that proposal.",
        obj(
            {
                "question": text("as a customer asks it", longest=300),
                "answer": text("as every customer would get it, word for word", longest=2_000),
                "language": {"type": "string", "enum": ["fr", "en"]},
                "why": text("what led to it: people decide by this", longest=500),
            },
            required=("question", "answer", "language", "why"),
        ),
    )
    task = _tool(
        PROPOSE_TASK,
        "Propose something for people to do: correct a page that is kept elsewhere, or a word of"
        " the catalogue. Nothing changes by this call; people say when it is done.",
        obj(
            {
                "about": text("what is to be done, and where, in one line", longest=200),
                "why": text("what led to it: people decide by this", longest=500),
            },
            required=("about", "why"),
        ),
    )
    proposals = (answer, level, task)
    return [
        _tool(
            CHANGES,
            "Changes that conversations led to, those that touch most conversations first: to be"
            " decided by people, published, taken back, rejected or expired.",
            obj({"state": one_of(ChangeState)}),
        ),
        _tool(
            CHANGE,
            "One change: what it would change line by line, and what people did with it.",
            obj({"change_id": text(f"of {CHANGES}")}, required=("change_id",)),
        ),
        *(one.model_copy(update={"annotations": _PROPOSES}) for one in proposals),
    ]


_PROPOSES = ToolAnnotations(readOnlyHint=False, destructiveHint=False, openWorldHint=False)


def _tool(name: str, description: str, schema: Schema) -> Tool:
    return Tool(
        name=name,
        title=name.replace("_", " ").capitalize(),
        description=description,
        inputSchema=schema,
        annotations=ToolAnnotations(readOnlyHint=True, openWorldHint=False),
    )
