"""Answer the tools that show how far the assistant goes alone, and the results of tries."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcp.types import CallToolResult

from assistant.improvement.autonomy.autonomy_board import BoardRow
from assistant.improvement.runs.ports import TrialRuns
from assistant.improvement.runs.trial_run import TrialRun
from integrations.channels.mcp.tool_parts import BOARD
from integrations.channels.mcp.tool_results import told

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementTools:
    """Carry out the tools that read the board of autonomy, and the newest runs and replays."""

    board: Callable[[], Awaitable[Sequence[BoardRow]]]
    runs: TrialRuns

    async def call(self, name: str) -> CallToolResult:
        """Return the result of a call. May raise a `PortError`."""
        return told(await self._board() if name == BOARD else await self._tries())

    async def _board(self) -> dict[str, Any]:
        return {"rows": [_row(one) for one in await self.board()]}

    async def _tries(self) -> dict[str, Any]:
        runs = await self.runs.history(limit=_SHOWN, replays=False)
        replays = await self.runs.history(limit=_SHOWN, replays=True)
        return {"runs": [_run(one) for one in runs], "replays": [_replay(one) for one in replays]}


def _row(row: BoardRow) -> Mapping[str, Any]:
    return {
        "row": row.subject.name,
        "kind": row.subject.kind,
        "level": row.level,
        "stake": row.stake,
        "since": row.since.isoformat() if row.since else None,
        "decisions": row.trust.decisions,
        "agreed": row.trust.agreed,
        "critical": row.trust.critical,
        "agreed_at_least": round(row.trust.low, 3),
        "agreed_at_most": round(row.trust.high, 3),
        "wanted": {"decisions": row.limit.decisions, "agreed": row.limit.agreed},
        "standing": row.trust.standing,
        "next_level": row.next_level,
    }


def _run(run: TrialRun) -> Mapping[str, Any]:
    return {
        "run_id": run.run_id,
        "asked_at": run.asked_at.isoformat(),
        "state": run.state,
        "of": run.candidate.kind if run.candidate else "all as it is in force",
        "page": run.candidate.page if run.candidate else "",
        "tests": run.total,
        "red": run.red,
    }


def _replay(run: TrialRun) -> Mapping[str, Any]:
    tally, (difference, low, high) = run.tally, run.tally.answered.difference
    return {
        "run_id": run.run_id,
        "asked_at": run.asked_at.isoformat(),
        "state": run.state,
        "conversations": tally.conversations,
        "turns": tally.turns,
        "differing": {str(one): count for one, count in tally.differing.items()},
        "answered_more": {"value": difference, "low": low, "high": high},
        "does_harm": tally.does_harm,
    }
