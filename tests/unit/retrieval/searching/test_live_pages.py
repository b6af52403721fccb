"""A page in memory stands in the place of that of the index, as if it had been published."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval.catalogue.types import CatalogueItem, Document
from retrieval.index.index_build import build
from retrieval.searching.live_pages import LivePage, complete_page, draft_page, texts_of
from retrieval.searching.search import LiveIndex, Searcher
from retrieval.types import Evidence, Filter, PassageKind
from tests.support.memory.exact_store import MemoryStores
from tests.unit.retrieval.making import WordEncoder, page, product

ENCODER = WordEncoder()
RETURNS = page("## Délai\n\nVous avez 30 jours pour retourner un article.")
ENGLISH = page("You have 30 days to return an article.", language="en", title="Returns")
SHIPPING = page("La livraison coûte 5,90 €.", name="shipping", title="Livraison")
LONGER = page("## Délai\n\nVous avez 60 jours pour retourner un article.")
DOGS = page("Les chiens en laisse sont admis.", name="dogs", title="Chiens")
ASKED = "combien de jours pour retourner un article ?"


def live(one: Document) -> LivePage:
    drafts = draft_page(one)
    return complete_page(
        one, drafts, {text: ENCODER.encode_passage(text) for text in texts_of(drafts)}
    )


def open_index(root: Path, *items: CatalogueItem) -> Searcher:
    stores = MemoryStores()
    build(items, encoder=ENCODER, root=root, stores=stores)
    return LiveIndex(root, ENCODER.name, stores=stores).current()


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    return open_index(tmp_path, RETURNS, ENGLISH, SHIPPING, product())


async def find(
    searcher: Searcher, question: str = ASKED, *, where: Filter | None = None, language: str = "fr"
) -> Sequence[Evidence]:
    vector = ENCODER.encode_query(question)
    return await searcher.search(question, vector, language=language, where=where or Filter())


def texts(found: Sequence[Evidence]) -> list[str]:
    return [one.passage.text.strip() for one in found]


class TestALivePage:
    async def test_takes_the_place_of_the_one_of_its_id(self, searcher: Searcher) -> None:
        first, *others = await find(await searcher.with_pages([live(LONGER)]))

        assert "60 jours" in first.passage.text
        assert first.passage.sentences
        assert "returns" not in {one.passage.source_id for one in others}

    async def test_leaves_the_version_as_it_is_for_everybody_else(self, searcher: Searcher) -> None:
        before = await find(searcher)

        await searcher.with_pages([live(LONGER)])

        assert await find(searcher) == before

    async def test_is_found_as_in_an_index_that_was_built_with_it(
        self, searcher: Searcher, tmp_path: Path
    ) -> None:
        built = open_index(tmp_path / "built", LONGER, ENGLISH, SHIPPING, product())

        tried, published = await find(await searcher.with_pages([live(LONGER)])), await find(built)

        assert texts(tried) == texts(published)
        assert [one.score for one in tried] == pytest.approx(
            [one.score for one in published], abs=0.02
        )

    async def test_leaves_the_translations_of_its_document(self, searcher: Searcher) -> None:
        tried = await searcher.with_pages([live(LONGER)])

        first, *_ = await find(tried, "how many days to return an article?", language="en")

        assert first.passage.language == "en"

    async def test_of_a_new_document_is_found_beside_the_others(self, searcher: Searcher) -> None:
        tried = await searcher.with_pages([live(DOGS), live(LONGER)])

        first, *_ = await find(tried, "les chiens sont admis ?")

        assert first.passage.source_id == "dogs"
        assert "60 jours" in (await find(tried))[0].passage.text

    async def test_without_words_hides_the_page(self, searcher: Searcher) -> None:
        none = LivePage(document_id="returns", language="fr", passages=())

        found = await find(await searcher.with_pages([none]), where=Filter(languages=("fr",)))

        assert "returns" not in {one.passage.source_id for one in found}

    async def test_is_no_product_and_heeds_filters(self, searcher: Searcher) -> None:
        tried = await searcher.with_pages([live(LONGER)])

        of_products = await find(tried, where=Filter(kind=PassageKind.PRODUCT))
        in_english = await find(tried, where=Filter(languages=("en",)))
        of_shipping = await find(tried, where=Filter(source_ids=("shipping",)))

        assert {one.passage.kind for one in of_products} == {PassageKind.PRODUCT}
        assert {one.passage.language for one in in_english} == {"en"}
        assert {one.passage.source_id for one in of_shipping} == {"shipping"}
