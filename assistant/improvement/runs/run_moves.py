"""Store a run as it goes on, unless somebody changed it meanwhile."""

from dataclasses import replace
from datetime import datetime

from assistant.improvement.runs.ports import RunConflictError, TrialRuns
from assistant.improvement.runs.trial_run import RunState, TrialRun


async def put_next(runs: TrialRuns, before: TrialRun, after: TrialRun) -> TrialRun:
    """Store a run as it is now and return it; where somebody changed it meanwhile, theirs stays."""
    new = replace(after, version=before.version + 1)
    try:
        await runs.put(new, expected_version=before.version)
    except RunConflictError:
        return await runs.get(before.run_id) or before
    return new


async def cancel(runs: TrialRuns, run: TrialRun, at: datetime) -> None:
    """Cancel a run, unless it ended meanwhile."""
    while run.is_going:
        run = await put_next(runs, run, replace(run, state=RunState.CANCELLED, ended_at=at))
