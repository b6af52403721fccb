"""Hold the facts that tools give: what a reply may state, each with its origin. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.answers.reply_draft import Draft
from assistant.conversation.events import ConversationEvent
from assistant.conversation.message import Card
from assistant.operations.autonomy.autonomy_verdict import Verdict


class FactOrigin(StrEnum):
    """Name where a fact stands."""

    PAGE = "page"
    PRODUCT = "product"
    ORDER = "order"  # of the shop's system, of this customer alone
    RULE = "rule"  # why an operation is refused, or what it needs
    RECEIPT = "receipt"  # something is done
    CLOCK = "clock"  # worked out from dates or amounts
    DESK = "desk"  # opening hours, and who takes over
    TALK = "talk"  # said before in the conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFact:
    """Hold a text that a reply may rest on."""

    origin: FactOrigin
    text: str  # of the shop, verbatim, or as code worded it
    title: str = ""  # of the page or product
    headings: tuple[str, ...] = ()  # of the page, widest first
    url: str = ""
    language: str = ""  # ISO 639-1; "": of no language, or of the customer's
    score: float = 1.0  # how likely it answers what was searched, in [0, 1]
    card: Card | None = None  # of a product


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """Hold what a call came to."""

    facts: tuple[ToolFact, ...] = ()
    note: str = ""  # for the caller, never for the customer: what is missing, what to do now
    events: tuple[ConversationEvent, ...] = ()  # of an operation that moved on
    closing: Draft | None = None  # code's own words that end the reply: a question, a read-back
    ends: Draft | None = None  # code's own words that are the reply: nothing is written beside them
    verdict: Verdict | None = None  # why a person has to see the answer first
    urls: tuple[str, ...] = ()  # further links that may be shown
    evidence: tuple[str, ...] = ()  # further texts that figures may stand in
    offers_person: bool = False  # a button below the reply offers one


class ToolError(Exception):
    """Refuse a call that cannot be carried out as it is; the text says what to do instead."""
