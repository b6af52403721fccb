"""List the tools of the shop's people: insights to read, and changes to read and propose."""

from mcp.types import Tool, ToolAnnotations

from assistant.improvement.changes.change_set import ChangeState
from assistant.improvement.rules.rule_values import WRITTEN_IN
from assistant.insights.insight import LEAST_CUSTOMERS, Kind, Status
from assistant.operations.autonomy.autonomy_table import Level
from integrations.channels.mcp.tool_parts import (
    BOARD,
    CHANGE,
    CHANGES,
    INSIGHTS,
    LANGUAGE,
    NUMBERS,
    OVERVIEW,
    PAGE,
    PAGES,
    PROPOSE,
    PROPOSE_LEVEL,
    PROPOSE_PAGE,
    PROPOSE_RULES,
    PROPOSE_SETTINGS,
    PROPOSE_TASK,
    QUALITY,
    QUOTES,
    RULES,
    SETTINGS,
    TRIES,
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
        *_measures(),
    ]


def _measures() -> list[Tool]:
    return [
        _tool(
            QUALITY,
            "The checks of conversations in code, the assistant's and people's, by team: which"
            " share passed, with its interval, beside as long a time before. No agent is named.",
            obj({"days": _DAYS}),
        ),
        _tool(
            BOARD,
            "How far the assistant goes alone with each operation and topic, on what evidence, and"
            " what comes next.",
            obj({}),
        ),
        _tool(
            TRIES,
            "The newest tries of changes: scenarios that were played, and replays of"
            " past conversations, with what differed and what would do harm.",
            obj({}),
        ),
    ]


def _change_tools() -> list[Tool]:
    proposals = (*_rule_proposals(), *_content_proposals())
    return [
        *_readers(),
        *(one.model_copy(update={"annotations": _PROPOSES}) for one in proposals),
    ]


def _rule_proposals() -> tuple[Tool, ...]:
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
                "language": _LANGUAGE,
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
    return answer, level, task


def _readers() -> list[Tool]:
    return [
        _tool(
            CHANGES,
            "Changes that conversations led to, those that touch most conversations first: to be"
            " decided by people, published, taken back, rejected or expired.",
            obj({"state": one_of(ChangeState)}),
        ),
        _tool(
            CHANGE,
            "One change: what it would change line by line, what people did with it and why, and"
            " what came of it, with the interval.",
            obj({"change_id": text(f"of {CHANGES}")}, required=("change_id",)),
        ),
        _tool(
            PAGES,
            "The pages that are written here and published, with their ids. Pages that are kept"
            " elsewhere are not among them.",
            obj({}),
        ),
        _tool(
            PAGE,
            "One page that is written here, with its text as customers' answers are made of it.",
            obj(
                {"page_id": text(f"of {PAGES}"), "language": _LANGUAGE},
                required=("page_id", "language"),
            ),
        ),
        _tool(
            SETTINGS,
            "The settings of how customers are answered that can be proposed, with their values.",
            obj({}),
        ),
        _tool(
            RULES,
            "Written rules in force, whole, as YAML: those of orders (what may be done to an order,"
            " and until when), or the hours, holidays, deadlines and routing of the teams.",
            obj({"rules": one_of(WRITTEN_IN)}, required=("rules",)),
        ),
    ]


def _content_proposals() -> tuple[Tool, ...]:
    page = _tool(
        PROPOSE_PAGE,
        "Propose other words for a page that is written here, whole, or a new page. Nothing changes"
        " by this call: people of the shop read it line by line, and approve it or not. Read the"
        " page first, and change only what has to be.",
        obj(
            {
                "page_id": text(f"of {PAGES}; nothing: a new page"),
                "language": _LANGUAGE,
                "title": text("of the page", longest=200),
                "text": text("Markdown, all of the page", longest=20_000),
                "url": {
                    "type": "string",
                    "maxLength": 500,
                    "pattern": r"^(https?://\S+)?$",
                    "description": "where the shop shows the page; nothing: as it is",
                },
                "why": text("what led to it: people decide by this", longest=500),
            },
            required=("language", "title", "text", "why"),
        ),
    )
    settings = _tool(
        PROPOSE_SETTINGS,
        "Propose other settings of how customers are answered. Nothing changes by this call: people"
        " of the shop approve it or not. A value that does not fit is refused at once.",
        obj(
            {
                "settings": {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 10,
                    "additionalProperties": {"type": "string", "maxLength": 5_000},
                    "description": f'values by the names of {SETTINGS}; "": the default',
                },
                "why": text("what led to it: people decide by this", longest=500),
            },
            required=("settings", "why"),
        ),
    )
    rules = _tool(
        PROPOSE_RULES,
        "Propose other rules of orders, or other hours. Nothing changes by this call: people of the"
        f" shop approve it or not, two of them where an order gets freer. Read {RULES} first, and"
        " change only what has to be; a rule that does not fit is refused at once, with its line.",
        obj(
            {
                "rules": one_of(WRITTEN_IN),
                "text": text("YAML, all of the rules", longest=20_000),
                "why": text("what led to it: people decide by this", longest=500),
            },
            required=("rules", "text", "why"),
        ),
    )
    return page, settings, rules


_LANGUAGE: Schema = {"type": "string", "enum": ["fr", "en"]}


_PROPOSES = ToolAnnotations(readOnlyHint=False, destructiveHint=False, openWorldHint=False)


def _tool(name: str, description: str, schema: Schema) -> Tool:
    return Tool(
        name=name,
        title=name.replace("_", " ").capitalize(),
        description=description,
        inputSchema=schema,
        annotations=ToolAnnotations(readOnlyHint=True, openWorldHint=False),
    )
