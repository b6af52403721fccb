"""Carry out a model's calls of tools: checked, counted, side by side where they may be."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson
import structlog
from pydantic import JsonValue

from assistant.kit.model.ports import ToolCall
from assistant.tools.customer_tools import ToolSet
from assistant.tools.declaration import ConversationTool
from assistant.tools.facts import ToolError, ToolResult
from assistant.tools.operation_tools import LEAVE
from assistant.tools.tool_turn import ToolTurn

MOST_CALLS = 8
"""Calls of one answer that are carried out; the others are refused."""

SAME = 3
"""Equal calls in one turn, at which the loop ends: a model that repeats itself learns nothing."""

LONGEST = 4_000
"""Characters of a call's arguments."""

_ONE_QUESTION = (
    "not begun: the reply ends with a question about another request already. Say that this one"
    " comes next, and call it once that is settled"
)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class CallBook:
    """Carry out the calls of one turn, and count them."""

    tools: ToolSet
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    _closed: bool = False  # the reply ends with a question about an operation already

    @property
    def goes_round(self) -> bool:
        """Return whether the model repeats itself."""
        return any(count >= SAME for count in self._seen.values())

    async def carry_out(self, turn: ToolTurn, calls: Sequence[ToolCall]) -> list[ToolResult]:
        """Return the result of each call, in order; an error is a result that says what to do.

        Calls that look things up run side by side; those that move an operation one by one.
        """
        by_name = self.tools.by_name
        known = [by_name.get(one.name) for one in calls[:MOST_CALLS]]
        looking = [
            self._call(turn, one, tool)
            for one, tool in zip(calls, known, strict=False)
            if tool is None or not tool.moves
        ]
        looked = iter(await asyncio.gather(*looking))
        results: list[ToolResult] = []
        for one, tool in zip(calls, known, strict=False):
            if tool is None or not tool.moves:
                results.append(next(looked))
                continue
            if self._closed and tool.name != LEAVE:
                results.append(ToolResult(note=_ONE_QUESTION))
                continue
            result = await self._call(turn, one, tool)
            turn.record(result.events)
            results.append(result)
            self._closed = result.closing is not None or result.ends is not None
        left = ToolResult(note=f"not carried out: {MOST_CALLS} calls at once are the most")
        return [*results, *(left for _ in calls[MOST_CALLS:])]

    async def _call(
        self, turn: ToolTurn, call: ToolCall, tool: ConversationTool | None
    ) -> ToolResult:
        self._seen[call.name, call.arguments] += 1
        if tool is None:
            return ToolResult(
                note=f"there is no such tool; there are: {', '.join(self.tools.by_name)}"
            )
        if self._seen[call.name, call.arguments] > 1:
            return ToolResult(note="this was called before with the same arguments: use its result")
        given = _arguments(call)
        if given is None:
            return ToolResult(note="the arguments are no JSON object: write them again")
        try:
            return await tool.call(turn, given)
        except ToolError as error:
            return ToolResult(note=f"refused: {error}")
        except Exception as error:  # noqa: BLE001  # whatever a call does, the turn goes on
            log.warning("tool.failed", tool=tool.name, error=type(error).__name__)
            del self._seen[call.name, call.arguments]  # it may be tried again
            return ToolResult(note="this does not answer right now: say so, and offer a person")


def _arguments(call: ToolCall) -> dict[str, JsonValue] | None:
    """Return a call's arguments; None: they are no JSON object, or far too long."""
    if len(call.arguments) > LONGEST:
        return None
    try:
        given = orjson.loads(call.arguments or "{}")
    except orjson.JSONDecodeError:
        return None
    return given if isinstance(given, dict) else None
