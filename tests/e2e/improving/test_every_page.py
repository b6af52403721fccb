"""By keyboard, on a phone, in the dark, in French: every page where people steer the assistant."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.search.noted_sources import note_sources
from assistant.app.compose.search.shop_reading import gather_sources
from assistant.console.setup.shop_sources import ShopSources
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.people import Role
from assistant.improvement.assertions import assertion_moves
from assistant.improvement.autonomy.agreement_round import AgreementRound
from assistant.improvement.autonomy.autonomy_board import with_level
from assistant.improvement.replay.replay_run import ReplayRun
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.turn_result import Difference
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from assistant.messages.trials.ports import RunState
from assistant.messages.trials.question_run import RunCause, new_run
from assistant.operations.autonomy.autonomy_table import Level, Topic, load_table, topic_subject
from integrations.stores.sql.desk.question_book import SqlQuestionRuns, SqlSavedQuestions
from integrations.stores.sql.insights.agreement_book import SqlAgreementBook
from integrations.stores.sql.insights.assertion_book import SqlAssertionBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from integrations.stores.sql.insights.replay_book import SqlReplayRuns
from retrieval.index.index_build import build
from tests.contract.replay_runs import TURN
from tests.contract.saved_questions import QUESTION
from tests.e2e.setup.shop_files import files
from tests.e2e.setup.walk import has_no_barriers
from tests.support.memory.exact_store import MemoryStores
from tests.support.pages.installed_console import fresh_installation, open_session, sign_in
from tests.support.patience import until
from tests.support.processes.browser import new_customer
from tests.support.seeds.assertion_seeds import COMPLAINED, CONFUSES, LOWERED, NOTHING
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.conversation_events import started
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.simulators.http_server import served
from tests.unit.assistant.improvement.autonomy.test_agreement import DECIDED, SUGGESTED
from tests.unit.retrieval.making import WordEncoder

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # axe on every page, four times in each language
]

NOW = datetime.now(UTC)
DECIDED_TIMES = 12
MOST_TABS = 400
PLACES = {
    "the list of change sets": "/console/improve",
    "a change set": "/console/improve/c0ffee",
    "the board of autonomy": "/console/improve/autonomy",
    "the experiments": "/console/experiments",
    "an experiment": "/console/experiments/e1",
    "a new experiment": "/console/experiments/new?change=c0ffee",
    "the assertions": "/console/assertions",
    "an assertion": "/console/assertions/{assertion}",
    "the comparisons in shadow": "/console/improve/autonomy/shadow",
    "the list of replays": "/console/replays",
    "a replay": "/console/replays/{replay}",
    "the products": "/console/knowledge/products",
    "a product": "/console/knowledge/products/{product}",
    "a page that was read": "/console/knowledge/pages/{page}",
    "the drafts of pages": "/insights/drafts",
    "the editor of a page": "/insights/drafts/{draft}",
    "the bench": "/console/try",
    "the saved questions": "/console/questions",
    "the editor of a question": f"/console/questions/q/{0:032x}",
    "a run of the questions": "/console/questions/runs/{run}",
    "the report": "/console/report",
    "the questions of the set-up": "/console/set-up/questions",
}


@dataclass(frozen=True, kw_only=True)
class Filled:
    """An admin's browser on a console that has something on every page."""

    page: Page
    url: str
    ids: dict[str, str]  # of the paths, by name

    async def speak(self, language: Literal["fr", "en"]) -> None:
        cookie = {"name": "console_language", "value": language, "url": self.url}
        await self.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie

    async def open(self, place: str) -> None:
        answer = await self.page.goto(PLACES[place].format(**self.ids))
        assert answer is not None
        assert answer.status == 200, place


async def index(folder: Path, shop: Path) -> None:
    """Index the files of a shop, with an encoder that knows no words."""
    settings = Settings(data_dir=folder, shop=ShopSettings(currency="EUR"))
    sources = ShopSources(folder)
    for one in files(shop):
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


async def decide(parts: Parts) -> None:
    """Have people send suggestions on returns, each in a conversation of its own."""
    table = with_level(load_table(), topic_subject(Topic.RETURNS), Level.SUGGEST)
    await parts.tables.put(table, expected_version=0, at=NOW, by="zoe", note="to be seen")
    for number in range(DECIDED_TIMES):
        name, suggestion = ConversationId(f"c{number}"), MessageId(f"s{number}")
        await parts.log.start(started(name))
        of = {"conversation_id": name, "suggestion_id": suggestion}
        await parts.log.append(name, [replace(SUGGESTED, **of), replace(DECIDED, **of)])  # type: ignore[arg-type]  # ids
    collecting = AgreementRound(log=parts.log, book=SqlAgreementBook(parts.database))
    while await collecting.collect():
        pass
    await parts.cases.advance(limit=1000)


async def end_replay(parts: Parts) -> ReplayRun:
    """Have the replay that was asked for end, with a turn that differs."""
    runs = SqlReplayRuns(parts.database)
    (run,) = await runs.history(limit=5)
    tally = ReplayTally(conversations=2, turns=3, differing={Difference.ANSWER_LOST: 1})
    ended = replace(run, version=run.version + 1, state=RunState.DONE, tally=tally)
    await runs.put(ended, expected_version=run.version)
    await runs.keep_turns(run.run_id, [TURN])
    return run


async def has_insights(client: httpx.AsyncClient) -> bool:
    """Return whether pages of insights are there: until then they load themselves anew."""
    return "refresh" not in (await client.get("/insights")).headers


@pytest_asyncio.fixture(loop_scope="session")
async def filled(browser: Browser, tmp_path: Path) -> AsyncIterator[Filled]:
    folder = tmp_path / "data"
    await index(folder, tmp_path / "shop")
    async with (
        fresh_installation(folder) as (app, parts),
        served(app) as url,
        new_customer(browser, url) as context,
    ):
        await decide(parts)
        await SqlChangeBook(parts.database).put(change_set(), expected_version=None)
        tried = experiment(looks=(kept_look(),))
        await SqlExperimentBook(parts.database).put(tried, expected_version=None)
        posted = assertion_moves.renew([], (COMPLAINED, CONFUSES, LOWERED, NOTHING), now=NOW)
        for one in posted:
            await SqlAssertionBook(parts.database).put(one, expected_version=None)
        question = replace(QUESTION, question_id=f"{0:032x}")
        await SqlSavedQuestions(parts.database).put(question, expected_version=None)
        run = replace(new_run(RunCause.ASKED, by="zoe", at=NOW), state=RunState.DONE)
        await SqlQuestionRuns(parts.database).put(run, expected_version=None)
        async with await sign_in(app, Role.MERCHANDISER) as mara:
            await mara.post("/console/replays", data={"days": "30"})
            await until(partial(has_insights, mara), within_s=300, every_s=0.5)
            made = await mara.post("/insights/drafts", data={"language": "en"})
            draft = made.headers["location"].rpartition("/")[2]
        replay = await end_replay(parts)
        token = await open_session(app, Role.ADMIN)
        await context.add_cookies([{"name": "comptoir", "value": token, "url": url}])
        page = await context.new_page()
        disputed = next(one.assertion_id for one in posted if one.disputes)
        ids = {"replay": replay.run_id, "run": run.run_id, "draft": draft, "assertion": disputed}
        for name, within in (("product", "products"), ("page", "pages")):
            await page.goto(f"/console/knowledge/{within}")
            link = page.locator(f"main a[href^='/console/knowledge/{within}/']").first
            ids[name] = ((await link.get_attribute("href")) or "").rpartition("/")[2]
        yield Filled(page=page, url=url, ids=ids)


class TestEveryPage:
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_has_no_barrier_at_any_size_and_light(
        self, filled: Filled, language: Literal["fr", "en"]
    ) -> None:
        await filled.speak(language)
        for place in PLACES:
            await filled.open(place)
            await expect(filled.page.locator("html")).to_have_attribute("lang", language)
            await expect(filled.page.locator("main h1")).to_have_count(1)
            await has_no_barriers(filled.page)

    async def test_is_no_wider_than_a_phone(self, filled: Filled) -> None:
        await filled.speak("fr")
        await filled.page.set_viewport_size({"width": 390, "height": 844})
        wide = {}
        for place in PLACES:
            await filled.open(place)
            over = await filled.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if over > 0:
                wide[place] = over

        assert wide == {}

    async def test_is_worked_with_the_keyboard_alone(self, filled: Filled) -> None:
        unreached: dict[str, list[str]] = {}
        unseen: dict[str, list[str]] = {}
        for place in PLACES:
            await filled.open(place)
            await filled.page.evaluate(COUNT)
            for _ in range(MOST_TABS):
                await filled.page.keyboard.press("Tab")
                if await filled.page.evaluate(REACH):
                    break
            left, faint = await filled.page.evaluate(LEFT)
            unreached |= {place: left} if left else {}
            unseen |= {place: faint} if faint else {}

        assert unreached == {}
        assert unseen == {}


COUNT = """() => {
  const works = ":is(a[href], button, input, select, textarea, summary, [tabindex='0'])";
  const all = [...document.querySelectorAll("main " + works)];
  window.wanted = new Set(all.filter((one) => one.checkVisibility() && !one.disabled
    && one.tabIndex >= 0 && !(one.type === "radio" && !one.checked)));
  window.faint = new Set();
}"""
REACH = """() => {
  const one = document.activeElement;
  if (wanted.has(one)) {
    wanted.delete(one);
    const style = getComputedStyle(one);
    if (style.outlineStyle === "none" && style.boxShadow === "none") faint.add(one);
  }
  return wanted.size === 0;
}"""
LEFT = (
    """() => [wanted, faint].map((some) => [...some].map((one) => one.outerHTML.slice(0, 120)))"""
)
