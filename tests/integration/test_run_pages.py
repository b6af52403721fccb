"""The pages of runs and of replays on a whole installation."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.conversation.people import Role
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.turn_result import Difference
from assistant.improvement.runs.trial_run import RunCause, RunState, TrialRun, new_run
from assistant.messages.trials.candidate_change import CandidateChange
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from tests.contract.scenario_book import QUESTION
from tests.contract.trial_runs import TURN
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.conversation_events import NOON, started

PAGE = "/console/runs"
REPLAY = f"{PAGE}/replay"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[FastAPI, Parts]]:
    async with fresh_installation(tmp_path) as opened:
        yield opened


async def asked(parts: Parts) -> TrialRun:
    (run,) = await SqlTrialRuns(parts.database).history(limit=5, replays=True)
    return run


async def save(parts: Parts) -> None:
    await SqlScenarioBook(parts.database).put(QUESTION, expected_version=None)


class TestARun:
    async def test_is_followed_and_cancelled(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.LEAD) as client:
            begun = (await client.post(PAGE)).headers["location"]
            going = (await client.get(begun)).text
            part = (await client.get(f"{begun}/progress")).text
            await client.post(f"{begun}/cancel")

        run = await SqlTrialRuns(parts.database).get(begun.rpartition("/")[2])
        assert run is not None
        assert run.state is RunState.CANCELLED
        assert "data-running" in going
        assert "<progress" in part

    async def test_is_cancelled_by_whoever_began_it_or_may_edit_scenarios(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.LEAD) as lead, await sign_in(app, Role.AGENT) as agent:
            theirs = (await lead.post(PAGE)).headers["location"]
            shown = (await agent.get(theirs)).text
            refused = await agent.post(f"{theirs}/cancel")
            await lead.post(f"{theirs}/cancel")
            own = (await agent.post(PAGE)).headers["location"]
            assert "/cancel" in (await agent.get(own)).text
            done = await lead.post(f"{own}/cancel")

        assert "/cancel" not in shown
        assert refused.status_code == httpx.codes.FORBIDDEN
        assert done.status_code == httpx.codes.SEE_OTHER

    async def test_is_one_however_often_it_is_asked_for(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.AGENT) as client:
            first, second = [(await client.post(PAGE)).headers["location"] for _ in range(2)]
            await client.post(f"{first}/cancel")
            third = (await client.post(PAGE)).headers["location"]

        assert first == second != third
        assert len(await SqlTrialRuns(parts.database).history(limit=9)) == 2


class TestAReplay:
    async def test_is_asked_for_followed_and_cancelled(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        async with await sign_in(app, Role.MERCHANDISER) as client:
            empty = (await client.get(PAGE)).text
            begun = await client.post(REPLAY, data={"days": "7"})
            run = await asked(parts)
            going = (await client.get(begun.headers["location"])).text
            part = (await client.get(f"{begun.headers['location']}/progress")).text
            await client.post(f"{begun.headers['location']}/cancel")
            listed = (await client.get(PAGE)).text

        assert "No run was asked for yet" in empty
        assert f'name="to" value="{PAGE}"' in empty  # another language shows the same page
        assert 'href="/console/improve" aria-current="page"' in empty
        assert run.span is not None
        assert (run.span.until - run.span.since).days == 7
        assert run.candidate is None
        assert "data-running" in going
        assert "<progress" in part
        assert (await asked(parts)).state is RunState.CANCELLED
        assert run.run_id in listed

    async def test_is_of_the_days_that_are_named_by_the_shop_s_clock(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        async with await sign_in(app, Role.MERCHANDISER) as client:
            days = {"days": "30", "first": "2026-03-10", "last": "2026-03-11"}
            turned = await client.post(REPLAY, data={**days, "last": "2026-03-09"})
            endless = await client.post(REPLAY, data={"first": "", "last": "2026-03-09"})
            await client.post(REPLAY, data=days)

        assert "Correct the days" in turned.text
        assert 'value="2026-03-09"' in turned.text
        assert turned.status_code == endless.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        span = (await asked(parts)).span
        assert span is not None
        assert span.until - span.since == timedelta(days=2)
        assert span.since.date().isoformat() in {"2026-03-09", "2026-03-10"}

    async def test_of_a_change_is_asked_for_where_its_scenarios_are_played(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        change = CandidateChange(kind="settings", content='{"policy.floor": "0.9"}')
        questions = new_run(RunCause.CANDIDATE, by="x", at=NOON, candidate=change)
        await SqlTrialRuns(parts.database).put(questions, expected_version=None)
        async with await sign_in(app, Role.LEAD) as client:
            page = (await client.get(f"/console/runs/{questions.run_id}")).text
            await client.post(REPLAY, data={"days": "30", "run": questions.run_id})
            unknown = await client.post(REPLAY, data={"run": "f" * 32})

        run = await asked(parts)
        assert f'action="{REPLAY}"' in page
        assert run.candidate == change
        assert unknown.status_code == httpx.codes.NOT_FOUND

    async def test_shows_its_turns_side_by_side_in_the_reader_s_language(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        runs = SqlTrialRuns(parts.database)
        await parts.log.start(started("c1"))
        await SqlCases(parts.database).advance(limit=10)
        async with await sign_in(app, Role.LEAD) as client:
            await client.post(REPLAY)
            run = await asked(parts)
            tally = ReplayTally(conversations=2, turns=3, differing={Difference.ANSWER_LOST: 1})
            ended = replace(run, version=2, state=RunState.DONE, tally=tally)
            await runs.put(ended, expected_version=1)
            await runs.keep_turns(run.run_id, [TURN])
            await client.post("/console/language", data={"language": "fr"})
            page = (await client.get(f"{PAGE}/{run.run_id}")).text

        assert "30 jours" in page
        assert "Je ne sais pas" in page
        assert "1 of 3 turns" in page or "1 tours sur 3" in page
        assert TURN.conversation_id in page
