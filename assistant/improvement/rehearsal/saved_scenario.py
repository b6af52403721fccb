"""Hold a scenario: a simulated customer, and the expected end of the conversation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.conversation.message import ChannelKind, Language

MOST_MESSAGES = 12
"""Messages that a simulated customer writes at most; 12 is twice the longest operation."""


ANY_OPERATION = "any"
"""Stands for the name of any operation."""


class Mood(StrEnum):
    """Name the moods that a customer writes in."""

    CALM = "calm"  # says please and thank you
    HURRIED = "hurried"  # as few words as will do
    ANNOYED = "annoyed"


class Trait(StrEnum):
    """Name the traits of a customer's writing."""

    TYPOS = "typos"  # a slip of the finger now and then
    NO_ACCENTS = "no_accents"
    LOWER_CASE = "lower_case"
    PIECES = "pieces"  # one message in several


class Known(StrEnum):
    """Name the things that a customer can know and tell when they are asked."""

    ORDER = "order"  # its number
    EMAIL = "email"
    POSTCODE = "postcode"
    NAME = "name"
    ADDRESS = "address"  # another one than the shop has
    ITEM = "item"
    VERSION = "version"  # a size or a colour
    REASON = "reason"
    METHOD = "method"  # of payment
    PIECES = "pieces"  # how many


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPart:
    """Hold the part that a simulated customer plays."""

    opening: str  # the first words; "{order}" stands for the number of their order
    language: Language = "fr"
    channel: ChannelKind = ChannelKind.WEBCHAT
    mood: Mood = Mood.CALM
    traits: tuple[Trait, ...] = ()
    order: str = ""  # the number of theirs, or an `OrderStatus`: one in that state; "": none
    signed_in: bool = False  # as the customer of that order
    knows: Mapping[Known, str] = field(default_factory=dict)  # beside what the shop has of them
    hides: tuple[Known, ...] = ()  # what the shop has of them and they do not tell
    wants: tuple[str, ...] = ()  # words that a read-back must say before they agree to it
    agrees: bool = True  # False: they say no to every read-back
    goes_on: tuple[str, ...] = ()  # what they write next, each once they were answered
    again: str = ""  # the opening in other words, if nothing came of it
    once: bool = False  # they write the opening and no more: a question
    insists: bool = False  # asks for a person where nothing comes of it; else they leave
    page: str = ""  # the product in view
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedEffect:
    """Hold an effect that the shop must have at the end."""

    effect: str  # its type: "cancel_order"
    holds: tuple[str, ...] = ()  # words and numbers that its values say


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkExpectation:
    """Hold the expected end of a conversation.

    The effects are all that the shop may have at the end: without any, nothing may be done.
    """

    effects: tuple[ExpectedEffect, ...] = ()
    says: tuple[str, ...] = ()  # each in some reply
    never_says: tuple[str, ...] = ()  # in no reply
    source: str = ""  # part of the title or address of a page that some reply quotes
    answered: bool = False  # some reply answers, or does what was asked
    opens: str = ""  # an operation that opens: its name, or `ANY_OPERATION`; "": as it comes
    person: bool | None = None  # True: handed over; False: not; None: as it comes
    silent: bool = False  # no reply answers, and nothing is done
    proven: bool | None = None  # whether the customer's identity is; None: as it comes
    no_promise: bool = True  # no reply promises what neither a page nor a receipt says


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedScenario:
    """Hold a scenario as the shop keeps it."""

    scenario_id: str
    version: int  # 1, 2, 3 ...; a change is made on the version that was seen
    name: str
    part: CustomerPart
    expected: TalkExpectation = field(default_factory=TalkExpectation)
    protected: bool = False  # a change that breaks it waits for a person's reason
    seed: int = 1  # of what is drawn: the order, the slips of the finger
    hour: int = 10  # of the day that it is played at, by the shop's clock
    weekday: int | None = None  # 0 is Monday; None: the day of the run
    by: str  # an agent's id, or the user at the command line
    at: datetime  # aware, UTC
