"""A page that is not live is tried on the product's own turn, and no customer sees a word of it."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from pathlib import Path

import httpx
import pytest

from assistant.answers.verified.live_answers import LiveAnswers
from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.app.commands.staff_administration import open_staff
from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.assistant_turn import WholeIndex
from assistant.app.compose.data_folders import find_version
from assistant.app.compose.search.indexed_paths import remember_paths
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.search.shop_index import build_index
from assistant.app.processes.candidate_pages import assemble_candidate_pages
from assistant.app.processes.round_processes import RoundFailedError
from assistant.app.processes.scenario_work import CandidateTurns
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.improvement.rehearsal.saved_scenario import (
    CustomerPart,
    SavedScenario,
    TalkExpectation,
)
from assistant.insights.drafting.page_draft import DraftId, PageDraft
from assistant.insights.drafting.published_pages import page_file
from assistant.insights.insight import InsightId
from assistant.kit.settings.live_settings import settings_with
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import encode_answer
from assistant.messages.trials.trial import TrialMessage, Trials
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from tests.support.memory.settings_book import MemorySettingsBook
from tests.support.pages.installed_console import fields
from tests.support.patience import until
from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, running
from tests.support.seeds import small_shop
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.insight_rows import ANSWER, QUESTIONS

pytestmark = pytest.mark.slow  # a process that indexes

LYON = "Do you have a shop in Lyon?"
RETURNS = "How long do I have to return an item?"
WRAPPING = PageDraft(
    draft_id=DraftId("page-wrap-en"),
    insight_id=InsightId(""),
    document_id="page-wrap",
    language="en",
    title="Gift wrapping",
    text=ANSWER,
    url="https://shop.example/wrapping",
    made_at=NOON,
    changed_at=NOON,
    changed_by="mara",
)
DRAFT = f"/insights/drafts/{WRAPPING.draft_id}"
EMAIL, PASSWORD = "mara@shop.example", "a long enough sentence of mine"
ANSWERED = SavedScenario(
    scenario_id="1" * 32,
    version=1,
    name=RETURNS,
    part=CustomerPart(opening=RETURNS, language="en", once=True),
    expected=TalkExpectation(answered=True, source="Returns"),
    by="mara",
    at=NOON,
)
UNANSWERED = replace(
    ANSWERED,
    scenario_id="2" * 32,
    name=QUESTIONS[0],
    part=replace(ANSWERED.part, opening=QUESTIONS[0]),
    expected=TalkExpectation(silent=True),
)
PAGE = CandidateChange(kind="page", content=page_file(WRAPPING).decode())
VERIFIED = CandidateChange(
    kind="verified",
    content=encode_answer(
        VerifiedAnswer(
            answer_id=VerifiedId("a1"),
            ways=(WayOfAsking(language="en", text=LYON),),
            texts={"en": "Yes, at 3 rue de la Barre."},
            state=AnswerState.DRAFT,
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Trying:
    settings: Settings
    trials: Trials
    turns: CandidateTurns
    stop: asyncio.Event

    async def says(self, trials: Trials, question: str) -> tuple[str, list[str]]:
        tried = await trials.take(TrialMessage(text=question, language="en"))
        assert tried.reply is not None
        return tried.reply.text, [one.url for one in tried.reply.sources]


@pytest.fixture
async def trying(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Trying]:
    data_dir = new_data_dir(tmp_path / "data", like=demo_data)
    monkeypatch.setenv("COMPTOIR_DATA_DIR", str(data_dir))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "apart"))
    (tmp_path / "apart").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    settings = Settings(data_dir=data_dir)
    files = small_shop.write(tmp_path / "shop")
    build_index(settings, [files], progress=lambda _: None)
    async with open_trials(settings) as opened:
        index = opened.trials.turn.index
        assert isinstance(index, WholeIndex)
        assert isinstance(index.verified, LiveAnswers)
        pages = await assemble_candidate_pages(settings, open_encoder(settings))
        turns = CandidateTurns(
            in_force=opened.trials,
            make=lambda _: opened.trials,
            settings=partial(settings_with, server=settings, book=MemorySettingsBook()),
            verified=index.verified,
            customers=None,
            pages=pages,
        )
        yield Trying(settings, opened.trials, turns, asyncio.Event())
        await pages.close()


class TestACandidatePage:
    async def test_answers_in_its_trials_alone_and_leaves_nothing_behind(
        self, trying: Trying, tmp_path: Path
    ) -> None:
        version, apart = await find_version(trying.settings), tmp_path / "apart"

        with_page = await trying.turns.of(PAGE, trying.stop)
        again = await trying.turns.of(PAGE, trying.stop)  # the next piece of the same run
        both = await trying.turns.over(again, VERIFIED, trying.stop)

        assert len(list(apart.glob("comptoir-*"))) == 1  # it was indexed once
        said, sources = await trying.says(with_page, QUESTIONS[0])
        assert "gift wrapping" in said.lower()
        assert sources == [WRAPPING.url]
        assert (await trying.says(both, QUESTIONS[0]))[1] == [WRAPPING.url]
        assert "rue de la Barre" in (await trying.says(both, LYON))[0]
        assert (await trying.says(with_page, RETURNS)) == (
            await trying.says(trying.trials, RETURNS)
        )
        assert (await trying.says(trying.trials, QUESTIONS[0]))[1] == []
        assert "rue de la Barre" not in (await trying.says(trying.trials, LYON))[0]
        assert await find_version(trying.settings) == version
        assert list(trying.settings.written_folder.glob("*")) == []

        assert await trying.turns.of(None, trying.stop) is trying.trials
        assert list(apart.glob("comptoir-*")) == []

        remember_paths(trying.settings, [tmp_path / "gone"])
        with pytest.raises(RoundFailedError):
            await trying.turns.of(PAGE, trying.stop)


class Writer:
    """Somebody who writes pages, in a browser without scripts."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.shown = ""

    async def sign_in(self) -> None:
        given = {"email": EMAIL, "password": PASSWORD, "next": DRAFT}
        answer = await self.client.post("/console/sign-in", data=given)
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text

    async def sees(self, page: str, part: str) -> None:
        """Open a page until it has a part."""

        async def has_part() -> bool:
            self.shown = unescape((await self.client.get(page)).text)
            return part in self.shown

        await until(has_part, within_s=120, every_s=0.5)


class TestAPageOfTheConsole:
    async def test_goes_live_once_a_worker_played_the_scenarios_on_it(
        self, demo_data: Path, tmp_path: Path
    ) -> None:
        settings = Settings(data_dir=new_data_dir(tmp_path / "data", like=demo_data))
        files = small_shop.write(tmp_path / "shop")
        build_index(settings, [files], progress=lambda _: None)
        async with open_staff(settings) as staff:
            await staff.managing.add(EMAIL, name="Mara", role=Role.ADMIN, by=COMMAND_LINE)
            await staff.managing.set_password(EMAIL, PASSWORD, by=COMMAND_LINE)
        async with open_database(settings.log_url) as database:
            await SqlDraftBook(database).put(WRAPPING, expected_version=None)
            for question in (ANSWERED, UNANSWERED):
                await SqlScenarioBook(database).put(question, expected_version=None)

        async with running(Tree(settings.data_dir)) as tree, new_client(tree.base_url) as client:
            client.headers["Origin"] = tree.base_url
            mara = Writer(client)
            await mara.sign_in()
            await mara.sees(DRAFT, 'class="page-draft"')
            written = re.search(
                r'<form method="post" class="page-draft">.*?</form>', mara.shown, re.DOTALL
            )
            assert written is not None
            held = await client.post(DRAFT, data={**fields(written[0]), "do": "publish"})
            run = held.headers["location"]
            await mara.sees(run, 'name="anyway"')
            assert "As they must be: 1" in mara.shown
            assert "1 turned red" in mara.shown
            assert UNANSWERED.name in mara.shown
            waiting = re.search(r'<form class="sheet settings".*?</form>', mara.shown, re.DOTALL)
            assert waiting is not None
            sent = {**fields(waiting[0]), "anyway": "1", "anyway_why": "It is urgent."}
            assert (await client.post(DRAFT, data=sent)).headers["location"] == DRAFT
            await mara.sees(DRAFT, 'data-status="published"')
            customer = await Customer.arrive(client, "en")
            await customer.say(QUESTIONS[0])
            (reply,) = await customer.hear()

        assert "gift wrapping" in reply["text"].lower()
