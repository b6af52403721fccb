"""Hold a reply as a customer sees it: all that a simulated customer gets. Pure.

It is what the wire of the web chat has for customers, and nothing of the assistant's own state.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    HandoffRequested,
    ReplyWritten,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenReply:
    """Hold the replies to a message as the widget shows them."""

    text: str = ""  # of all of them; "": nothing came
    kind: ReplyKind | None = None  # of the last
    choices: tuple[str, ...] = ()  # buttons below it
    products: tuple[str, ...] = ()  # titles of the cards
    person: bool = False  # the page says that a person takes over
    letters: tuple[str, ...] = ()  # codes that came by e-mail meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenExchange:
    """Hold the messages of a customer, and the reply that they saw then."""

    wrote: tuple[str, ...]  # messages, one after the other
    told: tuple[str, ...] = ()  # the words without their style, as they were meant
    seen: SeenReply


def seen_by_customer(events: Iterable[ConversationEvent], letters: Iterable[str] = ()) -> SeenReply:
    """Return the events of a turn as a customer's page shows them; `letters` reach their mail."""
    told = tuple(events)
    replies = [one for one in told if isinstance(one, ReplyWritten)]
    theirs = [one for one in replies if one.author is not Author.CUSTOMER]
    last = theirs[-1] if theirs else None
    return SeenReply(
        text="\n".join(one.text for one in theirs),
        kind=last.kind if last else None,
        choices=last.quick_replies if last else (),
        products=tuple(card.title for one in theirs for card in one.cards),
        person=any(isinstance(one, HandoffRequested) for one in told),
        letters=tuple(letters),
    )
