"""Declare the ports of the desk: conversations in lists, the shop's agents, and presence.

`integrations/stores/redis` keeps presence and waits; `tests/contract` holds every adapter to the
same behaviour. Every method of presence and waits may raise `BrokerUnavailableError`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.event_base import Author, Reason
from assistant.conversation.events import EventUnread
from assistant.conversation.ids import (
    ALL_SHARDS,
    AgentId,
    ContactId,
    ConversationId,
    CustomerId,
    TeamId,
)
from assistant.conversation.message import ChannelKind, Language
from assistant.conversation.people import Agent
from assistant.desk.handoff.agent_routing import Availability

PREVIEW = 140
"""Characters of a preview, at most."""


class View(StrEnum):
    """Name the set of conversations that an agent looks at."""

    MINE = "mine"  # open, and assigned to or claimed by the agent
    UNASSIGNED = "unassigned"  # open, in the queue
    OPEN = "open"  # a person's
    ASSISTANT = "assistant"  # pending
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    MENTIONS = "mentions"  # a note names the agent
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Hold one conversation of a list."""

    conversation_id: ConversationId
    channel: ChannelKind
    contact_id: ContactId
    customer_id: CustomerId | None  # once they have proven who they are
    status: ConversationStatus
    agent_id: AgentId | None
    claimed: bool
    team: TeamId | None
    language: Language | None
    reason: Reason | None  # of the open handoff
    priority: int  # 0 the lowest; see `handoff.priority`
    labels: tuple[str, ...]
    preview: str  # the start of the last words, at most 140 characters
    preview_author: str  # an `event.Author`
    started_at: datetime  # aware, UTC; so are all
    last_at: datetime  # of the last words of either side
    waiting_since: datetime | None  # the first unanswered message
    handed_off_at: datetime | None  # the open handoff
    accept_by: datetime | None
    snoozed_until: datetime | None
    suggestion: bool  # something of the assistant's waits for a person
    satisfaction: int | None  # 1 to 5
    merged_into: ConversationId | None = None  # where it goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """Describe the conversations that a list has, and how many of them a page shows."""

    view: View = View.OPEN
    agent_id: AgentId | None = None  # whose, for `MINE` and `MENTIONS`
    team: TeamId | None = None
    label: str = ""
    channel: ChannelKind | None = None
    language: Language | None = None
    teams: tuple[TeamId, ...] | None = None  # see `Cases`; None: everything is seen
    words: str = ""  # that begin words of messages, notes, contacts or labels, all of them; "": any
    after: str = ""  # `CasePage.next` of the page before
    limit: int = 50  # 1 to 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Hold conversations in the order of their view.

    `MINE`, `UNASSIGNED` and `OPEN`, unless words are searched for, begin with the waiting ones, by
    priority and then the longest wait first. All others come with the newest words first. A
    conversation that does not change meanwhile is on exactly one page.
    """

    cases: tuple[Case, ...]
    next: str = ""  # "": there are no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Hold the number of open conversations of an agent."""

    agent_id: AgentId
    claimed: int
    asked: int  # to accept


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelUse:
    """Hold a label, and the number of conversations that have it."""

    label: str
    conversations: int


class Cases(Protocol):
    """List every conversation, by its owner. Every method may raise `LogUnavailableError`.

    Where `teams` are given, `agent_id` sees the conversations that are theirs, these teams' or no
    team's, and neither list, count nor search says that there are more
    (`assistant.desk.staff.permissions`).
    """

    async def list(self, query: CaseQuery) -> CasePage:
        """Return a page of a view.

        Raises:
            ValueError: `after` was not made by this query's page before, or `limit` cannot be.
        """
        ...

    async def counts(
        self, agent_id: AgentId | None, *, teams: tuple[TeamId, ...] | None = None
    ) -> dict[View, int]:
        """Return how many conversations each view has, for the agent."""
        ...

    async def with_id(self, conversation_id: ConversationId) -> Case | None: ...

    async def of_contact(self, conversation_id: ConversationId) -> Sequence[Case]:
        """Return the other conversations of the same person, newest first, at most 50.

        The same person: the same contact, the same proven customer, or the same e-mail address
        that was given to be answered at.
        """
        ...

    async def loads(self) -> Sequence[Load]:
        """Return the load of each agent who has any conversation."""
        ...

    async def labels(self) -> Sequence[LabelUse]:
        """Return the labels in use, by name."""
        ...

    async def due(self, now: datetime, *, limit: int) -> Sequence[ConversationId]:
        """Return snoozed conversations whose time is over and offers whose deadline is."""
        ...

    async def follow(self, conversation_id: ConversationId) -> bool:
        """Take in now the log's events of one conversation, so that the next list shows it.

        Returns whether there was anything to take in.

        Raises:
            UnknownConversationError: there is no such conversation.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsLag:
    """Hold how far the lists are behind the event log."""

    events: int  # positions of the log that they have yet to take in, > 0
    since: datetime  # the first of these was written; aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionStep:
    """Hold the result of one step along the log."""

    position: int  # up to which the log is taken in, for the shards that were furthest behind
    events: int
    more: bool = False  # there is more to take in at once
    changed: tuple[ConversationId, ...] = ()
    unread: tuple[EventUnread, ...] = ()  # of another version of the program


class CaseProjection(Protocol):
    """Keep the rows of `Cases` along with the log. Every method may raise `LogUnavailableError`.

    Any number of processes may step at once: an event that one has taken in, no other takes in.
    Each shard of conversations has its own position, see `assistant.conversation.ids`.
    """

    async def advance(self, *, limit: int, shards: Collection[int] = ALL_SHARDS) -> ProjectionStep:
        """Take in up to `limit` events of some shards, and their position, in one transaction.

        Those of the shards that are furthest behind come first. Lists that another version's fold
        made are left as they are.
        """
        ...

    async def level(self) -> int:
        """Keep the positions of versions with and without shards together; return the lag.

        The lag is how many positions of the log the shard that is furthest behind has yet to take
        in.
        """
        ...

    async def start_over(self) -> None:
        """Forget everything: the next steps take in the log from its beginning."""
        ...

    async def is_current(self) -> bool:
        """Return whether the stored rows were made by this version's fold."""
        ...

    async def last_position(self) -> int:
        """Return the position of the log's newest event, 0 if there is none."""
        ...


class Agents(Protocol):
    """List the shop's agents."""

    async def agents(self) -> Sequence[Agent]:
        """Return every agent.

        Raises:
            PortError: the list cannot be read now.
        """
        ...


class AgentPresence(Protocol):
    """Keep which agents are there, as their consoles say again and again."""

    async def beat(self, agent_id: AgentId, availability: Availability, *, for_s: float) -> None:
        """Count the agent as there for `for_s` from now; the last word counts."""
        ...

    async def leave(self, agent_id: AgentId) -> None: ...

    async def present(self) -> Mapping[AgentId, Availability]: ...


class CustomerPresence(Protocol):
    """Keep when a page with the conversation was last open."""

    async def seen(self, conversation_id: ConversationId, at: datetime) -> None: ...

    async def last_seen(self, conversation_id: ConversationId) -> datetime | None:
        """Return when, aware, UTC; None: never, or too long ago to be known."""
        ...


class ReplyWaits(Protocol):
    """Keep how long customers lately waited for a person's first reply, by team."""

    async def record(self, team: TeamId | None, wait: timedelta, *, at: datetime) -> None: ...

    async def recent(self, team: TeamId | None, *, since: datetime) -> Sequence[timedelta]:
        """Return waits that ended after `since`, at most the last 50, newest first."""
        ...


class Viewers(Protocol):
    """Share the viewers of conversations over all processes: agents who have one open, or write.

    Carries, does not remember: who does not say so again in time is gone. Every method may raise
    `BrokerUnavailableError`.
    """

    async def look(
        self, conversation_id: ConversationId, agent_id: AgentId, *, typing: bool, for_s: float
    ) -> None:
        """Count the agent among the viewers, for `for_s` from now."""
        ...

    async def leave(self, conversation_id: ConversationId, agent_id: AgentId) -> None: ...

    async def of(self, conversation_id: ConversationId) -> Mapping[AgentId, bool]:
        """Return the viewers, and whether each is writing."""
        ...


class Typing(Protocol):
    """Tell a customer's page that somebody writes."""

    async def show_typing(
        self, conversation_id: ConversationId, author: Author, *, active: bool, name: str
    ) -> None:
        """Tell that `author`, known to customers as `name`, begins or ends to write."""
        ...
