"""Define the helps that an agent can ask for, and their results; none is sent to a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language, Source

LONGEST = 4000
"""Characters of words to rewrite, or of a question: more is no reply in a chat."""


class Help(StrEnum):
    """Name the helps that an agent can ask the copilot for."""

    DRAFT = "draft"  # a reply to what the customer asks
    ASK = "ask"  # an answer of the shop's documents to a question of the agent's own
    SHORTER = "shorter"  # these four: the agent's words, said otherwise
    WARMER = "warmer"
    TO_FRENCH = "to_french"
    TO_ENGLISH = "to_english"
    OPERATION = "operation"  # what the conversation calls for in the shop


REWRITES: Mapping[Help, Language | None] = {
    Help.SHORTER: None,
    Help.WARMER: None,
    Help.TO_FRENCH: "fr",
    Help.TO_ENGLISH: "en",
}
"""Helps that reword, and the language they do it into; None: that of the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Hold a help that is asked for in a conversation."""

    help: Help
    conversation_id: ConversationId
    text: str = ""  # the words to rewrite, or the question


class Why(StrEnum):
    """Name the reason why there is no help."""

    NOTHING_TO_ANSWER = "nothing_to_answer"  # the customer has asked nothing of the documents
    NOTHING_FOUND = "nothing_found"  # no passage answers it
    MOVED_ON = "moved_on"  # somebody wrote while it was being made
    TOO_LONG = "too_long"  # more than `LONGEST` characters
    UNREADABLE = "unreadable"  # empty, or hidden text
    CHANGED = "changed"  # the rewrite would say something else
    NO_MODEL = "no_model"  # it takes a language model, and none is set
    TOO_SLOW = "too_slow"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    UNUSABLE = "unusable"
    OVER_BUDGET = "over_budget"
    SHOP_AWAY = "shop_away"  # the system with the orders does not answer
    BUSY = "busy"  # no worker is free
    NO_WISH = "no_wish"  # the conversation calls for no operation
    UNDECIDED = "undecided"  # something that was said yes to waits to be done, or approved


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold the text so far: sentences that were checked, all of them each time."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Hold a drafted answer and its sources."""

    text: str  # "": no passage answers; `sources` come closest
    language: Language
    sources: tuple[Source, ...]
    by_model: bool  # else they are the shop's own
    fell_back: str = ""  # why the model did not word it, though there is one
    unanswered: tuple[str, ...] = ()  # of several questions of the customer's
    left: tuple[str, ...] = ()  # questions that were not looked at: there were too many
    of_orders: bool = False  # it is what the shop's books say of the customer's orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """Hold the agent's words, reworded; every figure, date and link is unchanged."""

    text: str
    language: Language
    names: tuple[str, ...] = ()  # that only one of both texts has: to be looked at
    doubts: tuple[
        str, ...
    ] = ()  # of `doubting`; any: it is shown, and taken when the agent says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Hold an operation that the conversation calls for; an agent looks at it, the gate decides."""

    operation: str
    number: str = ""  # of the order; "": it is not known which
    parameters: str = "{}"  # JSON object of those that are known
    proven: bool = True  # the customer has proven who they are
    refusal: str = ""  # why the shop's rules forbid it, for people to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Say that there is no help, with the reason."""

    why: Why
    what: tuple[str, ...] = ()  # of `CHANGED`: what was lost or added


End = Drafted | Rewritten | Suggested | Failed
Step = Progress | End
"""What a help yields: progress, then one end."""
