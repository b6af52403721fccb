"""A replay runs on a real database, and its process ends at each of its writes.

Whoever comes next does it again from the start: there is one result, and it is whole.
"""

import asyncio
from dataclasses import replace
from pathlib import Path

from assistant.improvement.replay.turn_result import Difference
from assistant.improvement.runs.trial_run import RunState
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from tests.integration.test_crash_autonomy import Cut, PowerCut
from tests.support.processes.databases import url_of_copy
from tests.unit.assistant.improvement.runs.test_replay_rounds import Stage

MOST = 40  # writes: more is a replay that does not end
THREE = {"c0", "c1", "c2"}


async def test_ends_at_each_write_and_the_next_process_finishes_it(
    tmp_path: Path, sqlite_tables: Path
) -> None:
    for ends_at in range(1, MOST):
        url = url_of_copy(sqlite_tables, tmp_path / f"{ends_at}.db")
        async with open_database(url) as database:
            runs = SqlTrialRuns(database)
            stage = Stage(runs=runs)  # type: ignore[arg-type]  # the real book in its place
            await stage.fill()
            guarded = Cut(ends_at).guard(runs, "put", "keep_turns", "forget")
            is_cut = False
            try:
                await replace(stage.rounds, runs=guarded).look(asyncio.Event())
            except PowerCut:
                is_cut = True
            for _ in range(2):  # a third process finds nothing to do
                await stage.rounds.look(asyncio.Event())

            run = await runs.get("r1")
            turns = await runs.turns("r1")
            [only] = await runs.history(limit=9)

        assert run is not None
        assert only.run_id == "r1"
        assert (run.state, run.tally.conversations) == (RunState.DONE, 3)
        assert run.tally.differing == {Difference.FIGURES: 3}
        assert sorted(one.conversation_id for one in turns) == sorted(THREE)
        if not is_cut:
            break

    assert not is_cut
    assert ends_at > 12  # before and after each write
