"""The copilot on the demo shop's own pages, with the product's own reader of messages."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.app.compose.answer_engine import open_engine
from assistant.app.compose.shop_profile import DEMO_SHOP
from assistant.console.copilot.document_answers import Answers
from assistant.console.copilot.local_copilot import LocalCopilot
from assistant.console.copilot.types import Drafted, Help, Task
from assistant.conversation.ids import ConversationId
from assistant.kit.settings.settings import Settings
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.seeds.conversation_events import WIDGET, started, wrote
from tests.support.seeds.people_events import agent_replied, claimed, handed_off

pytestmark = pytest.mark.asyncio(loop_scope="module")

C1 = ConversationId("c1")


class Desk:
    """The copilot of the demo shop, and a conversation that a person took."""

    def __init__(self, answers: Answers) -> None:
        self.log = MemoryEventLog()
        self.copilot = LocalCopilot(events=self.log, answers=answers)

    async def open(self, *texts: str) -> "Desk":
        """Have a French customer write texts; all but the last are answered by a person."""
        await self.log.start(started())
        for number, text in enumerate(texts):
            message = f"m{number}"
            asked = wrote(message, text=text)
            await self.log.accept(asked, account_id=WIDGET, provider_message_id=message)
            if number == 0:
                await self.log.append(C1, [handed_off(message), claimed("anna")])
            if number < len(texts) - 1:
                await self.log.append(C1, [agent_replied(f"r{number}", message)])
        return self

    async def draft(self) -> Drafted:
        return await self._help(Task(help=Help.DRAFT, conversation_id=C1))

    async def search(self, text: str) -> Drafted:
        return await self._help(Task(help=Help.ASK, conversation_id=C1, text=text))

    async def _help(self, task: Task) -> Drafted:
        async with aclosing(self.copilot.help(task)) as steps:
            *_, end = [step async for step in steps]
        assert isinstance(end, Drafted), end
        return end


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answers(demo_data: Path) -> AsyncIterator[Answers]:
    async with open_engine(Settings(data_dir=demo_data, shop=DEMO_SHOP)) as engine:
        yield Answers(turn=engine.turn)


class TestADraft:
    @pytest.mark.parametrize(
        "texts",
        [
            ("Combien de temps pour renvoyer un article ?", "Ok ok. PayPal ?"),
            ("Vous livrez en Belgique ?", "Mondial Relay ?"),
            ("Combien de temps pour renvoyer un article ?", "Express ?"),
        ],
    )
    async def test_stays_in_the_language_of_the_conversation(
        self, answers: Answers, texts: Sequence[str]
    ) -> None:
        """Though the words of the last message are of no language, or of another."""
        draft = await (await Desk(answers).open(*texts)).draft()

        assert draft.language == "fr"

    async def test_of_a_comparison_names_nothing_without_its_value(self, answers: Answers) -> None:
        """Such as "In common: for."."""
        asked = "Quelle est la différence entre la robe Ondine et la robe Goélette ?"
        draft = await (await Desk(answers).open(asked)).draft()

        assert not re.search(r"\b(?:pour|for)[,.]", draft.text)


class TestASearch:
    @pytest.mark.parametrize("text", ["délai de retour ?", "delai de retour", "Délai de retour"])
    async def test_for_the_time_of_returns_gives_their_page_and_no_points(
        self, answers: Answers, text: str
    ) -> None:
        found = await (await Desk(answers).open("Bonjour")).search(text)

        assert "30 jours" in found.text
        assert "points" not in found.text
        assert found.sources[0].title == "Retours et remboursements"
