"""Describe a list of conversations: its address, its rows and their order. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlencode

from assistant.console.shell.texts import LANGUAGES
from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, TeamId
from assistant.conversation.message import ChannelKind, Language
from assistant.desk.ports import Case, CaseQuery, View
from assistant.messages.channels.ports import Contact

E = TypeVar("E", View, ChannelKind)

_MAX_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """Hold the view and filters in a list's address; an unreadable filter counts as not given."""

    view: View = View.OPEN
    team: str = ""
    label: str = ""
    channel: ChannelKind | None = None
    language: Language | None = None
    words: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "ListQuery":
        """Read the query of an address."""
        return cls(
            view=_member(View, parameters.get("view", "")) or View.OPEN,
            team=parameters.get("team", "")[:_MAX_WORDS],
            label=parameters.get("label", "")[:_MAX_WORDS],
            channel=_member(ChannelKind, parameters.get("channel", "")),
            language=LANGUAGES.get(parameters.get("language", "")),
            words=parameters.get("q", "").strip()[:_MAX_WORDS],
        )

    def cases(self, agent_id: AgentId, *, after: str = "") -> CaseQuery:
        """Return the query for the desk's list of cases."""
        return CaseQuery(
            view=self.view,
            agent_id=agent_id,
            team=TeamId(self.team) if self.team else None,
            label=self.label,
            channel=self.channel,
            language=self.language,
            words=self.words,
            after=after,
        )

    @property
    def is_searched(self) -> bool:
        """Return whether the list is searched for words."""
        return bool(self.words)

    def in_view(self, view: View) -> "ListQuery":
        """Return the same filters in another view."""
        return replace(self, view=view)

    @property
    def is_narrowed(self) -> bool:
        """Return whether filters leave out part of the view."""
        return bool(self.team or self.label or self.channel or self.language or self.words)

    def encode(self, **more: str) -> str:
        """Return the query of an address, without filters that have their default."""
        said = {
            "view": "" if self.view is View.OPEN else self.view,
            "team": self.team,
            "label": self.label,
            "channel": self.channel or "",
            "language": self.language or "",
            "q": self.words,
            **more,
        }
        return urlencode({name: value for name, value in said.items() if value})


def _member(kind: type[E], value: str) -> E | None:
    return kind(value) if value in set(kind) else None


_HIGHEST = 9  # priorities above it stand with it
_LAST_MS = 10**14  # milliseconds: later than any time
_QUEUES = frozenset({View.MINE, View.UNASSIGNED, View.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """Hold a conversation as a row of a list."""

    case: Case
    name: str  # of the customer
    agent: str  # who has it or is asked to, "": nobody


def row(
    case: Case,
    *,
    names: Mapping[AgentId, str],
    customers: Mapping[CustomerId, str],
    contacts: Mapping[ConversationId, Contact] = MappingProxyType({}),
) -> CaseRow:
    """Return the row of a case, with the names of agents and customers where they are known.

    The shop's own name for a customer goes before what they call themselves on a channel.
    """
    agent = names.get(case.agent_id, case.agent_id) if case.agent_id else ""
    name = customers.get(case.customer_id, "") if case.customer_id else ""
    contact = contacts.get(case.conversation_id)
    shown = name or (contact.name if contact else "") or tag(case.conversation_id)
    return CaseRow(case=case, name=shown, agent=agent)


def tag(conversation_id: ConversationId) -> str:
    """Return the name of an unknown customer, made of the conversation's id: always the same.

    It is the end of the id: some begin alike ("api-", "demo-talk-").
    """
    return "#" + conversation_id.replace("-", "").replace("_", "")[-5:].upper()


def key(case: Case, query: CaseQuery) -> str:
    """Return the sort key of a case, in the order of `desk.lists.list_pages`."""
    queue = query.view in _QUEUES and not query.words
    if queue and case.waiting_since is not None:
        urgency = _HIGHEST - min(max(case.priority, 0), _HIGHEST)
        return f"0{urgency}{_ms(case.waiting_since):015d}"
    return f"1{_LAST_MS - _ms(case.last_at):015d}"


def belongs(case: Case, query: CaseQuery) -> bool | None:
    """Return whether a case is in a view; None: only the list itself can tell."""
    if query.words or query.view is View.MENTIONS:
        return None
    narrowed = (
        (query.team is None or case.team == query.team)
        and (not query.label or query.label in case.labels)
        and (query.channel is None or case.channel == query.channel)
        and (query.language is None or case.language == query.language)
    )
    return narrowed and _in_view(case, query.view, query.agent_id)


def _in_view(case: Case, view: View, agent_id: AgentId | None) -> bool:
    match view:
        case View.ALL:
            return True
        case View.MINE:
            return case.status is ConversationStatus.OPEN and case.agent_id == agent_id
        case View.UNASSIGNED:
            return case.status is ConversationStatus.OPEN and case.agent_id is None
        case _:
            return case.status is _STATUS[view]


_STATUS = {
    View.OPEN: ConversationStatus.OPEN,
    View.ASSISTANT: ConversationStatus.PENDING,
    View.SNOOZED: ConversationStatus.SNOOZED,
    View.RESOLVED: ConversationStatus.RESOLVED,
    View.MENTIONS: None,
}


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
