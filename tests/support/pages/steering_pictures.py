"""Take pictures of the pages that steer: `python -m tests.support.pages.steering_pictures`.

Of questions, scenarios, sources, written pages, products, quality, outreach, change sets,
experiments, the board of autonomy and runs, on the demo shop with its half year; of names that
follow, those that begin so.
"""

import asyncio
import re
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.async_api import Page, expect

from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Source
from assistant.improvement.changes.change_set import ChangeSignal, ChangeStake
from assistant.improvement.replay.replay_tally import ReplayedTurn, ReplayTally
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.turn_result import Difference, TurnResult
from assistant.improvement.runs.trial_run import RunCause, RunState, new_run
from assistant.insights.statistics.paired_change import PairedChange
from assistant.kit.settings.settings import Settings
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from tests.conftest import CACHE
from tests.support.pages.console_pictures import (
    LANGUAGES,
    RUN_MS,
    Camera,
    ended,
    fill,
    hide_paths,
    read_report,
)
from tests.support.pages.readme_pictures import SCHEMES
from tests.support.processes.browser import open_browser
from tests.support.processes.comptoir import Tree, keep_demo, run, running
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.conversation_events import WIDGET, replied, started, wrote
from tests.support.seeds.imported_consents import keep_files
from tests.unit.assistant.improvement.autonomy.test_agreement import DECIDED, SUGGESTED

ASKED = (
    ("a1", "Is there a parking at your shop?", "Yes, behind the shop, for our customers.", 7),
    ("b2", "Can you engrave a name on a knife?", "Yes, up to twelve letters for 8 €.", 4),
    ("c3", "Are you open on All Saints' Day?", "No, we are closed on public holidays.", 3),
)
PAGES = {
    "console-question": f"/console/rehearsals/s/{0:032x}",
    "console-improve": "/console/improve",
    "console-change": "/console/improve/a1",
    "console-round": "/console/improve/round",
    "console-experiments": "/console/experiments",
    "console-autonomy-board": "/console/improve/autonomy",
    "console-runs": "/console/runs",
    "console-rehearsals": "/console/rehearsals",
    "console-quality": "/console/quality",
    "console-quality-check": "/console/quality/grounded",
    "console-quality-sample": "/console/quality/samples",
    "console-outreach": "/console/outreach",
    "console-outreach-ledger": "/console/outreach/ledger",
    "console-consents": "/console/outreach/consents",
    "console-consent-file": f"/console/outreach/consents/{'a' * 32}",
    "knowledge-sources": "/console/knowledge",
    "knowledge-pages": "/console/knowledge/pages",
    "knowledge-products": "/console/knowledge/products?lacking=1",
}
FIRST_OF = {  # the list, and how the addresses of what it lists begin
    "console-experiment": ("/console/experiments", "/console/experiments/"),
    "console-rehearsal": ("/console/rehearsals", "/console/rehearsals/s/"),
    "knowledge-source": ("/console/knowledge", "/console/knowledge/sources/"),
    "knowledge-product": ("/console/knowledge/products", "/console/knowledge/products/"),
}
TITLE = "Shop and services"
DECISIONS = 41  # suggestions on returns that people sent


async def main(names: tuple[str, ...]) -> None:
    """Fill the demo shop, and keep what its people see."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "demo").mkdir()
        demo = keep_demo(CACHE, folder / "demo")
        tree = await stack.enter_async_context(running(Tree(demo, command="demo")))
        told = await asyncio.to_thread(run, "insights", "demo", "--data-dir", demo)
        assert told.returncode == 0, told.stderr
        settings = Settings(data_dir=demo)
        await fill(settings)
        await converse(settings)
        await write_first(settings)
        replay = await replay_them(settings)
        password = re.search(r"with the password (\S+),", tree.output.read_text())
        assert password is not None
        browser = await stack.enter_async_context(open_browser())
        cameras = [
            Camera(browser, width, height, language, scheme, names)
            for width, height, language in LANGUAGES
            for scheme in SCHEMES
        ]
        async with cameras[0].page(tree, password[1]) as page:
            await rehearse(page)
        for camera in cameras:
            async with camera.page(tree, password[1]) as page:
                page.set_default_timeout(RUN_MS)
                await take_all(camera, page, replay, camera.language)


async def rehearse(page: Page) -> None:
    """Have the scenarios played."""
    await page.goto("/console/rehearsals")
    await page.locator("form[action$='/console/runs'] button").click()
    await ended(page)


async def take_all(camera: Camera, page: Page, replay: str, language: Literal["fr", "en"]) -> None:
    """Keep a picture of each page."""
    await read_report(page)  # pages with figures load themselves anew until these are there
    for name, path in {**PAGES, "console-replay": f"/console/runs/{replay}"}.items():
        await page.goto(path)
        await hide_paths(page)
        await camera.take(page, name)
    for name, (path, link) in FIRST_OF.items():
        await page.goto(path)
        await page.locator(f"main a[href^='{link}']").first.click()
        await expect(page.locator("main h1")).to_be_visible()
        await hide_paths(page)
        await camera.take(page, name)
    await page.goto("/console/knowledge/pages")
    await page.locator("form[action='/insights/drafts'] button.primary").click()
    await page.wait_for_url("**/insights/drafts/*")
    written = {
        "fr": ("Emballage cadeau", "L’emballage cadeau coûte 3 € et se choisit au panier."),
        "en": ("Gift wrapping", "Gift wrapping is 3 €; choose it in the basket."),
    }
    title, text = written[language]
    await page.locator("[name=title]").fill(title)
    await page.locator("textarea[name=text]").fill(text)
    await camera.take(page, "console-page-editor")


async def converse(settings: Settings) -> None:
    """Have customers ask, people decide on suggestions, and change sets come of it."""
    now = datetime.now(UTC) - timedelta(days=1)
    async with open_database(settings.log_url) as database:
        log, book = SqlEventLog(database), SqlChangeBook(database)
        for name, question, answer, times in ASKED:
            signals = []
            for number in range(times):
                case, message = ConversationId(f"{name}{number}"), MessageId(f"{name}-m{number}")
                await log.start(started(case, now))
                said = wrote(message, case, now, question)
                await log.accept(said, account_id=WIDGET, provider_message_id=message)
                told = replied(f"{name}-r{number}", message, conversation=case, at=now)
                source = Source(title=TITLE, url="/", quote=answer, language="en", score=0.9)
                await log.append(
                    case, [replace(told, text=answer, language="en", sources=(source,))]
                )
                signals.append(ChangeSignal(conversation_id=case, message_id=message, at=now))
            verified = VerifiedAnswer(
                answer_id=VerifiedId(name),
                ways=(WayOfAsking(language="en", text=question),),
                texts={"en": answer},
                state=AnswerState.LIVE,
            )
            stake = ChangeStake.MONEY if "€" in answer else ChangeStake.PLAIN
            made = change_set(verified, name, stake=stake, conversations=times)
            put = replace(made, signals=tuple(signals), proposed_at=now)
            await book.put(put, expected_version=None)
        for number in range(DECISIONS):
            case, suggestion = ConversationId(f"decided{number}"), MessageId(f"decided-s{number}")
            await log.start(started(case, now))
            of = {"conversation_id": case, "suggestion_id": suggestion}
            await log.append(case, [replace(SUGGESTED, **of), replace(DECIDED, **of)])  # type: ignore[arg-type]  # ids


async def write_first(settings: Settings) -> None:
    """Keep files of consents."""
    async with open_database(settings.log_url) as database:
        await keep_files(database, datetime.now(UTC))


async def replay_them(settings: Settings) -> str:
    """Keep a replay that ended, with turns that differ; return its id."""
    now = datetime.now(UTC)
    span = ReplaySpan(since=now - timedelta(days=30), until=now)
    asked = new_run(RunCause.ASKED, by="", at=now, span=span)
    turns = (
        ReplayedTurn(
            conversation_id=ConversationId("a10"),
            number=1,
            said=ASKED[0][1],
            before=TurnResult(kind=ReplyKind.ABSTAINED, text="I could not find that."),
            after=TurnResult(kind=ReplyKind.ANSWERED, text=ASKED[0][2], sources=(ASKED[0][2],)),
            difference=Difference.OTHER_ANSWER,
        ),
        ReplayedTurn(
            conversation_id=ConversationId("b20"),
            number=1,
            said=ASKED[1][1],
            before=TurnResult(kind=ReplyKind.ANSWERED, text=ASKED[1][2], sources=(ASKED[1][2],)),
            after=TurnResult(kind=ReplyKind.ABSTAINED, text="I could not find that."),
            difference=Difference.ANSWER_LOST,
        ),
    )
    counted = {one.difference: 1 for one in turns}
    tally = ReplayTally(
        conversations=124,
        turns=310,
        differing=counted,
        answered=PairedChange(pairs=310, before=262, gained=1, lost=1),
        to_people=PairedChange(pairs=310, before=31),
    )
    ended = replace(
        asked, state=RunState.DONE, total=tally.conversations, tally=tally, ended_at=now
    )
    async with open_database(settings.log_url) as database:
        runs = SqlTrialRuns(database)
        await runs.put(ended, expected_version=None)
        await runs.keep_turns(ended.run_id, turns)
    return ended.run_id


if __name__ == "__main__":
    asyncio.run(main(tuple(sys.argv[1:]) or ("",)))
