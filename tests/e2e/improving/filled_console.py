"""A console that has something on every page, and where each of its pages stands."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

import httpx
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.search.noted_sources import note_sources
from assistant.app.compose.search.shop_reading import gather_sources
from assistant.console.setup.shop_sources import ShopSources
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.people import Role
from assistant.improvement.autonomy.agreement_round import AgreementRound
from assistant.improvement.autonomy.autonomy_board import with_level
from assistant.improvement.experiments.experiment_moves import confirm
from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.turn_result import Difference
from assistant.improvement.runs.trial_run import RunCause, RunState, TrialRun, new_run
from assistant.kit.experiments.experiment import Experiment, ExperimentState
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from assistant.operations.autonomy.autonomy_table import Level, Topic, load_table, topic_subject
from assistant.outreach.contact_rules import Block
from assistant.outreach.intents import IntentState, OutreachOutcome
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from integrations.stores.sql.insights.agreement_book import SqlAgreementBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from integrations.stores.sql.operations.intent_book import SqlIntentBook
from retrieval.index.index_build import build
from tests.contract.intent_book import BEGUN, intent
from tests.contract.scenario_book import SCENARIO
from tests.contract.trial_runs import TURN
from tests.e2e.setup.shop_files import files
from tests.integration.test_answer_page import answer_yesterday
from tests.integration.test_rehearsal_pages import play
from tests.support.memory.exact_store import MemoryStores
from tests.support.pages.console_routes import opened_pages
from tests.support.pages.installed_console import fresh_installation, open_session, sign_in
from tests.support.patience import until
from tests.support.processes.browser import new_customer
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.conversation_events import NOON, WIDGET, replied, started, wrote
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.seeds.imported_consents import keep_files
from tests.support.seeds.verified_answers import verified, written
from tests.support.simulators.http_server import served
from tests.unit.assistant.console.quality.test_quality_routes import planted
from tests.unit.assistant.improvement.autonomy.test_agreement import DECIDED, SUGGESTED
from tests.unit.retrieval.making import WordEncoder

NOW = datetime.now(UTC)
ASKED_TIMES, DECIDED_TIMES = 80, 12  # conversations, and those in which a suggestion was sent
HELD_OUT, WRITTEN = 4, 8

OF_ONE: Mapping[str, str] = {
    "/console/c/made-up": "/console/c/c1",
    "/console/c/made-up/privacy": "/console/c/c1/privacy",
    "/console/experiments/made-up": "/console/experiments/e1",
    "/console/improve/made-up": "/console/improve/c0ffee",
    "/console/knowledge/pages/made-up": "/console/knowledge/pages/{page}",
    "/console/knowledge/products/made-up": "/console/knowledge/products/{product}",
    "/console/knowledge/sources/made-up": "/console/knowledge/sources/{source}",
    "/console/outreach/consents/made-up": "/console/outreach/consents/{file}",
    "/console/quality/made-up": "/console/quality/grounded",
    "/console/runs/made-up": "/console/runs/{run}",
    "/console/rehearsals/s/made-up": f"/console/rehearsals/s/{SCENARIO.scenario_id}",
    "/console/staff/made-up": "/console/staff/admin",
    "/console/teams/made-up": "/console/teams/support",
    "/console/verified/made-up": "/console/verified/v1",
    "/insights/drafts/made-up": "/insights/drafts/{draft}",
}
"""A page of one thing for each route that names a thing."""

FURTHER: Mapping[str, str] = {
    "/console?view=all": "/console?view=all",
    "a new experiment": "/console/experiments/new?change=c0ffee",
    "a new verified answer": "/console/verified/new?question=Livrez-vous+en+Corse+%3F&language=fr",
    **{
        f"an experiment whose verdict is {one}": f"/console/experiments/a{number}"
        for number, one in enumerate(ExperimentVerdict)
    },
    "the last stage of an experiment": "/console/experiments/b1",
    "a scenario of a conversation": "/console/rehearsals/new?conversation=c1",
    "a replay": "/console/runs/{replay}",
    "a run of scenarios": "/console/rehearsals?run={played}",
    "a file of consents that was imported": "/console/outreach/consents/{imported}",
    "whom a message would go to": "/console/outreach?preview=parcel_late",
    "an audit of one subject": "/console/audit?subject=c1",
}
"""Pages that show something else where an address says more."""

NEEDS_MORE = frozenset({"/console/experiments/new"})
"""Pages that are only opened by a link which says more: `FURTHER` has them."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """An admin's browser on a console that has something on every page."""

    app: FastAPI
    parts: Parts
    page: Page
    url: str
    ids: Mapping[str, str]  # of the paths, by name

    @property
    def places(self) -> Mapping[str, str]:
        """Return the address of every page, by its route or by what it shows."""
        whole = {one: one for one in opened_pages(self.app) if one not in NEEDS_MORE}
        named = {one: path.format(**self.ids) for one, path in {**OF_ONE, **FURTHER}.items()}
        return whole | named

    async def speak(self, language: Literal["fr", "en"]) -> None:
        cookie = {"name": "console_language", "value": language, "url": self.url}
        await self.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie

    async def open(self, path: str) -> None:
        """Open a page with all that it hides behind a summary."""
        answer = await self.page.goto(path)
        assert answer is not None
        assert answer.status == httpx.codes.OK, path
        await self.page.evaluate(
            "for (const one of document.querySelectorAll('main details')) one.open = true"
        )


@asynccontextmanager
async def filled_console(
    browser: Browser, folder: Path, *, files: Callable[[Path], list[Path]] = files
) -> AsyncIterator[Filled]:
    """Open a console in `folder`, an empty one, with something on every page.

    `files` writes those of the shop into a folder that is not there yet.
    """
    data = folder / "data"
    await _index(data, files(folder / "shop"))
    planted("admin", "leo", "mia", "noa").build(Settings(data_dir=data).insights_folder)
    async with (
        fresh_installation(data) as (app, parts),
        served(app) as url,
        new_customer(browser, url) as context,
    ):
        ids = await _fill(app, parts)
        token = await open_session(app, Role.ADMIN)
        await context.add_cookies([{"name": "comptoir", "value": token, "url": url}])
        page = await context.new_page()
        for name, within in (("product", "products"), ("page", "pages"), ("source", "sources")):
            listed = "/console/knowledge" if name == "source" else f"/console/knowledge/{within}"
            await page.goto(listed)
            link = page.locator(f"main a[href^='/console/knowledge/{within}/']").first
            ids[name] = ((await link.get_attribute("href")) or "").rpartition("/")[2]
        yield Filled(app=app, parts=parts, page=page, url=url, ids=ids)


async def _index(folder: Path, shop: list[Path]) -> None:
    """Index the files of a shop, with an encoder that knows no words."""
    settings = Settings(data_dir=folder, shop=ShopSettings(currency="EUR"))
    sources = ShopSources(folder)
    for one in shop:
        sources.keep(one.name, one.read_bytes())
    reading = await asyncio.to_thread(
        gather_sources, settings, [], named=list(map(str, sources.files()))
    )
    made = await asyncio.to_thread(
        build,
        reading.values(),
        encoder=WordEncoder(),
        root=index_root(settings),
        stores=MemoryStores(),
    )
    note_sources(settings, reading, made)


def tried() -> Iterator[Experiment]:
    """Yield an experiment that runs, one of each verdict, and one in its last stage."""
    yield experiment(looks=(kept_look(),))
    for number, verdict in enumerate(ExperimentVerdict):
        ended = ExperimentState.STOPPED if verdict.stops else ExperimentState.RUNNING
        yield experiment(f"a{number}", state=ended, looks=(kept_look(verdict),))
    better = experiment("b1", looks=(kept_look("better"),))
    last = confirm(better, held_back=0.05, days=14, by="zoé", at=NOON)
    look = replace(kept_look("better"), last_stage=kept_look().primary)
    yield replace(last, looks=(look,))


async def _fill(app: FastAPI, parts: Parts) -> dict[str, str]:
    """Have something happen everywhere; return ids by name."""
    await _converse(parts)
    await answer_yesterday(parts, "of-yesterday-")
    await _write_first(parts)
    file, imported = await keep_files(parts.database, NOW)
    await SqlChangeBook(parts.database).put(change_set(), expected_version=None)
    for run_of in tried():
        await SqlExperimentBook(parts.database).put(run_of, expected_version=None)
    await parts.verified.put(written(verified("Puis-je rendre un cadeau ?", "Un retour ?")))
    run = replace(new_run(RunCause.ASKED, by="zoe", at=NOW), state=RunState.DONE)
    await SqlTrialRuns(parts.database).put(run, expected_version=None)
    played = await play(parts)
    async with await sign_in(app, Role.MERCHANDISER) as mara:
        await mara.post("/console/runs/replay", data={"days": "30"})
        await until(partial(_has_insights, mara), within_s=300, every_s=0.5)
        made = await mara.post("/insights/drafts", data={"language": "en"})
        draft = made.headers["location"].rpartition("/")[2]
    replay = await _end_replay(parts)
    return {
        "replay": replay.run_id,
        "run": run.run_id,
        "played": played,
        "draft": draft,
        "file": file,
        "imported": imported,
    }


async def _converse(parts: Parts) -> None:
    """Have customers ask, and people send suggestions on returns, in a conversation each."""
    table = with_level(load_table(), topic_subject(Topic.RETURNS), Level.SUGGEST)
    await parts.tables.put(table, expected_version=0, at=NOW, by="zoe", note="to be seen")
    for number in range(ASKED_TIMES):
        name, suggestion = ConversationId(f"c{number}"), MessageId(f"s{number}")
        await parts.log.start(started(name))
        asked = wrote(f"m{number}", name, text="Combien de temps pour renvoyer un article ?")
        await parts.log.accept(asked, account_id=WIDGET, provider_message_id=asked.message_id)
        happened: list[ConversationEvent] = []
        if number < DECIDED_TIMES:
            of = {"conversation_id": name, "suggestion_id": suggestion}
            happened = [replace(SUGGESTED, **of), replace(DECIDED, **of)]  # type: ignore[arg-type]  # ids
        happened.append(replied(f"r{number}", asked.message_id, conversation=name))
        await parts.log.append(name, happened)
    collecting = AgreementRound(log=parts.log, book=SqlAgreementBook(parts.database))
    while await collecting.collect():
        pass
    while (await parts.cases.advance(limit=1000)).events:
        pass


async def _write_first(parts: Parts) -> None:
    """Have messages of outreach written, held out and refused for every reason."""
    book = SqlIntentBook(parts.database)
    refused = [
        replace(intent(f"r{n}"), state=IntentState.REFUSED, reason=why)
        for n, why in enumerate(Block)
    ]
    await book.note(BEGUN, [intent("a", state=IntentState.HELD_OUT), *refused])
    for number in range(HELD_OUT + WRITTEN):
        state = IntentState.HELD_OUT if number < HELD_OUT else IntentState.WRITTEN
        one = intent("a", customer=f"customer-{number}", state=state)
        effects = frozenset({OutreachEffect.CONTACTED} if number % 2 else ())
        await book.keep(OutreachOutcome(intent=one, effects=effects))


async def _end_replay(parts: Parts) -> TrialRun:
    """Have the replay that was asked for end, with a turn that differs."""
    runs = SqlTrialRuns(parts.database)
    (run,) = await runs.history(limit=5, replays=True)
    tally = ReplayTally(conversations=2, turns=3, differing={Difference.ANSWER_LOST: 1})
    ended = replace(run, version=run.version + 1, state=RunState.DONE, tally=tally)
    await runs.put(ended, expected_version=run.version)
    await runs.keep_turns(run.run_id, [TURN])
    return run


async def _has_insights(client: httpx.AsyncClient) -> bool:
    """Return whether pages of insights are there: until then they load themselves anew."""
    return "refresh" not in (await client.get("/insights")).headers
