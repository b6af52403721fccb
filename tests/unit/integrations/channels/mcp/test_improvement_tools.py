"""Programs of the shop's people read the board of autonomy, and what tries of changes gave."""

from dataclasses import replace

from assistant.conversation.people import Role
from tests.contract.trial_runs import REPLAY, RUN
from tests.support.memory.assemblies.mcp_counter import Counter


class TestAProgram:
    async def test_reads_each_row_with_its_evidence_and_its_limit(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            rows = (await program.call("get_autonomy_board"))["rows"]

        [cancel] = [one for one in rows if one["row"] == "cancel_order"]
        assert (cancel["kind"], cancel["stake"]) == ("operation", "money")
        assert (cancel["decisions"], cancel["wanted"]["decisions"]) == (0, 50)

    async def test_reads_the_runs_and_the_replays_with_the_harm_that_they_found(self) -> None:
        counter = Counter()
        await counter.runs.put(RUN, expected_version=None)
        await counter.runs.put(replace(REPLAY, run_id="r2"), expected_version=None)
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            tries = await program.call("list_tries")

        [run], [replay] = tries["runs"], tries["replays"]
        assert (run["run_id"], replay["run_id"]) == ("r1", "r2")
        assert replay["does_harm"] is False
        assert set(replay["answered_more"]) == {"value", "low", "high"}

    async def test_of_an_agent_gets_none_of_it(self) -> None:
        counter = Counter()
        async with counter.program(await counter.hire("zoe", Role.AGENT)) as program:
            await program.fail("get_autonomy_board")
