"""Measure whether a page that is tried beside the index answers as it would once published.

`python -m benchmarks.quality.tried_pages --data FOLDER [--pages N] [--every N]`

FOLDER gets the demo shop's index. Some of its pages get other figures and a new paragraph. The
golden questions of tests/evals are answered without them, with them tried beside the index, and
with an index that was built with them; and each message is told to be exposed or not.
"""

import argparse
import asyncio
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from assistant.app.compose.answer_engine import LiveKnowledge, open_answer_parts
from assistant.app.compose.assistant_turn import AnswerParts
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.shop_profile import DEMO
from assistant.kit.settings.settings import Settings
from assistant.messages.ports import Knowledge
from assistant.messages.steps.live_arm import LiveArm
from assistant.understanding.types import ReadingContext, Understanding
from benchmarks.harness.shop import prepare
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import CatalogueItem, Document
from retrieval.index.index_build import build
from retrieval.searching.live_pages import LivePage, complete_page, draft_page, texts_of
from retrieval.searching.search import LiveIndex, Searcher
from retrieval.stores.qdrant_edge_store import EdgeStores
from tests.support.seeds.experiment_seeds import experiment

GOLDEN = Path("tests/evals/answers")
_ADDED = {
    "fr": "\n\n## Nouveau\n\nLe samedi, un conseiller répond aussi par vidéo, de 9 h à 11 h.\n",
    "en": "\n\n## New\n\nOn Saturdays an adviser also answers by video, from 9 to 11 a.m.\n",
}


def golden() -> list[dict[str, Any]]:
    """Return the golden questions in both languages."""
    files = sorted(GOLDEN.glob("*.yml"))
    return [one for file in files for one in yaml.safe_load(file.read_text("utf-8"))]


def changed(page: Document) -> Document:
    """Return a page with other figures, and a paragraph more."""
    text = re.sub(r"\d+", lambda found: str(int(found[0]) + 7), page.text)
    return replace(page, text=text + _ADDED[page.language])


async def live(parts: AnswerParts, page: Document) -> LivePage:
    """Return a page as a worker makes it."""
    assert parts.encode_passage is not None
    drafts = draft_page(page)
    vectors = {text: await parts.encode_passage(text) for text in texts_of(drafts)}
    return complete_page(page, drafts, vectors)


async def answer(parts: AnswerParts, knowledge: Knowledge, read: Understanding) -> str:
    """Return the text that a message gets."""
    settings = parts.settings
    composer = knowledge.composer(settings.search.limit, parts.statements, None)
    return (await composer.compose(read, floor=settings.policy.floor)).text


def build_with(settings: Settings, pages: list[Document], root: Path) -> LiveIndex:
    """Return an index with these pages in the place of the shop's."""
    items: list[CatalogueItem] = [*pages, *read_paths([DEMO])]
    encoder = open_encoder(settings)
    build(
        items,
        encoder=encoder,
        root=root,
        stores=EdgeStores(),
        vectors_from=settings.data_dir / "index",
    )
    return LiveIndex(root, encoder_name=encoder.name, stores=EdgeStores())


async def measure(settings: Settings, *, pages: int, every: int) -> None:
    """Print how the three ways of answering differ."""
    documents = [one for one in read_paths([DEMO]) if isinstance(one, Document)]
    tried = [changed(one) for one in documents[:: max(1, len(documents) // pages)]]
    async with open_answer_parts(settings) as parts:
        knowledge = await parts.index.current()
        made = [await live(parts, one) for one in tried]
        searcher = await knowledge.searcher.with_pages(made)
        arms = [(LiveArm(experiment=experiment(), page=one), one) for one in made]
        alone = [(arm, await knowledge.searcher.with_pages([one])) for arm, one in arms]
        with tempfile.TemporaryDirectory() as folder:
            built = await LiveKnowledge(build_with(settings, tried, Path(folder))).current()
            await _compare(parts, (knowledge, replace(knowledge, searcher=searcher), built), alone,
                           every=every)  # fmt: skip


async def _compare(
    parts: AnswerParts,
    ways: tuple[Knowledge, Knowledge, Knowledge],
    alone: list[tuple[LiveArm, Searcher]],
    *,
    every: int,
) -> None:
    asked = golden()[::every]
    moved = unseen = alike = exposed = 0
    of_one = list[float]()
    for one in asked:
        vocabulary = ways[0].searcher.vocabulary
        context = ReadingContext(vocabulary=vocabulary, language=one["language"])
        read = await parts.reader.read(one["ask"], context)
        before, beside, published = [await answer(parts, each, read) for each in ways]
        limit = parts.settings.search.limit
        met = [await arm.could_matter(read, ways[0], each, limit=limit) for arm, each in alone]
        of_one.append(sum(met) / len(met))
        exposed += any(met)
        moved += before != beside
        alike += beside == published
        if before != beside and not any(met):
            unseen += 1
            print(f"    not exposed: {one['ask']}")
        if beside != published:
            print(f"    otherwise once published: {one['ask']}")
    print(f"{len(asked)} asked, {len(alone)} pages changed; {alike} answered as once published;"
          f" {moved} otherwise than before, {unseen} of these not exposed; exposed by any"
          f" {exposed}, by each page {sum(of_one) / len(of_one):.3f}", flush=True)  # fmt: skip


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args()
    settings = prepare(given.data)
    asyncio.run(measure(settings, pages=given.pages, every=given.every))


if __name__ == "__main__":
    main()
