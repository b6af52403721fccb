"""Answer the tools that show change sets and assertions, and propose changes; people decide."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from mcp.types import CallToolResult

from assistant.improvement.assertions.assertion import Assertion, AssertionState
from assistant.improvement.assertions.assertion_moves import open_first
from assistant.improvement.assertions.ports import AssertionBook
from assistant.improvement.assertions.predicate_table import PREDICATES
from assistant.improvement.changes.asked_changes import (
    UnknownSubjectError,
    ask_for_answer,
    ask_for_level,
    ask_for_task,
)
from assistant.improvement.changes.change_contents import compare, lines_of
from assistant.improvement.changes.change_set import ChangeId, ChangeSet, ChangeState
from assistant.improvement.changes.ports import (
    ChangeBook,
    ChangeConflictError,
    UnknownChangeError,
)
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.autonomy.ports import Autonomy
from assistant.ports import Clock
from integrations.channels.mcp.tool_parts import (
    ASSERTIONS,
    CHANGE,
    CHANGES,
    PROPOSE,
    PROPOSE_TASK,
    ToolError,
)
from integrations.channels.mcp.tool_results import told

_SHOWN = 50
_OPEN = frozenset({AssertionState.POSTED, AssertionState.DISPUTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTools:
    """Carry out the tools of change sets; no call of theirs approves or publishes anything."""

    book: ChangeBook
    assertions: AssertionBook
    autonomy: Autonomy
    clock: Clock

    async def call(self, name: str, given: Mapping[str, Any], *, by: str) -> CallToolResult:
        """Return the result of a call by an agent's program.

        Raises:
            ToolError: there is no such change set.
            PortError: nothing can be said now.
        """
        if name == CHANGES:
            return told(await self._list(given))
        if name == CHANGE:
            return told(_whole(await self._find(given["change_id"])))
        if name == ASSERTIONS:
            return told(await self._assertions(given))
        known = await self.book.all((ChangeState.PROPOSED,))
        if name == PROPOSE:
            return told(await self._keep(self._answer(given, by, known), known))
        if name == PROPOSE_TASK:
            return told(await self._keep(self._task(given, by, known), known))
        return told(await self._keep(await self._level(given, by, known), known))

    async def _list(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = await self.book.all((ChangeState(given.get("state", ChangeState.PROPOSED)),))
        return {
            "changes": [_short(one) for one in found[:_SHOWN]],
            "more": max(0, len(found) - _SHOWN),
        }

    async def _assertions(self, given: Mapping[str, Any]) -> dict[str, Any]:
        every = open_first(await self.assertions.all())
        states = {AssertionState(given["state"])} if "state" in given else _OPEN
        found = [one for one in every if one.state in states]
        return {
            "assertions": [_asserted(one) for one in found[:_SHOWN]],
            "more": max(0, len(found) - _SHOWN),
        }

    async def _find(self, change_id: str) -> ChangeSet:
        try:
            return await self.book.get(ChangeId(change_id))
        except UnknownChangeError:
            message = f"there is no such change: {CHANGES} gives ids"
            raise ToolError(message) from None

    def _answer(self, given: Mapping[str, Any], by: str, known: Sequence[ChangeSet]) -> ChangeSet:
        return ask_for_answer(
            question=given["question"],
            answer=given["answer"],
            language=given["language"],
            why=given["why"],
            by=by,
            known=known,
            now=self.clock.now(),
        )

    def _task(self, given: Mapping[str, Any], by: str, known: Sequence[ChangeSet]) -> ChangeSet:
        now = self.clock.now()
        return ask_for_task(about=given["about"], why=given["why"], by=by, known=known, now=now)

    async def _level(
        self, given: Mapping[str, Any], by: str, known: Sequence[ChangeSet]
    ) -> ChangeSet:
        try:
            return ask_for_level(
                name=given["row"],
                level=Level(given["level"]),
                table=await self.autonomy.table(),
                why=given["why"],
                by=by,
                known=known,
                now=self.clock.now(),
            )
        except UnknownSubjectError:
            message = "the autonomy table has no such row, or the row has this level"
            raise ToolError(message) from None

    async def _keep(self, made: ChangeSet, known: Sequence[ChangeSet]) -> dict[str, Any]:
        """Keep a proposal, unless it is proposed already; people decide on it."""
        if made not in known:
            with suppress(ChangeConflictError):  # the same call before
                await self.book.put(made, expected_version=None)
        return _whole(await self.book.get(made.change_id))


def _short(change: ChangeSet) -> dict[str, Any]:
    return {
        "change_id": change.change_id,
        "kind": change.kind,
        "cause": change.cause,
        "state": change.state,
        "stake": change.stake,
        "about": change.about or "\n".join(lines_of(change.kind, change.change.content)[:1]),
        "conversations": change.conversations,
        "approvals": len(change.approvers),
        "proposed_at": change.proposed_at.isoformat(),
    }


def _whole(change: ChangeSet) -> dict[str, Any]:
    lines = compare(change.kind, change.before, change.change.content)
    return _short(change) | {
        "difference": [{"is": one.fate, "text": one.text} for one in lines],
        "history": [{"did": one.deed, "at": one.at.isoformat()} for one in change.steps],
    }


def _asserted(one: Assertion) -> dict[str, Any]:
    thing, evidence = one.thing, one.thing.evidence
    return {
        "assertion_id": one.assertion_id,
        "part": thing.part,
        "predicate": thing.predicate,
        "subject": {"kind": thing.subject.kind, "id": thing.subject.reference},
        "measure": thing.measure,
        "unit": PREDICATES[thing.predicate].quantity,
        "value": evidence.value,
        "low": evidence.low,
        "high": evidence.high,
        "evidence": {
            "kind": evidence.kind,
            "id": evidence.reference,
            "count": evidence.count,
            "customers": evidence.customers,
        },
        "state": one.state,
        "disputes": [{"by": it.by, "cause": it.cause} for it in one.disputes],
        "settlement": one.settlement,
        "became": one.became and {"kind": one.became.kind, "id": one.became.reference},
        "posted_at": one.posted_at.isoformat(),
    }
