"""Look up the outlook of a customer who is handed to a person."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import structlog

from assistant.commerce.ports import Customers
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.conversation.ids import TeamId
from assistant.conversation.people import Role
from assistant.desk.handoff.agent_routing import Availability
from assistant.desk.handoff.desk_rules import DeskRules
from assistant.desk.handoff.queue_priority import priority
from assistant.desk.handoff.wait_outlook import Outlook, answers_until, expected_wait
from assistant.desk.ports import AgentPresence, Agents, CaseQuery, Cases, ReplyWaits, View
from assistant.desk.queue.dispatch import raised
from assistant.operations.autonomy.autonomy_verdict import may_approve
from assistant.ports import Clock, PortError

log = structlog.get_logger(__name__)

T = TypeVar("T")

_RECENT = timedelta(hours=2)
_LOOKED_AT = 200  # in the queue; behind so many, nobody is told a position


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskOutlooks:
    """Compute outlooks from the desk's state.

    A value that cannot be looked up in `timeout_s` is unknown, and not said.
    """

    rules: DeskRules
    cases: Cases
    agents: Agents
    presence: AgentPresence | None  # None: nobody here knows who is there
    waits: ReplyWaits
    clock: Clock
    customers: Customers | None = None  # None: there is no shop system
    timeout_s: float = 0.5

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        """Return the outlook as of now."""
        now = self.clock.now()
        team = conversation.ownership.team
        hours = self.rules.hours(team)
        is_open = hours.is_open(now)
        staffed, position, recent, email, attended = await asyncio.gather(
            self._known(self._is_staffed(team)),
            self._known(self._position(conversation, reason)),
            self._known(self.waits.recent(team, since=now - _RECENT)),
            self._known(self.address(conversation)),
            self._known(self._is_attended(conversation)),
        )
        return Outlook(
            at=now,
            timezone=hours.timezone,
            open=is_open,
            staffed=staffed,
            next_opening=None if is_open else hours.next_opening(now),
            position=position,
            expected_wait=expected_wait(recent or ()),
            address_known=bool(email),
            attended=bool(attended),
            answers_until=answers_until(conversation),
        )

    async def is_absent(self, team: TeamId | None, approver: Role | None = None) -> bool:
        """Return whether nobody of the team is there now, or nobody who may approve.

        Who may approve does so for every team, but for the role agent, which sees its own teams'.
        As far as is known: else the hours of the team tell.
        """
        staffed = await self._known(self._is_staffed(team, approver))
        if staffed is None:
            return not self.rules.hours(team).is_open(self.clock.now())
        return not staffed

    async def address(self, conversation: Conversation) -> str:
        """Return the customer's e-mail address; "": it is not known.

        The address that they gave, else the shop's address of the customer that they proved to be.

        Raises:
            PortError: the shop does not answer.
        """
        identity = conversation.dealings.identity
        if conversation.ownership.email or identity is None or self.customers is None:
            return conversation.ownership.email
        customer = await self.customers.with_id(identity.customer_id)
        return customer.email if customer else ""

    async def _is_staffed(self, team: TeamId | None, approver: Role | None = None) -> bool | None:
        if self.presence is None:
            return None
        team = self.rules.acting(team)
        present = await self.presence.present()
        there = {one for one, how in present.items() if how is not Availability.AWAY}
        if not there:
            return False
        agents = await self.agents.agents()
        return any(
            a.agent_id in there
            and (team is None or team in a.teams or (approver and a.role is not Role.AGENT))
            and (approver is None or may_approve(a.role, approver))
            for a in agents
        )

    async def _is_attended(self, conversation: Conversation) -> bool:
        now = conversation.ownership
        if self.presence is None or not now.claimed or now.agent_id is None:
            return False
        present = await self.presence.present()
        return present.get(now.agent_id, Availability.AWAY) is not Availability.AWAY

    async def _position(self, conversation: Conversation, reason: Reason) -> int | None:
        page = await self.cases.list(CaseQuery(view=View.UNASSIGNED, limit=_LOOKED_AT))
        if page.next:
            return None
        now = self.clock.now()
        since = conversation.unanswered[0].at if conversation.unanswered else now
        mine = (-priority(reason, waited=now - since), since)
        this = conversation.conversation_id
        others = (raised(c, at=now) for c in page.cases if c.conversation_id != this)
        return 1 + sum((-c.priority, c.waiting_since or c.last_at) < mine for c in others)

    async def _known(self, looking: Awaitable[T]) -> T | None:
        try:
            async with asyncio.timeout(self.timeout_s):
                return await looking
        except (PortError, TimeoutError) as error:
            log.warning("outlook.unknown", error=type(error).__name__)
            return None
