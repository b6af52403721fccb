"""The tools of the shop's people whose role reads insights. Pure."""

from mcp.types import Tool, ToolAnnotations

from assistant.insights.insight import LEAST_CUSTOMERS, Kind, Status
from integrations.channels.mcp.names import INSIGHTS, NUMBERS, OVERVIEW, QUOTES
from integrations.channels.mcp.schemas import LANGUAGE, Schema, obj, one_of, text, up_to

DAYS = (7, 28, 90, 365)
"""How far back one can look."""

MOST_INSIGHTS = 50

_DAYS: Schema = one_of(DAYS, "to look back") | {"default": 28}
_PRODUCT = text("a product's id; nothing: all products")


def staff_tools() -> list[Tool]:
    """Return what they may call beside the catalogue's tools."""
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
    ]


def _tool(name: str, description: str, schema: Schema) -> Tool:
    return Tool(
        name=name,
        title=name.replace("_", " ").capitalize(),
        description=description,
        inputSchema=schema,
        annotations=ToolAnnotations(readOnlyHint=True, openWorldHint=False),
    )
