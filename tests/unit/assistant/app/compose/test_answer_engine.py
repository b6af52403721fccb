import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.app.compose.answer_engine import (
    Engine,
    LiveKnowledge,
    assemble_engine,
    open_engine,
)
from assistant.app.compose.data_folders import index_root
from assistant.conversation.events import ReplyKind
from assistant.kit.settings.settings import Settings
from retrieval.index.index_versions import NoIndexError
from retrieval.searching.search import LiveIndex, Searcher
from tests.unit.assistant.answers.shop_fixture import QUESTION_VECTOR, asked, page
from tests.unit.assistant.messages.turning import RETURNS, Assistant, Shelf


def engine(*evidence: str) -> Engine:
    pages = [page(title, (f"Sur {title} : oui.", QUESTION_VECTOR)) for title in evidence]
    return assemble_engine(Assistant(asked("délai ?"), RETURNS, *pages).parts)


class TestAQuestionAskedOutsideAnyChannel:
    async def test_is_answered_with_what_was_understood(self) -> None:
        answer = await engine().ask("Combien de jours ?")

        assert answer.reply.kind is ReplyKind.ANSWERED
        assert answer.sources == answer.reply.sources
        assert (answer.intent, answer.confidence) == ("question", 0.9)
        assert answer.latency_ms > 0

    async def test_is_the_first_of_its_conversation_each_time(self) -> None:
        one = engine()
        first, second = await one.ask("Combien ?"), await one.ask("Combien ?")

        assert first.reply.disclosure == second.reply.disclosure != ""
        assert first.reply.conversation_id != second.reply.conversation_id

    async def test_may_follow_what_the_customer_wrote_before(self) -> None:
        answer = await engine().ask("Et en soldes ?", after=["Bonjour", "Combien de jours ?"])

        assert answer.reply.kind is ReplyKind.ANSWERED
        assert answer.reply.disclosure == ""

    async def test_shows_the_best_pages_whatever_was_answered_if_told_to(self) -> None:
        answer = await engine("Frais", "Tailles").ask("Combien de jours ?", top=2)

        assert [source.title for source in answer.sources] == ["Retours", "Frais"]

    async def test_that_cannot_be_read_has_no_intent(self) -> None:
        answer = await engine().ask(" ")

        assert answer.reply.kind is ReplyKind.REFUSED
        assert (answer.intent, answer.confidence, answer.sources) == ("", 0.0, ())


@dataclass
class Versions(LiveIndex):
    """Hands out what a test says is current."""

    searchers: list[Searcher] = field(default_factory=list)
    opened_by: list[threading.Thread] = field(default_factory=list)
    _opened: Searcher | None = None

    def current(self) -> Searcher:
        self.opened_by.append(threading.current_thread())
        self._opened = self.searchers[-1]
        return self._opened

    def is_current(self) -> bool:
        return self._opened is self.searchers[-1]


class TestTheLiveKnowledge:
    async def test_is_derived_once_a_version(self) -> None:
        index = Versions(searchers=[Shelf()])
        knowledge = LiveKnowledge(index)

        first, again = await knowledge.current(), await knowledge.current()
        index.searchers.append(Shelf())
        new = await knowledge.current()

        assert first is again
        assert new is not first
        assert new.searcher is index.searchers[-1]

    async def test_is_opened_off_the_event_loops_thread_and_once(self) -> None:
        index = Versions(searchers=[Shelf()])
        knowledge = LiveKnowledge(index)

        found = await asyncio.gather(*(knowledge.current() for _ in range(3)))

        assert all(one is found[0] for one in found)
        assert threading.current_thread() not in index.opened_by


class TestAnEngine:
    async def test_without_an_index_does_not_open(self, demo_data: Path, tmp_path: Path) -> None:
        (tmp_path / "encoder").symlink_to(demo_data / "encoder")
        (tmp_path / "intents").symlink_to(demo_data / "intents")
        settings = Settings(data_dir=tmp_path)

        with pytest.raises(NoIndexError, match="comptoir index"):
            async with open_engine(settings):
                pytest.fail("there is nothing to answer from")

    def test_keeps_its_index_in_the_data_folder(self, tmp_path: Path) -> None:
        assert index_root(Settings(data_dir=tmp_path)) == tmp_path / "index"
