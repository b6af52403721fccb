"""Hold what the tools of one turn work on: the conversation, the shop's knowledge, its systems."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, Reason
from assistant.conversation.message import Language
from assistant.desk.handoff.opening_hours import Hours
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.operations.shop_rules import Rules
from assistant.ports import Clock
from assistant.understanding.types import Understanding
from retrieval.ports import StatementReader
from retrieval.searching.search import Searcher

ReadWords = Callable[[str], Awaitable[Understanding]]
"""Read a text by itself, in the language of the conversation, with the encoder of the turn."""


class OutlookTeller(Protocol):
    """Tell the outlook of a customer who is handed to a person; cheap, and never fails."""

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        """Return the outlook as of now, without the parts that are not known."""
        ...


@dataclass(slots=True, kw_only=True)
class ToolTurn:
    """Hold one turn; `conversation` is folded further with the events of each operation moved."""

    conversation: Conversation
    understanding: Understanding  # of the message that is answered
    searcher: Searcher  # of one whole version of the index
    names: KnownProductNames
    read: ReadWords
    clock: Clock
    focus: tuple[str, ...] = ()  # ids of the products before the customer, the first is meant
    limit: int = 8  # pages looked at
    statements: StatementReader | None = None  # None: words alone tell which of them answer
    dialogue: DialogueEngine | None = None  # None: nothing is done in the shop here
    rules: Rules | None = None  # of the shop's operations
    hours: Hours | None = None  # of the people; None: nobody is there
    outlooks: OutlookTeller | None = None  # None: nobody takes over here
    contact: str = ""  # how the shop's people are reached elsewhere
    shop_url: str = ""
    stated: tuple[str, ...] = ()  # texts that figures may come from, as far as the turn is
    events: list[ConversationEvent] = field(default_factory=list)

    @property
    def language(self) -> Language:
        """Return the language of the reply."""
        return self.understanding.language

    @property
    def now(self) -> datetime:
        """Return the time, aware, by the clock of the shop's people."""
        now = self.clock.now()
        return now.astimezone(self.hours.timezone) if self.hours else now

    def record(self, events: tuple[ConversationEvent, ...]) -> None:
        """Go on from the state after `events`."""
        for event in events:
            self.events.append(event)
            self.conversation = self.conversation.after(event)
