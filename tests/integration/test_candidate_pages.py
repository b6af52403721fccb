"""A page that is not live is tried on the product's own turn, and no customer sees a word of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.answers.verified.live_answers import LiveAnswers
from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.assistant_turn import WholeIndex
from assistant.app.compose.data_folders import find_version
from assistant.app.compose.search.indexed_paths import remember_paths
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.search.shop_index import build_index
from assistant.app.processes.candidate_pages import assemble_candidate_pages
from assistant.app.processes.question_work import CandidateTurns
from assistant.app.processes.round_processes import RoundFailedError
from assistant.insights.drafting.page_draft import DraftId, PageDraft
from assistant.insights.drafting.published_pages import page_file
from assistant.insights.insight import InsightId
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_codec import encode_answer
from assistant.messages.trials.ports import CandidateChange
from assistant.messages.trials.trial import TrialMessage, Trials
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.settings_book import MemorySettingsBook
from tests.support.processes.comptoir import new_data_dir
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
        pages = assemble_candidate_pages(settings, open_encoder(settings))
        turns = CandidateTurns(
            in_force=opened.trials,
            make=lambda _: opened.trials,
            live=LiveSettings(book=MemorySettingsBook(), server=settings, fanout=MemoryFanout()),
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
