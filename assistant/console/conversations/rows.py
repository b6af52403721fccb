"""Conversations in a list: what a row says, whose view it is in, and where it stands. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from assistant.messages.channels.ports import Contact
from assistant.conversation.conversation_conversation import ConversationStatus
from assistant.conversation.ids import AgentId, ConversationId, CustomerId
from assistant.desk.desk_ports import Case, CaseQuery, View

_HIGHEST = 9  # priorities above it stand with it
_LAST_MS = 10**14  # milliseconds: later than any time
_QUEUES = frozenset({View.MINE, View.UNASSIGNED, View.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A conversation in a list."""

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
    """Return what an unknown customer is called by: the same everywhere."""
    return "#" + conversation_id.replace("-", "").replace("_", "")[:5].upper()


def key(case: Case, query: CaseQuery) -> str:
    """Return what puts a case in its place, as `desk.paging` orders them."""
    queue = query.view in _QUEUES and not query.words
    if queue and case.waiting_since is not None:
        urgency = _HIGHEST - min(max(case.priority, 0), _HIGHEST)
        return f"0{urgency}{_ms(case.waiting_since):015d}"
    return f"1{_LAST_MS - _ms(case.last_at):015d}"


def belongs(case: Case, query: CaseQuery) -> bool | None:
    """Whether a case is in a view; None: only the list itself knows."""
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
