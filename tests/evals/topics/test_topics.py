"""Whether an answer is held to the row of its topic, on the demo shop with the real encoder.

The gold topic of a question is that of the page which answers it. Left out are questions whose
pages have several topics, or none, and answers from another page: those are about something else.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.app.compose.answer_engine import open_engine
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ReplyKind
from assistant.kit.settings.settings import load
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.autonomy_table import Topic
from assistant.operations.autonomy.autonomy_verdict import Verdict

pytestmark = pytest.mark.slow  # an evaluation, held to its threshold

EVALS = Path(__file__).parents[1]
LEAST_FOUND = {"dev": 0.97, "answers": 0.95}  # share of answers whose gold topic is among theirs
MOST_TOPICS = 1.5  # of an answer, on average

PAGES = {
    Topic.DELIVERY: "livraison shipping",
    Topic.RETURNS: "retours returns echanges exchanges",
    Topic.PAYMENT: "paiement payment cartes-cadeaux gift-cards promotions",
    Topic.SIZING: "tailles sizes",
    Topic.WARRANTY: "garantie warranty reparation repairs",
    Topic.ACCOUNT: "compte account fidelite loyalty vie-privee privacy",
    Topic.ORDER: "commandes orders",
}
TOPIC_OF = {page: topic for topic, pages in PAGES.items() for page in pages.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noting(AnswerAutonomy):
    """Writes down the topics of every answer."""

    topics: list[tuple[Topic, ...]] = field(default_factory=list)

    async def weigh(
        self, conversation: Conversation, topics: Sequence[Topic], *, unchecked: bool = False
    ) -> Verdict:
        self.topics.append(tuple(topics))
        return await AnswerAutonomy.weigh(self, conversation, topics, unchecked=unchecked)


def pages(row: dict[str, Any]) -> frozenset[str]:
    sources = row.get("source") or ()
    listed = [sources] if isinstance(sources, str) else sources
    return frozenset(page.rsplit("/", 1)[-1] for page in listed)


def rows(folder: str) -> list[tuple[str, frozenset[str], Topic]]:
    """Return questions, the pages that answer them and their topic."""
    files = sorted((EVALS / folder).glob("*.yml"))
    found = []
    for row in (row for file in files for row in yaml.safe_load(file.read_text("utf-8"))):
        topics = {TOPIC_OF[page] for page in pages(row) if page in TOPIC_OF}
        if len(topics) == 1 and isinstance(row["ask"], str):
            found.append((row["ask"], pages(row), topics.pop()))
    return found


async def tell(data_dir: Path, folder: str) -> list[tuple[Topic, tuple[Topic, ...]]]:
    """Return the gold topic and the topics of every question that is answered."""
    told = []
    async with open_engine(load(data_dir=data_dir)) as opened:
        noting = Noting(autonomy=opened.turn.autonomy.autonomy)
        engine = replace(opened, turn=replace(opened.turn, autonomy=noting))
        for ask, expected, topic in rows(folder):
            noting.topics.clear()
            asked = await engine.ask(ask)
            quoted = {source.url.rsplit("/", 1)[-1] for source in asked.reply.sources[:1]}
            if asked.reply.kind is ReplyKind.ANSWERED and quoted & expected:
                told.append((topic, noting.topics[-1]))
    return told


class TestTheTopicsOfAnswers:
    @pytest.mark.parametrize("folder", ["dev", "answers"])
    def test_have_the_one_whose_page_answers(self, demo_data: Path, folder: str) -> None:
        told = asyncio.run(tell(demo_data, folder))

        found = sum(topic in topics for topic, topics in told)
        assert len(told) >= 80
        assert found / len(told) >= LEAST_FOUND[folder]
        assert sum(len(topics) for _, topics in told) / len(told) <= MOST_TOPICS
