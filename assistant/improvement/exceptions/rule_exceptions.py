"""Make a proposal of the rule of orders that people made exceptions of again and again.

With the round of insights alone, for it reads visits of the build. One exception is of a rule: a
return after the last day. Vouchers, refunds and second parcels are of none.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import ibis

from assistant.conversation.events import ConversationEvent, CustomerWrote, OperationDone
from assistant.conversation.ids import ConversationId
from assistant.improvement.changes.change_proposals import RaisedTask, propose_task
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeKind,
    ChangeSet,
    ChangeSignal,
)
from assistant.improvement.rules.rule_values import tidy_rules
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Lake, Lakes, Tables
from assistant.insights.ratios import within
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.ports import EventLog, UnknownConversationError

DAYS = 28
"""Days in which exceptions are counted, as other signals are."""

LEAST, LEAST_CUSTOMERS = 5, 3
"""Least number of exceptions, and of their customers: fewer are what exceptions are for."""

RULE = "returns.window_days"
_EXCEPTION = "late_return"
_MOST = 500  # visits of a window in which anything was done, the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleExceptions:
    """Look for exceptions in the log, in conversations whose visits had something done."""

    lakes: Lakes
    log: EventLog
    text: str | None  # of the rules of orders, "" the default; None: a file of the server has them

    async def look(self, known: Sequence[ChangeSet], now: datetime) -> list[ChangeSet]:
        """Return the proposal of the rule, new or touched by more; []: nothing is new.

        Exceptions from before the last proposal was decided on are used up.

        Raises:
            NoBuildError: there is no build yet.
        """
        window = Window.before(now.date() + timedelta(days=1), days=DAYS)
        since = datetime.combine(window.since, datetime.min.time(), UTC)
        closed = [
            one.moved_at for one in known if one.cause is ChangeCause.EXCEPTED and not one.is_open
        ]
        visits = await asyncio.to_thread(read_done, self.lakes.current(), window)
        signals: list[ChangeSignal] = []
        customers = set[str]()
        for conversation_id, customer in visits.items():
            found = await self._exceptions(conversation_id, max([since, *closed]))
            signals += found
            customers |= {customer} if found else set()
        if len(signals) < LEAST or len(customers) < LEAST_CUSTOMERS:
            return []
        signals.sort(key=lambda one: one.at, reverse=True)
        task = propose_task(self._raised(signals, len(customers)), known, now=now)
        return [task] if task else []

    def _raised(self, signals: Sequence[ChangeSignal], customers: int) -> RaisedTask:
        """Return the rules as they are, which people edit; of the server's file, a task."""
        tidy = None if self.text is None else tidy_rules(ChangeKind.ORDER_RULES, self.text)
        return RaisedTask(
            cause=ChangeCause.EXCEPTED,
            subject=RULE,
            about=RULE,
            signals=tuple(signals),
            conversations=len({one.conversation_id for one in signals}),
            customers=customers,
            change=CandidateChange(kind=ChangeKind.ORDER_RULES, content=tidy) if tidy else None,
            before=tidy or "",
        )

    async def _exceptions(self, conversation_id: str, since: datetime) -> list[ChangeSignal]:
        try:
            record = await self.log.read(ConversationId(conversation_id))
        except UnknownConversationError:  # erased
            return []
        events = (stored.event for stored in record.events)
        return [one for one in exceptions_in(events) if one.at > since]


def read_done(lake: Lake, window: Window) -> dict[str, str]:
    """Return the conversations in which anything was done, the newest first, with the customer."""
    visits = within(Tables().visits, window)
    done = visits.filter(visits.done > 0).order_by(ibis.desc("at")).limit(_MOST)
    rows = lake.rows(done.select("conversation_key", "customer_key"))
    return {row["conversation_key"]: row["customer_key"] for row in rows}


def exceptions_in(events: Iterator[ConversationEvent]) -> Iterator[ChangeSignal]:
    """Yield the late returns of a conversation, each with the customer's message before it."""
    message_id = ""
    for event in events:
        match event:
            case CustomerWrote():
                message_id = event.message_id
            case OperationDone(operation=operation) if operation == _EXCEPTION:
                yield ChangeSignal(
                    conversation_id=event.conversation_id, message_id=message_id, at=event.at
                )
            case _:
                pass
