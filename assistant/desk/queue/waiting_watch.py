"""Watch customers who wait: warn agents, and tell customers that nobody is there."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import structlog

from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId, TeamId
from assistant.desk.desk_service import ContendedError, Desk
from assistant.desk.handoff.absence_notices import AbsenceNotices
from assistant.desk.handoff.deadlines import DeadlineState, deadline
from assistant.desk.handoff.desk_rules import DeskRules
from assistant.desk.moves.conversation_moves import Decided, Move
from assistant.desk.nudges import Nudge, NudgeKind, Nudges
from assistant.desk.ports import Case, CaseQuery, Cases, View
from assistant.desk.queue.dispatch import PAGE
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.operations.identity.ports import OneUse
from assistant.ports import Clock, EventLog, UnknownConversationError, VersionConflictError

log = structlog.get_logger(__name__)

_ONCE_S = 7 * 86_400.0
_AT_ONCE = 200  # conversations read in one round: the next goes on
_KINDS = {
    DeadlineState.WARNING: NudgeKind.WARNING,
    DeadlineState.BREACHED: NudgeKind.BREACHED,
}


@dataclass(slots=True, kw_only=True)
class WaitingWatch:
    """Watch every conversation that is a person's and waits for a reply."""

    rules: DeskRules
    cases: Cases
    events: EventLog
    desk: Desk
    attending: AbsenceNotices
    outlooks: DeskOutlooks
    nudges: Nudges
    once_each: OneUse  # remembers which warnings were given
    clock: Clock
    _told: dict[ConversationId, datetime] = field(default_factory=dict, init=False)
    _warned: dict[ConversationId, str] = field(default_factory=dict, init=False)

    async def once(self) -> int:
        """Look at all waiting conversations; return how many nudges were given."""
        given, left, absent = 0, _AT_ONCE, dict[TeamId | None, bool]()
        told, warned = dict[ConversationId, datetime](), dict[ConversationId, str]()
        async for case in _waiting(self.cases):
            given += await self._warn(case, self.clock.now(), warned)
            if case.claimed:
                continue
            if case.team not in absent:
                absent[case.team] = await self.outlooks.is_absent(case.team)
            if not absent[case.team]:
                continue
            if self._told.get(case.conversation_id) != case.last_at:
                if left == 0:
                    continue
                left -= 1
                await self._attend(case.conversation_id)
            told[case.conversation_id] = case.last_at
        # Of those that still wait. It only saves work: the log and `once_each` say the same.
        self._told, self._warned = told, warned
        return given

    async def _warn(self, case: Case, now: datetime, warned: dict[ConversationId, str]) -> bool:
        """Warn the agent that has the conversation, then all of the team: the agent may be gone."""
        due = deadline(
            waiting_since=case.waiting_since,
            handed_off_at=case.handed_off_at,
            hours=self.rules.hours(case.team),
            targets=self.rules.targets(case.team),
        )
        kind = _KINDS.get(due.state(now)) if due else None
        if due is None or kind is None:
            return False
        key = f"nudge:{case.conversation_id}:{due.since.timestamp()}:{due.kind}:{kind}"
        warned[case.conversation_id] = key
        if self._warned.get(case.conversation_id) == key:
            return False
        if not await self.once_each.claim(key, holder=uuid4().hex, for_s=_ONCE_S):
            return False
        await self.nudges.give(
            Nudge(
                kind=kind,
                conversation_id=case.conversation_id,
                at=now,
                agent_id=case.agent_id if case.claimed and kind is NudgeKind.WARNING else None,
                team=self.rules.acting(case.team),
                deadline=due.kind,
                due_at=due.due_at,
            )
        )
        return True

    async def _attend(self, conversation_id: ConversationId) -> None:
        """Write the absence notice that a worker would write.

        The opening hours may have ended since, or the worker's job was lost.
        """
        with suppress(ContendedError, UnknownConversationError, VersionConflictError):
            conversation = (await self.events.read(conversation_id)).fold()
            if events := await self.attending.attend(conversation):
                await self.desk.make(conversation_id, _unless_moved(conversation, events))


def _unless_moved(seen: Conversation, events: Decided) -> Move:
    def decide(conversation: Conversation, at: datetime) -> Decided:
        del at
        return events if conversation == seen else ()

    return decide


async def _waiting(cases: Cases) -> AsyncIterator[Case]:
    """Yield cases that wait for a person's reply, the longest wait first within a priority."""
    after = ""
    while True:
        page = await cases.list(CaseQuery(view=View.OPEN, after=after, limit=PAGE))
        for case in page.cases:
            if case.waiting_since is None:
                return  # those that wait come first
            yield case
        if not page.next:
            return
        after = page.next
