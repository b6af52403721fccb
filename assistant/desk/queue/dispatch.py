"""Offer conversations of the queue to agents, in order: read this file for how routing is done.

    end offers that nobody took, wake snoozed ones -> which agents are there, with room? -> ask them

The agent is chosen in `handoff.agent_routing`. The offer itself is a move on the conversation as it
is then, so a stalled process that does the same as another asks nobody twice.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from assistant.conversation.conversation import Conversation, is_elsewhere
from assistant.conversation.events import ConversationAssigned, ConversationEvent
from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.conversation.people import Agent
from assistant.desk.desk_service import ContendedError, Desk
from assistant.desk.handoff.agent_routing import (
    AgentCandidate,
    AskedAgent,
    Availability,
    Need,
    Stays,
    passed_over,
    route,
)
from assistant.desk.handoff.desk_rules import DeskRules
from assistant.desk.handoff.queue_priority import priority, queue_order
from assistant.desk.moves.conversation_moves import Denied, ask, end_offer, leave, wake
from assistant.desk.nudges import Nudge, NudgeKind, Nudges
from assistant.desk.ports import AgentPresence, Agents, Case, CaseQuery, Cases, View
from assistant.ports import Clock, EventLog, UnknownConversationError

log = structlog.get_logger(__name__)

PAGE = 200
_LOOK_AGAIN_S = 5  # a wait may have become long enough for somebody else
_PAGES = 5  # more conversations than agents can be asked to take at once


@dataclass(slots=True, kw_only=True)
class Dispatch:
    """Offer queued conversations to agents.

    All state stands in the log; only conversations for which no agent was found are remembered
    here,
    for a few seconds.
    """

    rules: DeskRules
    cases: Cases
    events: EventLog
    desk: Desk
    agents: Agents
    presence: AgentPresence
    nudges: Nudges
    clock: Clock
    _stayed: dict[ConversationId, Stays] = field(default_factory=dict, init=False)
    _stayed_for: tuple[frozenset[AgentId], int] | None = field(default=None, init=False)

    async def once(self) -> int:
        """Run all steps that are due now; return how many agents were asked."""
        await self.end_what_is_over()
        await self.put_back_of_gone()
        return await self.ask_agents()

    async def end_what_is_over(self) -> None:
        """Put back conversations that were not accepted, and open those whose snooze is over."""
        for conversation_id in await self.cases.due(self.clock.now(), limit=PAGE):
            made = await self._make(conversation_id)
            for event in made:
                if not isinstance(event, ConversationAssigned):
                    await self._nudge_woken(event)

    async def put_back_of_gone(self) -> None:
        """Put back the conversations of agents who may not sign in any more.

        They would never see them.
        """
        gone = {one.agent_id for one in await self.agents.agents() if not one.active}
        if not gone:
            return
        holding = [one.agent_id for one in await self.cases.loads() if one.agent_id in gone]
        for agent_id in holding:
            query = CaseQuery(view=View.MINE, agent_id=agent_id, limit=PAGE)  # next round, the rest
            for case in (await self.cases.list(query)).cases:
                with suppress(ContendedError, UnknownConversationError):
                    await self.desk.make(case.conversation_id, leave(agent_id))

    async def ask_agents(self) -> int:
        """Ask agents who are there and have room, in the queue's order; return how many."""
        present = await self.presence.present()
        if not present:
            return 0
        people = [one for one in await self.agents.agents() if one.active]
        there = await self._candidates(people, present)
        if not any(one.has_room for one in there):
            return 0
        self._forget_who_stayed(there)
        teams = frozenset(team for one in people for team in one.teams)
        asked = 0
        for case in await self._queue():
            if case.conversation_id in self._stayed:
                continue
            found = await self._route(case, there, teams)
            if not isinstance(found, AskedAgent):
                self._stayed[case.conversation_id] = found
                continue
            if await self._ask(case, found):
                asked += 1
                there = [_loaded(one, found) for one in there]
            if not any(one.has_room for one in there):
                break
        return asked

    def _forget_who_stayed(self, there: list[AgentCandidate]) -> None:
        """Look at every conversation again every few seconds, and if other agents are there."""
        free = frozenset(one.agent.agent_id for one in there if one.has_room)
        now = (free, int(self.clock.now().timestamp() // _LOOK_AGAIN_S))
        if now == self._stayed_for:
            return
        if self._stayed:
            log.info("dispatch.stayed", **Counter(str(why) for why in self._stayed.values()))
        self._stayed, self._stayed_for = {}, now

    async def _queue(self) -> list[Case]:
        """Return the conversations that nobody has, in order; a long wait raises the priority."""
        now = self.clock.now()
        return queue_order([raised(case, at=now) async for case in waiting_in_queue(self.cases)])

    async def _candidates(
        self, people: Sequence[Agent], present: Mapping[AgentId, Availability]
    ) -> list[AgentCandidate]:
        loads = {one.agent_id: one.claimed + one.asked for one in await self.cases.loads()}
        return [
            AgentCandidate(
                agent=agent,
                availability=present[agent.agent_id],
                load=loads.get(agent.agent_id, 0),
            )
            for agent in people
            if agent.agent_id in present
        ]

    async def _route(
        self, case: Case, there: list[AgentCandidate], teams: frozenset[TeamId]
    ) -> AskedAgent | Stays:
        """Return the agent to ask; `teams` are the teams that have an agent."""
        record = await self.events.read(case.conversation_id)
        conversation = record.fold()
        if is_elsewhere(conversation):
            return Stays.ELSEWHERE
        now = self.clock.now()
        times = self.rules.routing.times()
        need = need_of(conversation, self.rules, at=now)
        need = replace(
            need,
            team_is_empty=need.team is not None and need.team not in teams,
            passed=passed_over(record.past, at=now, times=times),
        )
        return route(need, there, times)

    async def _ask(self, case: Case, found: AskedAgent) -> bool:
        """Return whether the agent was asked; False if another move was quicker."""
        accept = self.rules.routing.times().accept
        with suppress(ContendedError, UnknownConversationError):
            made = await self.desk.make(case.conversation_id, ask(found.agent_id, accept=accept))
            if isinstance(made, Denied) or not made.stored:
                return False
            await self.nudges.give(
                Nudge(
                    kind=NudgeKind.ASKED,
                    conversation_id=case.conversation_id,
                    at=self.clock.now(),
                    agent_id=found.agent_id,
                    due_at=made.conversation.ownership.accept_by,
                )
            )
            return True
        return False

    async def _make(self, conversation_id: ConversationId) -> tuple[ConversationEvent, ...]:
        with suppress(ContendedError, UnknownConversationError):
            made = await self.desk.make(conversation_id, wake, end_offer)
            if not isinstance(made, Denied):
                return tuple(stored.event for stored in made.stored)
        return ()

    async def _nudge_woken(self, event: ConversationEvent) -> None:
        by = getattr(event, "by", None)
        await self.nudges.give(
            Nudge(
                kind=NudgeKind.WOKE,
                conversation_id=event.conversation_id,
                at=event.at,
                agent_id=by,
            )
        )


def need_of(conversation: Conversation, rules: DeskRules, *, at: datetime) -> Need:
    """Return the needs of a conversation, as its last handoff says."""
    now = conversation.ownership
    handoff = now.handoff
    skills = frozenset(handoff.skills) if handoff else frozenset[str]()
    if handoff is not None:
        skills |= frozenset(rules.skills.get(handoff.reason, ()))
    since = handoff.at if handoff else None
    if since is None and conversation.unanswered:
        since = conversation.unanswered[0].at
    return Need(
        waited=at - (since or at),
        language=conversation.language,
        skills=skills,
        team=rules.acting(now.team),
        last_agent_id=now.last_agent_id,
    )


def raised(case: Case, *, at: datetime) -> Case:
    """Return the case with the priority that its wait gives it."""
    waited = at - (case.waiting_since or at)
    return replace(case, priority=max(case.priority, priority(case.reason, waited=waited)))


async def waiting_in_queue(cases: Cases) -> AsyncIterator[Case]:
    """Yield the first conversations that nobody has, by their priority without the wait."""
    after = ""
    for _ in range(_PAGES):
        page = await cases.list(CaseQuery(view=View.UNASSIGNED, after=after, limit=PAGE))
        for case in page.cases:
            yield case
        if not page.next:
            return
        after = page.next


def _loaded(one: AgentCandidate, found: AskedAgent) -> AgentCandidate:
    return replace(one, load=one.load + 1) if one.agent.agent_id == found.agent_id else one
