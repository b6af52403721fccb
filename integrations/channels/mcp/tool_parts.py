"""Define the parts that all tools share: names, pieces of schemas, and the error of a call."""

from collections.abc import Iterable, Mapping
from typing import Any

ASK, CONFIRM, REPLIES = "ask", "confirm_operation", "get_replies"
"""A customer's words, their answer to a read-back, and the replies since. The tool of an operation
has the operation's name."""

SEARCH, PRODUCT = "search_products", "get_product"

OVERVIEW, INSIGHTS = "insights_overview", "list_insights"
NUMBERS, QUOTES = "insight_numbers", "insight_quotes"

CHANGES, CHANGE = "list_changes", "get_change"
PROPOSE, PROPOSE_LEVEL, PROPOSE_TASK = "propose_answer", "propose_level", "propose_task"
PAGES, PAGE, PROPOSE_PAGE = "list_pages", "get_page", "propose_page"
SETTINGS, PROPOSE_SETTINGS = "list_settings", "propose_settings"
RULES, PROPOSE_RULES = "get_rules", "propose_rules"

OF_CHANGES = frozenset(
    {
        CHANGES,
        CHANGE,
        PROPOSE,
        PROPOSE_LEVEL,
        PROPOSE_TASK,
        PAGES,
        PAGE,
        PROPOSE_PAGE,
        SETTINGS,
        PROPOSE_SETTINGS,
        RULES,
        PROPOSE_RULES,
    }
)

BOARD, TRIES, QUALITY = "get_autonomy_board", "list_tries", "quality_scorecards"

OF_IMPROVEMENT = frozenset({BOARD, TRIES})

FOR_STAFF = frozenset({OVERVIEW, INSIGHTS, NUMBERS, QUOTES, QUALITY}) | OF_CHANGES | OF_IMPROVEMENT


Schema = dict[str, Any]

LONGEST = 200
"""Characters of a text that is no message."""

LANGUAGE: Schema = {"type": "string", "enum": ["fr", "en"], "default": "en"}


def obj(properties: Mapping[str, Schema], *, required: Iterable[str] = ()) -> Schema:
    """Return the schema of an object with these properties and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def text(described: str, *, longest: int = LONGEST) -> Schema:
    """Return the schema of a text that is not empty."""
    return {"type": "string", "minLength": 1, "maxLength": longest, "description": described}


def one_of(values: Iterable[str | int], described: str = "") -> Schema:
    """Return the schema of one of several values."""
    return {"enum": list(values)} | ({"description": described} if described else {})


def up_to(most: int, *, default: int) -> Schema:
    """Return the schema of a count."""
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default}
