import asyncio
from pathlib import Path

import numpy as np
import pytest

from retrieval.catalogue.types import CatalogueItem
from retrieval.index.index_build import build
from retrieval.index.index_versions import NoIndexError
from retrieval.searching.search import LiveIndex, Searcher, WrongEncoderError
from retrieval.types import Evidence, Filter, PassageKind
from tests.support.memory.exact_store import MemoryStores
from tests.unit.retrieval.making import WordEncoder, page, product, variant

ENCODER = WordEncoder()
SHOP: list[CatalogueItem] = [
    page(
        "## Délai\n\nVous avez 30 jours pour retourner un article.\n\n"
        "## Frais\n\nLe retour est gratuit depuis la France."
    ),
    page("## Period\n\nYou have 30 days to return an item.", language="en", title="Returns"),
    page("La livraison coûte 5,90 €.", name="shipping", title="Livraison"),
    page("Le bon de fidélité BM-4417 est valable.", name="loyalty", title="Fidélité"),
    product(
        "Bottes de pluie Aber",
        variants=(variant("69", Couleur="Bleu", Taille="38"), variant("49", stock=0, Taille="39")),
    ),
    product("Aber Rain Boots", language="en", description="A boot in rubber."),
    product(
        "Robe Ondine", name="dress", description="Une robe légère.", variants=(variant("120"),)
    ),
]


async def _find(
    searcher: Searcher,
    question: str,
    *,
    language: str = "fr",
    where: Filter | None = None,
    limit: int = 5,
    per_source: int = 1,
) -> tuple[Evidence, ...]:
    return await searcher.search(
        question,
        ENCODER.encode_query(question),
        language=language,
        where=where or Filter(),
        limit=limit,
        per_source=per_source,
    )


@pytest.fixture
def live(tmp_path: Path) -> LiveIndex:
    stores = MemoryStores()
    build(SHOP, encoder=ENCODER, root=tmp_path, stores=stores)
    return LiveIndex(tmp_path, ENCODER.name, stores=stores)


@pytest.fixture
def searcher(live: LiveIndex) -> Searcher:
    return live.current()


class TestSearch:
    async def test_puts_the_passage_that_answers_first(self, searcher: Searcher) -> None:
        found = await _find(searcher, "combien de jours pour retourner un article ?")

        assert found[0].passage.text == "Vous avez 30 jours pour retourner un article."
        assert found[0].passage.headings == ("Délai",)

    async def test_says_why(self, searcher: Searcher) -> None:
        question = "combien coûte la livraison ?"

        best = (await _find(searcher, question))[0]

        assert 0 < best.score < 1
        assert best.lexical > 0
        assert -1 <= best.dense <= 1

    async def test_never_scores_a_lower_one_higher(self, searcher: Searcher) -> None:
        scores = [e.score for e in await _find(searcher, "bottes de pluie en caoutchouc")]

        assert scores == sorted(scores, reverse=True)

    async def test_finds_a_code_by_its_letters(self, searcher: Searcher) -> None:
        assert (await _find(searcher, "BM-4417"))[0].passage.source_id == "loyalty"

    async def test_gives_each_sentence_a_unit_vector(self, searcher: Searcher) -> None:
        (sentence,) = (await _find(searcher, "livraison"))[0].passage.sentences

        assert sentence.text == "La livraison coûte 5,90 €."
        assert np.linalg.norm(sentence.vector) == pytest.approx(1, abs=1e-2)

    async def test_returns_a_source_once_in_the_language_of_the_question(
        self, searcher: Searcher
    ) -> None:
        found = await _find(searcher, "Aber boots 30 days", language="en")

        ids = [evidence.passage.source_id for evidence in found]
        assert len(ids) == len(set(ids))
        by_id = {e.passage.source_id: e.passage.language for e in found}
        assert by_id["boots"] == by_id["returns"] == "en"

    async def test_finds_what_is_in_another_language_only(self, searcher: Searcher) -> None:
        found = await _find(searcher, "livraison", language="en")

        assert found[0].passage.source_id == "shipping"

    async def test_returns_more_of_a_source_when_asked(self, searcher: Searcher) -> None:
        one = await _find(searcher, "retour article gratuit", limit=1)
        two = await _find(searcher, "retour article gratuit", limit=1, per_source=2)

        assert len(one) == 1
        assert {evidence.passage.headings for evidence in two} == {("Délai",), ("Frais",)}

    async def test_returns_only_what_the_filter_allows(self, searcher: Searcher) -> None:
        where = Filter(kind=PassageKind.PRODUCT, price_max_minor=5_000, in_stock=True)

        assert await _find(searcher, "bottes", where=where) == ()
        assert {
            e.passage.source_id
            for e in await _find(searcher, "bottes", where=Filter(price_max_minor=7_000))
        } == {"boots"}

    async def test_returns_products_as_they_were_read(self, searcher: Searcher) -> None:
        found = await _find(searcher, "robe", where=Filter(kind=PassageKind.PRODUCT))

        assert found[0].passage.product == SHOP[-1]

    async def test_returns_products_by_their_ids_in_each_language(self, searcher: Searcher) -> None:
        every = [*searcher.products()]
        dress = next(one for one in every if one.title == "Robe Ondine")

        assert await searcher.products_of((dress.product_id, "no-such-product")) == [dress]
        assert await searcher.products_of(()) == []
        boots = next(one for one in every if one.title == "Aber Rain Boots")
        assert {one.language for one in await searcher.products_of((boots.product_id,))} == {
            one.language for one in every if one.product_id == boots.product_id
        }

    async def test_takes_a_question_without_words(self, searcher: Searcher) -> None:
        assert len(await _find(searcher, "?", limit=2)) == 2

    @pytest.mark.parametrize("only", PassageKind)
    async def test_leaves_out_what_is_not_of_the_kind_asked_for(
        self, searcher: Searcher, only: PassageKind
    ) -> None:
        question = "robe légère, retour gratuit"
        vector = ENCODER.encode_query(question)

        found = await searcher.search(question, vector, language="fr")
        kept = await searcher.search(question, vector, language="fr", only=only)

        assert kept == tuple(e for e in found if e.passage.kind is only)
        assert 0 < len(kept) < len(found)

    async def test_may_run_many_at_once(self, searcher: Searcher) -> None:
        questions = ["livraison", "robe", "BM-4417", "bottes"] * 5

        found = await asyncio.gather(*(_find(searcher, question) for question in questions))

        alone = [(await _find(searcher, question))[0].passage.passage_id for question in questions]
        assert [evidence[0].passage.passage_id for evidence in found] == alone

    async def test_of_an_empty_index_finds_nothing(self, tmp_path: Path) -> None:
        stores = MemoryStores()
        build((), encoder=ENCODER, root=tmp_path, stores=stores)

        searcher = LiveIndex(tmp_path, ENCODER.name, stores=stores).current()

        assert await _find(searcher, "livraison") == ()

    async def test_finds_the_same_in_files_as_in_memory(
        self, searcher: Searcher, tmp_path: Path
    ) -> None:
        root = tmp_path / "files"
        build(SHOP, encoder=ENCODER, root=root)
        live = LiveIndex(root, ENCODER.name)

        for question in ("bottes de pluie", "retour gratuit", "30 days"):
            expected = [(e.passage.passage_id, e.score) for e in await _find(searcher, question)]
            found = [(e.passage.passage_id, e.score) for e in await _find(live.current(), question)]
            assert found == expected
        await live.close()


class TestExamine:
    async def test_explains_what_search_found(self, searcher: Searcher) -> None:
        question = "combien coûte la livraison ?"

        examined = await searcher.examine(
            question, ENCODER.encode_query(question), language="fr", where=Filter(), limit=3
        )

        found = await _find(searcher, question, limit=3)
        assert [passage.passage_id for passage, _ in examined] == [
            evidence.passage.passage_id for evidence in found
        ]


class TestLiveIndex:
    async def test_keeps_its_searcher_until_the_version_changes(self, live: LiveIndex) -> None:
        assert live.current() is live.current()

    async def test_searches_the_new_version_after_a_swap(self, tmp_path: Path) -> None:
        stores = MemoryStores()
        build(SHOP[:1], encoder=ENCODER, root=tmp_path, stores=stores)
        live = LiveIndex(tmp_path, ENCODER.name, stores=stores)
        old = live.current()

        report = build(SHOP[2:3], encoder=ENCODER, root=tmp_path, stores=stores)
        new = live.current()

        assert new.version == report.version != old.version
        assert [e.passage.source_id for e in await _find(new, "livraison")] == ["shipping"]
        assert [e.passage.source_id for e in await _find(old, "livraison")] == ["returns"]

    async def test_knows_whether_the_open_version_is_current(self, tmp_path: Path) -> None:
        stores = MemoryStores()
        live = LiveIndex(tmp_path, ENCODER.name, stores=stores)
        without = live.is_current()
        build(SHOP[:1], encoder=ENCODER, root=tmp_path, stores=stores)
        unopened = live.is_current()
        live.current()
        opened = live.is_current()
        build(SHOP[2:3], encoder=ENCODER, root=tmp_path, stores=stores)

        assert (without, unopened, opened, live.is_current()) == (False, False, True, False)

    def test_says_what_to_do_without_an_index(self, tmp_path: Path) -> None:
        with pytest.raises(NoIndexError, match="run `comptoir index`"):
            LiveIndex(tmp_path, ENCODER.name).current()

    def test_refuses_vectors_of_another_encoder(self, live: LiveIndex, tmp_path: Path) -> None:
        del live

        with pytest.raises(WrongEncoderError, match=r"words-1.*minilm.*index"):
            LiveIndex(tmp_path, "minilm", stores=MemoryStores()).current()

    async def test_opens_again_after_it_was_closed(self, live: LiveIndex) -> None:
        live.current()
        await live.close()

        assert (await _find(live.current(), "livraison"))[0].passage.source_id == "shipping"
