"""What a message means to a dialogue, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from assistant.conversation.conversation_message import Language
from assistant.understanding.entity import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One operation that a message asks for, and the words that ask for it."""

    operation: str
    text: str
    slots: Mapping[str, JsonValue] = field(default_factory=dict)  # parameters that it settles
    described: Mapping[str, str] = field(default_factory=dict)  # slot -> words that point at it


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardMessage:
    """One message, or a burst of them read as one."""

    text: str  # as written
    language: Language
    wishes: tuple[Wish, ...] = ()  # in the order they were said
    readings: tuple[Wish, ...] = ()  # that it may ask for, likeliest first, where none is sure
    yes: bool = False
    no: bool = False
    alone: bool = False  # the yes or the no is all that it says
    corrects: bool = False  # takes something back: "actually", "plutôt"
    holds: bool = False  # the no is a "wait": something else comes first
    stop: bool = False  # to leave what is in progress
    question: bool = False  # asks something of the shop's pages or products
    social: bool = False  # thanks, greets
    remark: Remark | None = None  # all that it says, beside any operation
    products: tuple[str, ...] = ()  # ids of the catalogue's products that are named
    called: bool = False  # a program asks for the wish: what was in progress is left for it
